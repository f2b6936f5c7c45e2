"""Conditions over spans of days."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from ..models import Absence, Appointment, Membership

_Spans = type[Membership] | type[Appointment] | type[Absence]


def in_force(table: _Spans, on: date) -> ColumnElement[bool]:
    """Rows whose span holds the day; both ends belong to it."""
    return and_(col(table.from_on) <= on, or_(col(table.until_on).is_(None), col(table.until_on) >= on))
