"""The environment, read once. Every service adds its own below these."""

from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of days."""
        return ZoneInfo(self.time_zone)
