"""Our refusals in SCIM's shape (RFC 7644 §3.12): status, `scimType` where there is one, and both languages at once."""

from scim2_models import SCIMException

from shared.errors import Malformed, Refusal

from ..life.persons import EmployeeNoTaken
from .hr_sync_runs import HrKeyTaken

_TYPES: dict[type[Refusal], str] = {
    HrKeyTaken: "uniqueness",
    EmployeeNoTaken: "uniqueness",
    Malformed: "invalidValue",
}
_BAD_REQUEST = 400


def as_scim(refusal: Refusal, status: int) -> SCIMException:
    """The same refusal, to be raised or answered; malformed is 400 here."""
    told = SCIMException(detail=f"{refusal.detail('zh')} / {refusal.detail('en')}")
    told.status = _BAD_REQUEST if isinstance(refusal, Malformed) else status
    told.scim_type = next((name for kind, name in _TYPES.items() if isinstance(refusal, kind)), "")
    return told
