"""Which source owns which field of a person."""

from sqlalchemy import String
from sqlmodel import Field

from .table import Table


class HrFieldOwner(Table, table=True):
    """A field whose owner a factory has named; `rules/hr/field_owners.py` says who owns the others."""

    __tablename__ = "hr_field_owner"

    field: str = Field(sa_type=String(40), primary_key=True)
    owner: str = Field(sa_type=String(10))
