"""Which source owns which field: what HR owns follows HR, what the branch owns HR leaves alone.

Source: a proposal of ours; a factory changes it at `/v1/hr-field-owners`.
"""

from collections.abc import Mapping
from enum import StrEnum

from .hr_records import FIELDS, Source


class Owner(StrEnum):
    """In Chinese 人事, 支部."""

    HR = "hr"
    LOCAL = "local"


KEYS = ("external_id", "employee_no", "active")
"""By these HR knows its people and lets them go: they are never the branch's."""
OWNABLE = tuple(name for name in FIELDS if name not in KEYS)
_LOCAL_AT_FIRST = frozenset({"branch", "group", "party_post", "development_stage", "regularised_on"})
AT_FIRST: Mapping[str, Owner] = {
    name: Owner.LOCAL if name in _LOCAL_AT_FIRST else Owner.HR for name in OWNABLE
}


def may_set(field: str, source: Source, owners: Mapping[str, Owner]) -> bool:
    """Whether a source may change a field."""
    owner = owners.get(field, AT_FIRST.get(field, Owner.HR))
    return owner is Owner.LOCAL if source is Source.LOCAL else owner is Owner.HR
