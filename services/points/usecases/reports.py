"""Reports of the departments and commissioners: one by one at speed, or many with an answer per row."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import insert, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import audit
from shared.auth.policy import Role
from shared.auth.principal import Access, Grant
from shared.db import add_or_refuse
from shared.errors import Refusal
from shared.idempotency import IDEMPOTENCY, remembered, replay
from shared.ids import new_id

from ..models import Claim, ClaimState, Origin
from ..queries import claims as claim_queries
from ..queries import periods as period_queries
from ..queries import schemes
from ..queries.members import Belonging, MemberMissing, on_day, several, within
from ..rules import entries, periods, reports
from ..rules.claims import ClaimTwice, DateOutsidePeriod, digest_of
from ..rules.scheme_text import Item, ItemType
from ..rules.worth import item_of, needs_committee, worth
from .desk import Branch, Desk, Place
from .posting import Post, Posted, Remember, post, posted
from .together import Together

_NUMBER = '"number":0'
"""Where an answer takes the entry's number; inside a JSON text the quotes would be escaped."""


class Report(NamedTuple):
    """What a department says of one member. `reference` is the number of its own document."""

    member_id: UUID
    item_code: str
    occurred_on: date
    reference: str
    quantity: Decimal = Decimal(1)
    points: Decimal | None = None
    level: str | None = None
    share: str | None = None
    achievement: str | None = None
    note: str | None = None


class Call(NamedTuple):
    """Who reports, when, in which request."""

    access: Access
    at: datetime
    today: date
    trace_id: str | None = None


class Key(NamedTuple):
    """The request's Idempotency-Key, scoped to its caller and route, and the hash of its body."""

    scoped: str
    request_hash: str


class Judged(NamedTuple):
    """A report found good: its item, its worth, the role by which it is made."""

    report: Report
    place: Place
    item: Item
    role: Role
    points: Decimal


async def judge_at_desk(desk: Desk, report: Report, call: Call) -> Judged:
    """One report against the rules, by what the desk remembers.

    Raises MemberMissing, OwnReport, DateOutsidePeriod, ItemUnknown, SourceNotAllowed, PeriodClosed and the
    refusals of `worth`.
    """
    belongs = await desk.belonging(call.access.grants, report.member_id, report.occurred_on)
    if belongs is None or not within(call.access.grants, belongs):
        raise MemberMissing
    place = await desk.place(belongs, report.occurred_on)
    return judge(report, place, belongs, call, {})


async def put(
    desk: Desk, judged: Judged, call: Call, key: Key, show: Callable[[dict[str, Any]], str]
) -> tuple[Posted, str]:
    """The report as an entry, in the next grouped commit, and its answer as `show` writes it, with the number.

    Raises PeriodClosed, Replayed, IdempotencyKeyReused, Busy.
    """
    made = _post(judged, call, None)
    before, after = show(made.values).split(_NUMBER, 1)
    remember = Remember(key.scoped, key.request_hash, before + _NUMBER[:-1], after)
    answer = posted(await desk.grouped.put(made._replace(remember=remember)))
    return answer, remember.body(answer.values["number"])


async def put_together(
    desk: Desk, rows: Sequence[Report], call: Call, key: Key, show: Callable[[Sequence[Post]], str]
) -> str | None:
    """All reports as entries in one statement, and their common answer as `show` writes it.

    None if any of them is out of the ordinary (refused, known, for the committee); then nothing is written.
    """
    try:
        judged = await _judge_all(desk, rows, call)
    except Refusal:
        return None
    if any(needs_committee(each.item) for each in judged):
        return None
    posts = [_post(each, call, None) for each in judged]
    told, first = show(posts), posts[0].values["id"]
    kept = remembered(key.scoped, key.request_hash, 200, "", first, call.at) | {"before": told}
    audits = [each.audit for each in posts if each.audit]
    together = Together(posts, [kept], [*audits, _audit(call, first)])
    return told if await desk.post_together(together) else None


async def _judge_all(desk: Desk, rows: Sequence[Report], call: Call) -> list[Judged]:
    """As `judge_at_desk` for each, with one look at each branch. Raises the first refusal."""
    here = await desk.reached(call.access.grants)
    settled: Settled = {}
    judged = []
    for row in rows:
        place = _place(here, row)
        if place is None:
            raise MemberMissing
        judged.append(judge(row, place, place.belongs, call, settled))
    return judged


def _place(branches: Sequence[Branch], row: Report) -> Place | None:
    for branch in branches:
        if belongs := on_day(branch.roll, row.member_id, row.occurred_on):
            return branch.place(belongs, row.occurred_on)
    return None


Settled = dict[tuple[object, ...], tuple[Item, Role, Decimal]]
"""What an item is worth and by which role it is reported, in a period and a group: much the same in all rows."""


def judge(report: Report, place: Place | None, belongs: Belonging, call: Call, settled: Settled) -> Judged:
    """The report against the rules; nothing is read or written."""
    reports.may_report(report.member_id, call.access.person_id, report.occurred_on, call.today)
    if place is None:
        raise DateOutsidePeriod(day=report.occurred_on)
    periods.takes_entries(place.period)
    asked = report.item_code, report.quantity, report.points, report.level, report.share
    known = id(place.period), belongs.group_id, *asked
    if known not in settled:
        settled[known] = _settle(place, belongs, report, call.access.grants)
    return Judged(report, place, *settled[known])


def _settle(
    place: Place, belongs: Belonging, report: Report, grants: Sequence[Grant]
) -> tuple[Item, Role, Decimal]:
    item = item_of(place.text, report.item_code)
    anchors = belongs.branch_id, belongs.group_id
    role = reports.reporting_role(item, [g.role for g in grants if g.role and g.anchor in anchors])
    points = worth(
        item, quantity=report.quantity, points=report.points, level=report.level, share=report.share
    )
    return item, role, points


def _post(judged: Judged, call: Call, remember: Remember | None) -> Post:
    report, place = judged.report, judged.place
    entry_id = new_id()
    values = {
        "id": entry_id,
        "member_id": report.member_id,
        "period_id": place.period.id,
        "branch_id": place.belongs.branch_id,
        "group_id": place.belongs.group_id,
        "number": 0,
        "item_code": judged.item.code,
        "points": judged.points,
        "quantity": report.quantity,
        "level": report.level,
        "achievement": report.achievement,
        "occurred_on": report.occurred_on,
        "recorded_at": call.at,
        "origin": Origin.REPORT.value,
        "source_key": entries.source_of_report(
            judged.item.code, report.member_id, report.occurred_on, report.reference
        ),
        "reference": report.reference,
        "claim_id": None,
        "reverses_id": None,
        "posted_by": call.access.person_id,
        "posted_role": judged.role.value,
    }
    return Post(
        values, place.period.code, periods.TAKES_ENTRIES, _audit(call, entry_id), remember, report.note
    )


def _audit(call: Call, object_id: UUID) -> dict[str, Any]:
    return audit.row(
        at=call.at,
        act=call.access.act,
        actor_id=call.access.person_id,
        client_id=call.access.client_id,
        object_id=str(object_id),
        trace_id=call.trace_id,
    )


async def await_decision(session: AsyncSession, judged: Judged, call: Call) -> Claim:
    """The report as a claim that waits for the committee. Raises ClaimTwice."""
    report, place = judged.report, judged.place
    statement = f"{report.reference} {report.note or ''}".strip()
    claim = Claim(
        branch_id=place.belongs.branch_id,
        # A veto is no group leader's to read, and what belongs to no group is read by none.
        group_id=None if judged.item.type is ItemType.VETO else place.belongs.group_id,
        period_id=place.period.id,
        member_id=report.member_id,
        item_code=judged.item.code,
        origin=Origin.REPORT,
        filed_by=call.access.person_id,
        filed_role=judged.role.value,
        occurred_on=report.occurred_on,
        quantity=report.quantity,
        level=report.level,
        share=report.share,
        achievement=report.achievement,
        asked=judged.points,
        statement=statement,
        statement_digest=digest_of(statement),
        state=ClaimState.GROUP_CHECKED,
        written_at=call.at,
        submitted_at=call.at,
    )
    same = claim_queries.Same.as_(claim)

    async def twice() -> ClaimTwice:
        return ClaimTwice(claim_id=await claim_queries.twin(session, same))

    await add_or_refuse(session, claim, twice)
    return claim


async def refuse_replay(session: AsyncSession, key: Key) -> None:
    """Raises Replayed or IdempotencyKeyReused for a key that was used before."""
    found = (await session.execute(select(IDEMPOTENCY).where(IDEMPOTENCY.c.key == key.scoped))).one_or_none()
    if found:
        raise replay(found.request_hash, key.request_hash, found.status, found.body, found.etag)


async def remember_claim(
    session: AsyncSession, claim: Claim, key: Key, answer: BaseModel, call: Call
) -> None:
    """Keep the answer and the audit row in the claim's transaction."""
    row = remembered(key.scoped, key.request_hash, 202, answer, claim.id, call.at)
    await session.execute(insert(IDEMPOTENCY).values(row))
    await audit.note(
        session,
        at=call.at,
        act=call.access.act,
        actor_id=call.access.person_id,
        client_id=call.access.client_id,
        object_id=str(claim.id),
        trace_id=call.trace_id,
    )


async def make_many(session: AsyncSession, rows: Sequence[Report], call: Call, *, dry_run: bool) -> list[Any]:
    """An answer per row, in order: Posted, Claim or a Refusal. One bad row never fails another.

    With `dry_run` every row is judged and nothing is written; a good row answers None.
    """
    where = await several(session, {(row.member_id, row.occurred_on) for row in rows})
    places = await _places(session, where)
    judged = [_judge_row(row, places.get((row.member_id, row.occurred_on)), call) for row in rows]
    if dry_run:
        return [each if isinstance(each, Refusal) else None for each in judged]
    answers: list[Any] = list(judged)
    direct = [
        (n, each)
        for n, each in enumerate(judged)
        if isinstance(each, Judged) and not needs_committee(each.item)
    ]
    told = await post(await session.connection(), [_post(each, call, None) for _, each in direct])
    for (place, _), answer in zip(direct, told, strict=True):
        answers[place] = answer
    for place, each in enumerate(answers):
        if isinstance(each, Judged):
            answers[place] = await _claimed(session, each, call)
    return answers


async def _claimed(session: AsyncSession, judged: Judged, call: Call) -> Claim | Refusal:
    try:
        return await await_decision(session, judged, call)
    except Refusal as refusal:
        return refusal


async def _places(
    session: AsyncSession, where: dict[tuple[UUID, date], Belonging]
) -> dict[tuple[UUID, date], tuple[Belonging, Place | None]]:
    """Where each deed falls; as many statements as there are schemes not read before, and one."""
    held = await period_queries.holding_each(session, {(where[key].branch_id, key[1]) for key in where})
    texts = {each.scheme_id: await schemes.texts.of(session, each.scheme_id) for each in held.values()}
    places: dict[tuple[UUID, date], tuple[Belonging, Place | None]] = {}
    for key, belongs in where.items():
        period = held.get((belongs.branch_id, key[1]))
        places[key] = belongs, Place(belongs, period, texts[period.scheme_id]) if period else None
    return places


def _judge_row(row: Report, found: tuple[Belonging, Place | None] | None, call: Call) -> Judged | Refusal:
    if found is None or not within(call.access.grants, found[0]):
        return MemberMissing()
    belongs, place = found
    try:
        return judge(row, place, belongs, call, {})
    except Refusal as refusal:
        return refusal
