"""What one source says of one person. Every way in ends here: SCIM, delta JSON, workbooks and CSV files.

A record speaks of the fields it names and of no others; what a source does not name stays as it is. Words for places
are as the source has them, a code or a title; finding what they mean is the plan's work.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Source(StrEnum):
    """Who says it. `local` is the branch itself: what it owns no source of HR overwrites."""

    SCIM = "scim"
    DELTA = "delta"
    FILE = "file"
    LOCAL = "local"


FIELDS = (
    *("external_id", "employee_no", "name", "sex", "birth_on", "phone", "email"),
    *("workplace", "post", "shift", "employment_type", "hired_on", "left_on", "departure", "active"),
    *("political_status", "development_stage", "joined_party_on", "regularised_on"),
    *("branch", "group", "party_post"),
)
"""Everything that a source may name. `workplace`, `branch` and `group` are codes or titles; `party_post` is a role."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a file it stands; both numbers begin at 1."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class HrRecord:
    """`values` hold some of `FIELDS`, already of the right kind: dates are dates, codes are codes, None empties."""

    values: Mapping[str, Any]
    spot: Spot | None = None
    raw: Mapping[str, str] = field(default_factory=dict)
