"""The lapse (连续六个月不参加组织生活): that six months running were told once, for people to decide upon."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint

from shared.rows import Identified, id_field, instant_field

from .table import Table


class Lapse(Identified, Table, table=True):
    """One run of unexcused absence that reached six months. Only added to; it changes nobody's membership.

    `began_on` is the first day of the run's first month, `lapsed_on` the last day of its sixth.
    """

    __tablename__ = "lapse"
    __table_args__ = (UniqueConstraint("person_id", "began_on"),)

    person_id: UUID = id_field()
    began_on: date
    lapsed_on: date
    months: int
    told_at: datetime = instant_field()
