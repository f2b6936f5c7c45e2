"""What the factory's tree may look like."""

import pytest

from services.directory.models import OrganisationKind, WorkplaceKind
from services.directory.rules.life import workplaces as rules

from ..rows import a_workplace, an_organisation


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        (WorkplaceKind.FACTORY, None),
        (WorkplaceKind.WORKSHOP, WorkplaceKind.FACTORY),
        (WorkplaceKind.TEAM, WorkplaceKind.WORKSHOP),
    ],
)
def test_each_kind_stands_below_the_next(kind: WorkplaceKind, above: WorkplaceKind | None) -> None:
    rules.check_place(kind, a_workplace(above) if above else None)


@pytest.mark.parametrize(
    ("kind", "above"),
    [
        (WorkplaceKind.FACTORY, WorkplaceKind.FACTORY),
        (WorkplaceKind.WORKSHOP, None),
        (WorkplaceKind.TEAM, WorkplaceKind.FACTORY),
        (WorkplaceKind.TEAM, WorkplaceKind.TEAM),
    ],
)
def test_nothing_stands_elsewhere(kind: WorkplaceKind, above: WorkplaceKind | None) -> None:
    with pytest.raises(rules.WorkplaceMisplaced):
        rules.check_place(kind, a_workplace(above) if above else None)


def test_a_workshop_is_linked_to_a_branch() -> None:
    rules.check_link(WorkplaceKind.WORKSHOP, an_organisation(OrganisationKind.BRANCH))
    rules.check_link(WorkplaceKind.TEAM, None)


@pytest.mark.parametrize(
    ("kind", "linked"),
    [
        (WorkplaceKind.TEAM, OrganisationKind.BRANCH),
        (WorkplaceKind.FACTORY, OrganisationKind.BRANCH),
        (WorkplaceKind.WORKSHOP, OrganisationKind.GROUP),
        (WorkplaceKind.WORKSHOP, OrganisationKind.COMMITTEE),
    ],
)
def test_nothing_else_is_linked(kind: WorkplaceKind, linked: OrganisationKind) -> None:
    with pytest.raises(rules.LinkMisplaced):
        rules.check_link(kind, an_organisation(linked))
