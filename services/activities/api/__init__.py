"""How it is asked: the doors of activities, one file per noun."""

from . import meetings, rolls, sittings

ROUTERS = (meetings.router, sittings.router, rolls.router)
