"""Communities: directory says which there are, their officers where they are found."""

from shared.errors import Malformed


class PlaceHalfGiven(Malformed):
    """A place has a latitude and a longitude, or none."""

    zh, en = "经度和纬度须同时填写", "Latitude and longitude are given together"


def may_lie(latitude: int | None, longitude: int | None) -> None:
    """Raises PlaceHalfGiven."""
    if (latitude is None) != (longitude is None):
        raise PlaceHalfGiven
