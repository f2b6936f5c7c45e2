"""Posting to the ledger: many entries in one transaction, each with its own answer.

With `at_once.py`, the only place that writes entries. What a post needs is judged before; here it is only made
sure, under the period's lock, that the period still takes it, that its cause has not been posted, and that
the account numbers it without a gap.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from shared import bulk
from shared.audit import AUDIT
from shared.idempotency import IDEMPOTENCY, remembered, replay

from ..models import Account, Entry, EntryNote, PeriodState
from ..rules.periods import PeriodClosed, PeriodMissing

ENTRY = Entry.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
ACCOUNT = Account.__table__  # type: ignore[attr-defined]  # as above
NOTE = EntryNote.__table__  # type: ignore[attr-defined]  # as above

_COUNT = (
    "ON CONFLICT (member_id, period_id) DO UPDATE SET entries = account.entries + excluded.entries "
    "RETURNING member_id, period_id, entries"
)


class Remember(NamedTuple):
    """The Idempotency-Key that came with a post, and the answer to keep: its JSON around the entry's number."""

    key: str
    request_hash: str
    before: str
    after: str

    def body(self, number: int) -> str:
        """The answer, once the entry has its number."""
        return f"{self.before}{number}{self.after}"

    def row(self, n: int, values: dict[str, Any]) -> dict[str, Any]:
        """The idempotency row of the `n`-th post, but for its body, which is put together where the number is known."""
        return {
            "n": n,
            "key": self.key,
            "request_hash": self.request_hash,
            "status": 201,
            "made_id": values["id"],
            "at": values["recorded_at"],
            "before": self.before,
            "after": self.after,
        }


class Post(NamedTuple):
    """An entry to be written: every column but its number, and the period states that take it."""

    values: dict[str, Any]
    period_code: str
    states: frozenset[PeriodState]
    audit: dict[str, Any] | None = None
    remember: Remember | None = None
    note: str | None = None


class Posted(NamedTuple):
    """The entry as it stands now; `fresh` is False if its cause had been posted before."""

    values: dict[str, Any]
    fresh: bool


async def post(connection: AsyncConnection, posts: Sequence[Post]) -> list[Any]:
    """Answers in order: Posted, Replayed or a Refusal. The caller's transaction holds it all.

    Refusals: PeriodClosed, PeriodMissing, IdempotencyKeyReused.
    """
    known = await _known(connection, posts)
    answers: list[Any] = [None] * len(posts)
    fresh: list[int] = []
    first_with: dict[str, int] = {}
    for place, each in enumerate(posts):
        answers[place] = known.judge(each)
        if answers[place] is None and each.values["source_key"] not in first_with:
            first_with[each.values["source_key"]] = place
            fresh.append(place)
    if fresh:
        await _write(connection, [posts[place] for place in fresh])
    for place, each in enumerate(posts):
        if answers[place] is None:
            answers[place] = Posted(posts[first_with[each.values["source_key"]]].values, place in fresh)
    return answers


@dataclass
class _Known:
    """What the database says of a group of posts, read once their accounts are held."""

    states: dict[UUID, PeriodState]
    entries: dict[str, dict[str, Any]]
    keys: dict[str, tuple[str, int, str]]

    def judge(self, post: Post) -> Any:
        """None for a post that is to be written."""
        if post.remember and post.remember.key in self.keys:
            known_hash, status, body = self.keys[post.remember.key]
            return replay(known_hash, post.remember.request_hash, status, body, None)
        if entry := self.entries.get(post.values["source_key"]):
            return Posted(entry, fresh=False)
        state = self.states.get(post.values["period_id"])
        if state is None:
            return PeriodMissing()
        return None if state in post.states else PeriodClosed(period=post.period_code, state=state.value)


async def _known(connection: AsyncConnection, posts: Sequence[Post]) -> _Known:
    # The share lock keeps the period from being closed until these entries are committed.
    lock = " FOR SHARE" if connection.dialect.name == "postgresql" else ""
    period_states = f"SELECT id, state FROM period WHERE id IN :keys{lock}"  # noqa: S608 - one of two constants
    periods = sorted({str(each.values["period_id"]) for each in posts})
    states = await bulk.among(connection, period_states, periods, "uuid")
    await _wait_for_accounts(connection, posts)
    keys = [each.remember.key for each in posts if each.remember]
    remembered_rows = await bulk.among(
        connection, "SELECT key, request_hash, status, body FROM idempotency WHERE key IN :keys", keys
    )
    sources = [each.values["source_key"] for each in posts]
    found = await bulk.among(connection, "SELECT source_key FROM entry WHERE source_key IN :keys", sources)
    return _Known(
        states={UUID(str(row.id)): PeriodState(row.state) for row in states},
        entries=await _entries(connection, [row.source_key for row in found]),
        keys={row.key: (row.request_hash, row.status, row.body) for row in remembered_rows},
    )


async def _wait_for_accounts(connection: AsyncConnection, posts: Sequence[Post]) -> None:
    # Whoever posts the same causes right now has finished before they are looked for; SQLite has one writer anyway.
    if connection.dialect.name == "postgresql":
        accounts = sorted({(each.values["member_id"], each.values["period_id"]) for each in posts})
        rows = [{"member_id": member, "period_id": period, "entries": 0} for member, period in accounts]
        await bulk.insert(connection, ACCOUNT, rows, _COUNT)


async def _entries(connection: AsyncConnection, sources: Sequence[str]) -> dict[str, dict[str, Any]]:
    if not sources:
        return {}
    found = await connection.execute(ENTRY.select().where(ENTRY.c.source_key.in_(sources)))
    return {row["source_key"]: dict(row) for row in found.mappings()}


async def _write(connection: AsyncConnection, posts: Sequence[Post]) -> None:
    await _number(connection, posts)
    await bulk.insert(connection, ENTRY, [each.values for each in posts])
    await bulk.insert(connection, AUDIT, [each.audit for each in posts if each.audit])
    await bulk.insert(connection, IDEMPOTENCY, [_remembered(each) for each in posts if each.remember])
    notes = [{"entry_id": each.values["id"], "text": each.note} for each in posts if each.note]
    await bulk.insert(connection, NOTE, notes)


def _remembered(post: Post) -> dict[str, Any]:
    kept = post.remember
    assert kept is not None  # noqa: S101 - the caller has filtered
    at: datetime = post.values["recorded_at"]
    return remembered(
        kept.key, kept.request_hash, 201, kept.body(post.values["number"]), post.values["id"], at
    )


async def _number(connection: AsyncConnection, posts: Sequence[Post]) -> None:
    """Give each entry the next number of its account. The account's row is the lock of its member's postings."""
    counts = Counter((each.values["member_id"], each.values["period_id"]) for each in posts)
    # In one order everywhere, so that two groups never wait for each other crosswise.
    rows = [
        {"member_id": member, "period_id": period, "entries": counts[member, period]}
        for member, period in sorted(counts)
    ]
    told = await bulk.insert(connection, ACCOUNT, rows, _COUNT)
    key = [(UUID(str(row.member_id)), UUID(str(row.period_id)), row.entries) for row in told]
    following = {(member, period): entries - counts[member, period] + 1 for member, period, entries in key}
    for each in posts:
        account = each.values["member_id"], each.values["period_id"]
        each.values["number"] = following[account]
        following[account] += 1


def posted(answer: Any) -> Posted:
    """The answer of a single post. Raises what it was refused with."""
    if isinstance(answer, Exception):
        raise answer
    assert isinstance(answer, Posted)  # noqa: S101 - answers are one or the other
    return answer
