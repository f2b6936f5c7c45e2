"""What directory needs to know of its surroundings, beside what every service needs."""

from typing import ClassVar, Literal

from pydantic import Field, JsonValue

from shared.settings import SuiteSettings

_TIME_OF_DAY = r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$"


class DirectorySettings(SuiteSettings):
    """The environment of this service; every name begins with `SIYOU_`."""

    indispensable: ClassVar[tuple[str, ...]] = (*SuiteSettings.indispensable, "field_keys")

    first_login: str = ""
    """Login of a first security administrator, made when nobody can sign in yet; empty makes none."""
    first_password: str = Field("", repr=False)
    """The password to begin with; signing in with it asks for another one."""
    password_memory_kib: int = Field(19 * 1024, ge=64)
    """Memory for one Argon2id hash, in KiB (OWASP: 19 MiB with two passes). More is dearer; less is for tests."""
    security_profile: Literal["asvs", "dengbao"] = "asvs"
    """Which rule book decides what is not set below: `asvs`, or `dengbao` (等保 level 2)."""
    session_idle_minutes: int | None = Field(None, ge=1, le=24 * 60)
    """How long a browser stays signed in unused; 30, or 15 under 等保."""
    session_longest_hours: int | None = Field(None, ge=1, le=7 * 24)
    """How long it does at most; 12, or 8 under 等保."""
    refresh_idle_hours: int | None = Field(None, ge=1, le=90 * 24)
    """How long an application may leave its refresh token unused; 7 days, or 12 hours under 等保."""
    refresh_longest_days: int | None = Field(None, ge=1, le=365)
    """How long an application stays signed in at most; 30 days, or 7 under 等保."""
    refresh_grace_seconds: int | None = Field(None, ge=0, le=60)
    """For how long a used refresh token is answered once more as before; 10, or 0 under 等保."""
    signing_key_days: int = Field(90, ge=0, le=3650)
    """How long a key signs before the next one does; 0 renews none by itself."""
    employee_no_digits: int | None = Field(None, ge=1, le=40)
    """How many digits an employee number has, if all have as many: zeros that a list has lost are restored."""
    letter_city_days: int = Field(10, ge=1, le=92)
    """For how many days an introduction letter is good within the city, unless its writer says otherwise."""
    letter_beyond_days: int = Field(30, ge=1, le=92)
    """The same beyond the city."""
    letter_months_most: int = Field(3, ge=1, le=3)
    """Months after which no letter is good any more; the rules know of no more than three."""
    message_channels: tuple[Literal["log", "mail", "gateway"], ...] = ()
    """The ways on which messages leave the inbox; none unless set."""
    message_link: str = ""
    """Where people read their messages, at the end of what is sent outside."""
    message_mail_host: str = "127.0.0.1"
    """The factory's mail server."""
    message_mail_port: int = Field(587, ge=1, le=65535)
    """Its port."""
    message_mail_starttls: bool = True
    """Whether the connection must be encrypted before anything is said."""
    message_mail_login: str = ""
    """With what to sign in there; empty for not at all."""
    message_mail_password: str = Field("", repr=False)
    """The password for it."""
    message_mail_from: str = "siyou@localhost"
    """Who mails come from."""
    message_gateway_url: str = ""
    """The factory's gateway for SMS or WeCom, posted to as JSON."""
    message_gateway_headers: dict[str, str] = Field(default_factory=dict, repr=False)
    """What it wants to see in the headers, a key for instance."""
    message_gateway_template: dict[str, JsonValue] = Field(
        default_factory=lambda: dict[str, JsonValue](phone="{phone}", text="{text}")
    )
    """The body, with `{phone}`, `{employee_no}`, `{subject}`, `{text}`, `{link}` and `{id}` filled in."""
    quiet_from: str = Field("21:30", pattern=_TIME_OF_DAY)
    """When quiet hours begin for whoever has said nothing; empty for none."""
    quiet_until: str = Field("07:30", pattern=_TIME_OF_DAY)
    """When they end, on the next morning if that is earlier."""
    urgent_in_quiet: bool = True
    """Whether what is urgent is sent in quiet hours too."""
    webhook_networks: str = ""
    """Inner networks that webhooks may be sent to, such as `10.8.0.0/24`, separated by commas; none unless set."""
    webhook_ports: str = ""
    """Ports for them beside 443, separated by commas."""
    webhook_plain: bool = False
    """Whether http without encryption will do within `SIYOU_WEBHOOK_NETWORKS`."""
    retention_days: dict[str, int] = Field(default_factory=dict)
    """Days after which what goes, by class, where they are not those of `rules/privacy/retention.py`."""
    field_keys: str = Field("", repr=False)
    """Keys for telephone numbers and the secrets of webhooks, 64 hexadecimal digits each, separated by commas.

    The first seals, each of them opens.
    """
