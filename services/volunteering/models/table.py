"""The base of this service's tables."""

from sqlalchemy.orm import registry
from sqlmodel import SQLModel


class Table(SQLModel, registry=registry()):
    """A registry of its own: several services can live in one process."""
