"""What the gateway needs to know of its surroundings, beside what every part needs."""

from pydantic import Field

from shared.settings import SuiteSettings


class GatewaySettings(SuiteSettings):
    """The environment of the gateway; every name begins with `SIYOU_`."""

    cors_origins: tuple[str, ...] = ()
    """Origins of browser applications served elsewhere, exactly as browsers send them; none by default."""
    deadline_seconds: float = Field(30, gt=0, le=300)
    """How long a service may take to begin its answer, the arrival of the body included."""
