"""What directory needs to know of its surroundings, beside what every service needs."""

from pydantic import Field

from shared.settings import SuiteSettings


class DirectorySettings(SuiteSettings):
    """The environment of this service; every name begins with `SIYOU_`."""

    first_login: str = ""
    """Login of a first security administrator, made when nobody can sign in yet; empty makes none."""
    first_password: str = Field("", repr=False)
    """The password to begin with; signing in with it asks for another one."""
    password_memory_kib: int = Field(19 * 1024, ge=64)
    """Memory for one Argon2id hash, in KiB (OWASP: 19 MiB with two passes). More is dearer; less is for tests."""
