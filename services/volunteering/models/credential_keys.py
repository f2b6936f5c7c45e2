"""The credential key (凭证密钥): what record sheets are signed with, and in a community's name endorsed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, text
from sqlmodel import Field

from shared.columns import Json
from shared.rows import Identified, id_field, instant_field

from .table import Table

LIST_SIZE = 131_072
"""Places of a status list: the fewest that hide one among many (Bitstring Status List v1.0, §6.1)."""

_SIGNS = "retired_at IS NULL"


class CredentialKey(Identified, Table, table=True):
    """An Ed25519 key pair of a branch or a community; one of each signs, and older ones stay published for good.

    The private part never leaves this service, not even for the community whose key it is: an endorsement proves that
    its officer confirmed the hours in this system, and no more. `listed` counts the places given in the key's own
    status list.
    """

    __tablename__ = "credential_key"
    __table_args__ = (
        CheckConstraint(f"listed >= 0 AND listed <= {LIST_SIZE}", name="listed"),
        Index(
            "ux_credential_key_signs",
            "holder_id",
            unique=True,
            sqlite_where=text(_SIGNS),
            postgresql_where=text(_SIGNS),
        ),
    )

    holder_id: UUID = id_field()
    did: str = Field(sa_type=String(80), unique=True)
    private_jwk: dict[str, Any] = Field(sa_type=Json, repr=False)
    listed: int = 0
    made_at: datetime = instant_field()
    retired_at: datetime | None = instant_field(default=None)
