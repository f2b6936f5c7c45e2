"""Issuers that the factory runs itself, as the environment names them, and by what they know our people."""

import hashlib
from enum import StrEnum
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator


class KnownBy(StrEnum):
    """By what of ours a claim names a person."""

    EMPLOYEE_NO = "employee_no"
    EXTERNAL_ID = "external_id"
    CLIENT_ID = "client_id"


class ForeignIssuer(BaseModel):
    """One issuer. `issuer` is its identifier, exactly as it stands in its tokens and its discovery document."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    audience: str = "siyou"
    algorithms: tuple[Literal["ES256", "RS256", "PS256", "Ed25519", "EdDSA"], ...] = (
        "ES256",
        "RS256",
        "PS256",
    )
    token_type: Literal["at+jwt", "JWT", "application/at+jwt"] = "at+jwt"  # noqa: S105 - a type
    person_claim: str = "preferred_username"
    person_is: Literal[KnownBy.EMPLOYEE_NO, KnownBy.EXTERNAL_ID] = KnownBy.EMPLOYEE_NO
    jwks_url: str = Field("", description="Found by discovery where it is empty.")

    @field_validator("issuer")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment:
            message = "an issuer is an http or https address without query and fragment"
            raise ValueError(message)
        return value


def digest_of(kind: KnownBy, value: str) -> str:
    """What the roster keeps of a name by which somebody is known: enough to find, nothing to read."""
    return hashlib.sha256(f"{kind.value}:{value}".encode()).hexdigest()
