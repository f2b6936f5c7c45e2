"""The consent (单独同意): what a person lets the factory do beyond what its work needs.

What one lets a community see is volunteering's and is not repeated here. Source: Personal Information Protection Law
art. 14, 15, 23, 25.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from shared.rows import Identified, Revised, choice, id_field, instant_field

from .table import Table


class ConsentPurpose(StrEnum):
    """In Chinese 明星墙照片, 先进事迹对外宣传, 向其他单位提供."""

    STAR_WALL_PHOTO = "star_wall_photo"
    PUBLISHED_DEEDS = "published_deeds"
    GIVEN_TO_OTHERS = "given_to_others"


_IN_FORCE = "withdrawn_at IS NULL"


class PrivacyConsent(Identified, Revised, Table, table=True):
    """One person and one purpose; at most one in force. Once withdrawn a row changes no more, and none is removed."""

    __tablename__ = "privacy_consent"
    __table_args__ = (
        Index(
            "ux_privacy_consent_in_force",
            *("person_id", "purpose"),
            unique=True,
            sqlite_where=text(_IN_FORCE),
            postgresql_where=text(_IN_FORCE),
        ),
    )

    person_id: UUID = id_field(foreign_key="person.id")
    purpose: ConsentPurpose = Field(sa_type=choice(ConsentPurpose))
    wording: str = Field(max_length=40)
    given_at: datetime = instant_field()
    withdrawn_at: datetime | None = instant_field(default=None)
