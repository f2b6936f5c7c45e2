"""Feedback letters: figures that follow from final records, frozen when an officer of the community signs them.

They speak of those alone who let this community see their hours, and of service alone: never of points.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any
from uuid import UUID

from shared.errors import Conflict, Missing

from ..models import FeedbackLetter, SharedField
from .periods import Span

FORM = "siyou/feedback-letter/1"
RATINGS = {5: "excellent", 4: "good", 3: "fair", 2: "poor", 1: "bad"}
"""The community's rating of a project in a word."""


class FeedbackLetterMissing(Missing):
    """No such letter, or not for you."""

    zh, en = "没有这份反馈函", "No such feedback letter"


class FeedbackFiguresMissing(Conflict):
    """Nobody of the branch who shares hours with the community served it in the quarter."""

    zh, en = "该季度没有可反馈的服务", "There is no service to tell of in this quarter"


class FeedbackFiguresChanged(Conflict):
    """What is signed is what was read: the figures are others by now."""

    zh, en = "数据已变化,请重新查看后再签署", "The figures have changed since you read them"


class FeedbackLetterStands(Conflict):
    """There is one for this quarter, and its figures still hold."""

    zh, en = "该季度的反馈函已发出", "The letter of this quarter has been sent"


class FeedbackLetterReplaced(Conflict):
    """A newer edition is in force."""

    zh, en = "该反馈函已被新版本取代", "A newer edition of the letter is in force"


class FeedbackReceipted(Conflict):
    """The receipt is given once."""

    zh, en = "该反馈函已签收", "The letter has been receipted"


class LetterState(StrEnum):
    """In force, or superseded by a newer edition."""

    SENT = "sent"
    SUPERSEDED = "superseded"


class DueCause(StrEnum):
    """Why a letter is to be written: none was sent, hours in it no longer count, or more have become final."""

    NOT_SENT = "not_sent"
    HOURS_TAKEN_BACK = "hours_taken_back"
    HOURS_ADDED = "hours_added"


@dataclass(frozen=True, slots=True)
class Served:
    """One final record of a person who shares hours, with the project's rating; the name only if it is shared."""

    record_id: UUID
    person_id: UUID
    volunteer_number: str | None
    name: str | None
    served_on: date
    minutes: int
    rating: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """A community or branch, by id and Chinese title."""

    id: UUID
    title: str


def figures(community: Place, branch: Place, quarter: str, served: Iterable[Served]) -> dict[str, Any]:
    """What the letter says in numbers, as JSON. `served` comes ordered by person, then by day."""
    members = [_member(list(own)) for _, own in groupby(served, key=lambda each: each.person_id)]
    return {
        "form": FORM,
        "quarter": quarter,
        "community": {"id": str(community.id), "title": community.title},
        "branch": {"id": str(branch.id), "title": branch.title},
        "members": members,
        "people": len(members),
        "times": sum(member["times"] for member in members),
        "minutes": sum(member["minutes"] for member in members),
    }


def _member(own: Sequence[Served]) -> dict[str, Any]:
    return {
        "person_id": str(own[0].person_id),
        "volunteer_number": own[0].volunteer_number,
        "name": own[0].name,
        "times": len(own),
        "minutes": sum(each.minutes for each in own),
        "ratings": [RATINGS[each.rating] for each in own if each.rating is not None],
    }


def digest(told: dict[str, Any]) -> str:
    """SHA-256 of the figures, keys in order, without spaces, in UTF-8: what anybody can compute again."""
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def credential(
    issuer: str, told: dict[str, Any], conduct: str, *, edition: int, letter_id: UUID, by: UUID, at: datetime
) -> dict[str, Any]:
    """What is signed: the figures by their digest, the conduct, and the officer's act. `at` to the second."""
    return {
        "iss": issuer,
        "sub": str(letter_id),
        "iat": int(at.timestamp()),
        "form": FORM,
        "quarter": told["quarter"],
        "community_id": told["community"]["id"],
        "branch_id": told["branch"]["id"],
        "edition": edition,
        "figures_sha256": digest(told),
        "conduct": conduct,
        "signed_by": str(by),
    }


def must_tell(served: Sequence[Served]) -> None:
    """Raises FeedbackFiguresMissing."""
    if not served:
        raise FeedbackFiguresMissing


def may_sign(before: FeedbackLetter | None, told: dict[str, Any], seen: str) -> int:
    """The edition that may be signed, by whoever has seen figures of this digest.

    Raises FeedbackFiguresChanged, FeedbackLetterStands.
    """
    found = digest(told)
    if found != seen:
        raise FeedbackFiguresChanged
    if before is None:
        return 1
    if before.digest == found:
        raise FeedbackLetterStands
    return before.edition + 1


def as_seen(told: dict[str, Any], shared: Mapping[UUID, Collection[str]] | None) -> dict[str, Any]:
    """The figures for a reader: to a community what its people share with it still, by person; None is everything.

    The sums stay as they were signed.
    """
    if shared is None:
        return told
    kept = [(each, shared.get(UUID(each["person_id"]), ())) for each in told["members"]]
    members = [
        each if SharedField.NAME in fields else each | {"name": None}
        for each, fields in kept
        if SharedField.HOURS in fields
    ]
    return told | {"members": members}


def overdue(quarter: Span, days: int, today: date) -> bool:
    """Whether so many days after the quarter have gone by."""
    return today > quarter.until_on + timedelta(days=days)
