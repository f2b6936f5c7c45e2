"""Reports: by a role that the item's review names, never on oneself, never ahead of time."""

import pytest

from services.points.rules.claims import ClaimInFuture
from services.points.rules.reports import OwnReport, may_report, reporting_role
from services.points.rules.worth import SourceNotAllowed
from shared.auth.policy import Role

from .rows import HAN, WANG, an_item, day

TODAY = day("2026-09-15")


@pytest.mark.parametrize(
    ("item", "held", "role"),
    [
        ("B12", [Role.SAFETY_OFFICER], Role.SAFETY_OFFICER),
        ("B11", [Role.GROUP_LEADER, Role.SAFETY_OFFICER], Role.SAFETY_OFFICER),
        ("B11", [Role.GROUP_LEADER], Role.GROUP_LEADER),
        ("E08", [Role.PUBLICITY], Role.PUBLICITY),
        ("E08", [Role.PUBLICITY, Role.SECRETARY], Role.SECRETARY),
    ],
)
def test_a_report_is_made_by_the_first_role_that_the_review_names(
    item: str, held: list[Role], role: Role
) -> None:
    """Rule 16 shows this role with the line."""
    assert reporting_role(an_item(item), held) is role


@pytest.mark.parametrize(
    ("item", "held"),
    [("B12", [Role.ENERGY_OFFICER]), ("B12", []), ("E08", [Role.GROUP_LEADER]), ("A08", [Role.SECRETARY])],
)
def test_no_other_role_reports_it(item: str, held: list[Role]) -> None:
    with pytest.raises(SourceNotAllowed):
        reporting_role(an_item(item), held)


def test_nobody_reports_on_themselves() -> None:
    """Rule 4 for reports."""
    with pytest.raises(OwnReport):
        may_report(WANG, WANG, TODAY, TODAY)


def test_nothing_is_reported_before_it_happened() -> None:
    may_report(WANG, HAN, TODAY, TODAY)
    with pytest.raises(ClaimInFuture):
        may_report(WANG, HAN, day("2026-09-16"), TODAY)
