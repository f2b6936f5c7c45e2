"""The environment, read once. Every service adds its own below these."""

from pathlib import Path
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from .auth.issuers import ForeignIssuer


class SuiteSettings(BaseSettings):
    """What every part of the suite needs to know of its surroundings."""

    model_config = SettingsConfigDict(env_prefix="SIYOU_", extra="ignore")
    indispensable: ClassVar[tuple[str, ...]] = ("database_url", "service_key", "cursor_key")
    """Without these a service of its own process does not start."""

    database_url: str = ""
    """`sqlite+aiosqlite:///path` or `postgresql+psycopg://user:password@host/name`."""
    migration_database_url: str = ""
    """The same database as its owner, for migrations; empty where it is the same user."""
    sqlite_synchronous: str = Field("FULL", pattern="^(FULL|NORMAL)$")
    """FULL survives a power cut; NORMAL survives only the process."""
    issuer: str = "http://127.0.0.1:8000"
    """The issuer's identifier, exactly as it stands in tokens."""
    jwks_url: str = ""
    """Where the issuer's keys are fetched when the suite is split."""
    embedded_issuer: bool = True
    """Whether people sign in at our own issuer. Off where the factory's own does it."""
    foreign_issuers: tuple[ForeignIssuer, ...] = ()
    """The factory's own OpenID issuers, as JSON, whose access tokens are accepted."""
    several_issuers: bool = False
    """Says that our own issuer and another are both wanted; without it that is refused at the start."""
    service_key: str = Field("", repr=False)
    """The suite's own secret, at least 32 characters, for facts between services."""
    cursor_key: str = Field("", repr=False)
    """The secret that seals cursors, at least 32 characters."""
    peers: dict[str, str] = Field(default_factory=dict)
    """Service name to base URL, when the suite is split."""
    time_zone: str = "Asia/Shanghai"
    """Where days begin and end."""
    var: Path = Path("var")
    """Where files live that the suite makes."""

    @model_validator(mode="after")
    def _one_issuer(self) -> Self:
        # Two doors with different locks: whoever is shut out at one comes in by the other.
        if not (self.embedded_issuer or self.foreign_issuers):
            message = (
                "nobody could sign in: SIYOU_EMBEDDED_ISSUER is off and SIYOU_FOREIGN_ISSUERS names none"
            )
            raise ValueError(message)
        doors = self.embedded_issuer + len(self.foreign_issuers)
        if doors > 1 and not self.several_issuers:
            message = (
                "several issuers are on: switch ours off with SIYOU_EMBEDDED_ISSUER=false, "
                "or say with SIYOU_SEVERAL_ISSUERS=true that all are wanted"
            )
            raise ValueError(message)
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of days."""
        return ZoneInfo(self.time_zone)
