"""Programs that may ask for tokens: browser applications and machines."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String
from sqlmodel import Field

from shared.columns import Id, Instant, Json
from shared.ids import new_id

from .table import Table


class ClientKind(StrEnum):
    """A browser keeps no secret and asks for a person; a machine has a secret and asks for itself."""

    BROWSER = "browser"
    MACHINE = "machine"


class Client(Table, table=True):
    """`client_id` is its name in OAuth. A machine holds roles by appointment, under its `id`.

    `scopes` are those it may ask for. A machine's secrets stand beside it, in `client_secret`.
    """

    __tablename__ = "client"

    id: UUID = Field(default_factory=new_id, sa_type=Id, primary_key=True)
    client_id: str = Field(sa_type=String(100), unique=True)
    title: str = Field(sa_type=String(200))
    kind: str = Field(sa_type=String(20))
    redirect_uris: list[str] = Field(default_factory=list, sa_type=Json)
    post_logout_redirect_uris: list[str] = Field(default_factory=list, sa_type=Json)
    scopes: list[str] = Field(default_factory=list, sa_type=Json)
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1
    rights_version: int = 1
