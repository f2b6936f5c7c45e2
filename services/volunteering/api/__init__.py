"""How it is asked: the doors of volunteering, one file per noun."""

from fastapi import APIRouter

ROUTERS: tuple[APIRouter, ...] = ()
