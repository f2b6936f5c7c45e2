"""The feed: what an event's id is, what of a person it shows, and how far back it goes.

Source: HTTP Feeds (http-feeds.org), CloudEvents 1.0 §3.1.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from datetime import timedelta
from enum import StrEnum
from typing import Any

from shared.auth.policy import POLICY, Role
from shared.errors import Malformed, Missing

from ...models import FeedEvent, Membership, Person, Workplace

KEPT = timedelta(days=400)
"""How long an event stands in the feed. What changed before that only a snapshot tells."""
LONGEST_WAIT = 25_000
"""Milliseconds that a request may wait for the next event: less than any gateway's patience with a service."""
_DIGITS, _MARK = 12, 16
_HEX = frozenset("0123456789abcdef")


class EventType(StrEnum):
    """What is told; each event is the whole present state of its subject, and the newest replaces those before."""

    PERSON_CHANGED = "person.changed"
    RESULT_FINAL = "result.final"
    HOURS_CONFIRMED = "hours.confirmed"


class EventUnknown(Malformed):
    """This feed never gave out such an id."""

    zh, en = "last_event_id 不是本事件流给出的", "The feed never gave out this last_event_id"


class FeedGone(Missing):
    """The reader was away for longer than the feed goes back: it begins anew with a snapshot."""

    zh, en = (
        "该位置之前的事件已不再保留,请先读取快照",
        "The feed no longer goes back that far; read a snapshot first",
    )
    detail_zh, detail_en = "快照:{snapshot}", "The snapshot: {snapshot}"


def sees_party(roles: Collection[Role]) -> bool:
    """Whether a reader is shown the Party's attributes too."""
    return not POLICY["feed.party"].keys().isdisjoint(roles)


def event_id(position: int, secret: str) -> str:
    """The id of the event at this place: ids sort as places do, and nobody makes one up."""
    place = f"{position:0{_DIGITS}x}"
    return place + _mark(place, secret)


def position_of(given: str, secret: str) -> int:
    """The place of an event. Raises EventUnknown."""
    place, mark = given[:_DIGITS], given[_DIGITS:]
    if len(given) != _DIGITS + _MARK or not set(given) <= _HEX:
        raise EventUnknown
    if not hmac.compare_digest(mark, _mark(place, secret)):
        raise EventUnknown
    return int(place, 16)


def _mark(place: str, secret: str) -> str:
    return hmac.new(secret.encode(), b"feed event " + place.encode(), hashlib.sha256).hexdigest()[:_MARK]


def cloud_event(row: FeedEvent, *, secret: str, source: str, party: bool) -> dict[str, Any]:
    """The event as it is shown, with the Party's attributes only if asked. The row must have its place."""
    data = row.data | {"party": row.party} if party and row.party is not None else row.data
    return {
        "specversion": "1.0",
        "id": event_id(row.position or 0, secret),
        "source": source,
        "type": row.type,
        "subject": row.subject,
        "time": row.at.isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data,
    }


def person_data(person: Person, workplace: Workplace | None) -> dict[str, Any]:
    """What HR reads of a person: keys, name, place and whether still here. Nothing that is sensitive."""
    return {
        "person_id": person.id,
        "external_id": person.external_id,
        "employee_no": person.employee_no,
        "name": person.name,
        "active": person.active,
        "left_on": person.left_on,
        "workplace": (workplace.code or workplace.title_zh) if workplace else None,
        "post": person.post,
    }


def party_data(person: Person, memberships: Iterable[Membership]) -> dict[str, Any]:
    """The Party's attributes of a person, with memberships oldest first."""
    return {
        "political_status": person.political_status,
        "development_stage": person.development_stage,
        "joined_party_on": person.joined_party_on,
        "regularised_on": person.regularised_on,
        "memberships": [
            {
                "branch_id": each.branch_id,
                "group_id": each.group_id,
                "status": each.status,
                "from_on": each.from_on,
                "until_on": each.until_on,
            }
            for each in memberships
        ],
    }
