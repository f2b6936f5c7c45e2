"""How it is asked: the doors of volunteering, one file per noun."""

from fastapi import APIRouter

from . import volunteers

ROUTERS: tuple[APIRouter, ...] = (volunteers.router,)
