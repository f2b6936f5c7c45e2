"""What the Party's tree may look like."""

import pytest

from services.directory.models import OrganisationKind as Kind
from services.directory.rules.life import organisations as rules
from services.directory.rules.life.trees import path_below
from shared.ids import named_id

from ..rows import an_organisation


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        (Kind.COMMITTEE, None),
        (Kind.GENERAL_BRANCH, Kind.COMMITTEE),
        (Kind.BRANCH, Kind.GENERAL_BRANCH),
        (Kind.BRANCH, Kind.COMMITTEE),
        (Kind.GROUP, Kind.BRANCH),
        (Kind.COMMUNITY, None),
    ],
)
def test_each_kind_stands_below_the_next_and_a_committee_may_hold_branches(
    kind: Kind, above: Kind | None
) -> None:
    rules.check_place(kind, an_organisation(above) if above else None)


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        (Kind.COMMITTEE, Kind.COMMITTEE),
        (Kind.GENERAL_BRANCH, None),
        (Kind.GENERAL_BRANCH, Kind.BRANCH),
        (Kind.BRANCH, None),
        (Kind.BRANCH, Kind.BRANCH),
        (Kind.GROUP, Kind.COMMITTEE),
        (Kind.GROUP, Kind.GROUP),
        (Kind.COMMUNITY, Kind.COMMITTEE),
        (Kind.COMMUNITY, Kind.COMMUNITY),
        (Kind.BRANCH, Kind.COMMUNITY),
        (Kind.GROUP, Kind.COMMUNITY),
    ],
)
def test_nothing_stands_elsewhere(kind: Kind, above: Kind | None) -> None:
    with pytest.raises(rules.OrganisationMisplaced):
        rules.check_place(kind, an_organisation(above) if above else None)


def test_a_path_holds_every_id_from_the_root_down() -> None:
    root, branch = named_id("root"), named_id("branch")
    above = path_below(None, root)
    assert (above, path_below(above, branch)) == (f"/{root}/", f"/{root}/{branch}/")
