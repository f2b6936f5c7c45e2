"""The community's profile (社区): where its office is and when it is open. The community itself is directory's.

Source: Human Services Data Specification 3.0, organization, location, phone and schedule.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from shared.rows import Identified, Revised, id_field, instant_field

from .table import Table


class Community(Identified, Revised, Table, table=True):
    """`id` is the organisation's. Latitude and longitude are millionths of a degree."""

    __tablename__ = "community"
    __table_args__ = (
        CheckConstraint("latitude BETWEEN -90000000 AND 90000000", name="latitude"),
        CheckConstraint("longitude BETWEEN -180000000 AND 180000000", name="longitude"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="place"),
    )

    address: str | None = Field(default=None, max_length=200)
    region: str | None = Field(default=None, max_length=200)
    phone: str | None = Field(default=None, max_length=40)
    latitude: int | None = None
    longitude: int | None = None
    opening_hours: str | None = Field(default=None, max_length=200)
    contact_post: str | None = Field(default=None, max_length=200)
    written_by: UUID = id_field()
    written_at: datetime = instant_field()
