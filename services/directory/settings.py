"""What directory needs to know of its surroundings, beside what every service needs."""

from typing import ClassVar

from pydantic import Field

from shared.settings import SuiteSettings


class DirectorySettings(SuiteSettings):
    """The environment of this service; every name begins with `SIYOU_`."""

    indispensable: ClassVar[tuple[str, ...]] = (*SuiteSettings.indispensable, "field_keys")

    first_login: str = ""
    """Login of a first security administrator, made when nobody can sign in yet; empty makes none."""
    first_password: str = Field("", repr=False)
    """The password to begin with; signing in with it asks for another one."""
    password_memory_kib: int = Field(19 * 1024, ge=64)
    """Memory for one Argon2id hash, in KiB (OWASP: 19 MiB with two passes). More is dearer; less is for tests."""
    field_keys: str = Field("", repr=False)
    """Keys for telephone numbers and the secrets of webhooks, 64 hexadecimal digits each, separated by commas.

    The first seals, each of them opens.
    """
