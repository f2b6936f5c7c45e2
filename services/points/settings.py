"""The environment of this service, read once."""

from pydantic import Field

from shared.settings import SuiteSettings


class PointsSettings(SuiteSettings):
    """What points needs beyond the suite's own settings; every name begins with `SIYOU_`."""

    transfer_claim_days: int = Field(10, ge=1, le=92)
    """For how many days after a transfer the old branch decides what the member had claimed there."""
    former_service_keys: tuple[str, ...] = Field((), repr=False)
    """Earlier values of `SIYOU_SERVICE_KEY`, as JSON: what was signed under them is still trusted."""
