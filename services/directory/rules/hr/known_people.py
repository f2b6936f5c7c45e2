"""What is known of people and places when a plan is made."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from ...models import OrganisationKind
from ..life.spans import Span, holds, is_empty
from .field_owners import Owner
from .plan_items import Later


@dataclass(slots=True)
class Stay:
    """One membership, as far as a plan cares. It is never changed."""

    branch_id: UUID
    group_id: UUID | None
    from_on: date
    until_on: date | None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Someone. `values` are named as in a record, places by their ids; branch and group are those of the plan's day."""

    id: UUID
    values: Mapping[str, Any]
    removed: bool = False
    outsider: bool = False
    stays: Sequence[Stay] = ()
    later: Later | None = None

    @property
    def active(self) -> bool:
        """Whether here at present."""
        return bool(self.values["active"])

    @property
    def managed(self) -> bool:
        """Whether HR keeps this person: it has a key of HR's, and is no outsider."""
        keyed = self.values.get("external_id") or self.values.get("employee_no")
        return bool(keyed) and not self.outsider

    def stay_on(self, on: date) -> Stay | None:
        """The membership in force on a day."""
        return next((stay for stay in self.stays if holds(stay, on)), None)

    def stays_after(self, on: date) -> bool:
        """Whether a membership begins after that day."""
        return any(_begins_after(stay, on) for stay in self.stays)


def _begins_after(span: Span, on: date) -> bool:
    return span.from_on > on and not is_empty(span)


@dataclass(frozen=True, slots=True)
class Place:
    """A workplace or an organisation, by what a source may call it."""

    id: UUID
    kind: str
    code: str | None
    titles: tuple[str, str]
    parent_id: UUID | None


class Places:
    """Finds a place by its code or, if only one is called so, by its exact title; `A/B` is the B below A."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_id: dict[UUID, Place] = {}
        self._by_code: dict[str, Place] = {}
        self._by_title: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            self._by_id[place.id] = place
            if place.code:
                self._by_code[place.code] = place
            for title in set(place.titles):
                self._by_title[title].append(place)

    def find(self, word: str, *, below: UUID | None = None) -> list[Place]:
        """None, one, or several that fit. `below` is the parent that it must have."""
        word = word.strip()
        by_code = self._by_code.get(word)
        found = [by_code] if by_code else self._titled(word)
        return [place for place in found if below is None or place.parent_id == below]

    def parent_of(self, place_id: UUID) -> UUID | None:
        """What it stands below."""
        place = self._by_id.get(place_id)
        return place.parent_id if place else None

    def _titled(self, word: str) -> list[Place]:
        if word in self._by_title or "/" not in word:
            return self._by_title.get(word, [])
        *above, last = (part.strip() for part in word.split("/"))
        return [place for place in self._by_title.get(last, []) if self._stands_below(place, above)]

    def _stands_below(self, place: Place, titles: Sequence[str]) -> bool:
        for title in reversed(titles):
            parent = self._by_id.get(place.parent_id) if place.parent_id else None
            if parent is None or title not in parent.titles:
                return False
            place = parent
        return True


_NOWHERE: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Known:
    """All that a plan is made from beside the records."""

    persons: Sequence[KnownPerson] = ()
    workplaces: Places = field(default_factory=lambda: Places(_NOWHERE))
    branches: Places = field(default_factory=lambda: Places(_NOWHERE))
    groups: Places = field(default_factory=lambda: Places(_NOWHERE))
    owners: Mapping[str, Owner] = field(default_factory=dict)

    @property
    def managed(self) -> int:
        """How many active people HR keeps."""
        return sum(person.active and person.managed for person in self.persons)


BRANCH, GROUP = OrganisationKind.BRANCH.value, OrganisationKind.GROUP.value
