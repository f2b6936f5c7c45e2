"""Facts of other services become entries by the branch's scheme, each source once."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime
from decimal import Decimal

from sqlalchemy import update
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import bulk
from shared.db import add_or_refuse
from shared.facts import Fact
from shared.ids import named_id, new_id
from shared.inbox import Apply, Heard

from ..events import DISCIPLINE, TRANSFERRED
from ..models import Claim, ClaimState, Entry, FactSource, Origin, Period
from ..queries import claims as claim_queries
from ..queries.entries import standing_of_source
from ..queries.members import belonging
from ..rules import entries, facts, periods
from ..rules.claims import ClaimTwice, digest_of
from ..rules.scheme_text import Item
from ..rules.worth import worth
from . import discipline, transfer_sheets
from .desk import Place, placed
from .posting import Post, post

SOURCE = FactSource.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
_HELD = "ON CONFLICT (member_id, source_id) DO UPDATE SET revision = fact_source.revision RETURNING revision"
CORRECTED = "所依据的事实已在来源处更正 / What it followed from was corrected at its source"
"""The words that go with a reversal by fact."""


def hear_by(types: Collection[str]) -> Apply:
    """Hears these types, and of transfers and discipline; any other is none of ours."""

    async def apply(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
        if fact.type == TRANSFERRED:
            return await transfer_sheets.hear(session, fact, at)
        if fact.type in DISCIPLINE:
            return await discipline.hear(session, fact, at)
        return await hear(session, fact, at) if fact.type in types else ("ignored", None)

    return apply


async def hear(session: AsyncSession, fact: Fact, at: datetime) -> Heard:
    """Post what the fact is worth. It is parked while member or period are not known, or once results are computed.

    What was told of its source under a lower revision is reversed; once a higher one was heard it comes too late.
    So the lines that stand are the same in whatever order facts and corrections come.
    """
    told = facts.told(fact.type, fact.data)
    place = await _place(session, told)
    if isinstance(place, str):
        return "parked", place
    known, revision = await _newest(session, told), told.revision or 0
    if revision < known:
        return "ignored", "fact_superseded"
    void = await standing_of_source(session, told.person_id, told.source_id) if revision > known else []
    if any(period.state not in periods.TAKES_ENTRIES for _, period in void):
        return "parked", "period_closed"
    if revision > known:
        await _remember(session, told)
    posts = [_reversal(entry, period, at) for entry, period in void]
    posts += [_post(place, told, at, *each) for each in facts.earned_by(place.text, fact.type, told)]
    opened = await _put_before_committee(session, fact, told, place, at)
    if opened is not None:
        return ("applied" if opened else "duplicate"), None
    if posts:
        return ("applied" if await _written(session, posts) else "duplicate"), None
    return ("applied" if revision > known else "ignored"), None


async def _place(session: AsyncSession, told: facts.Told) -> Place | str:
    """The period that holds the day and takes entries, or the code of what is waited for."""
    belongs = await belonging(session, told.person_id, told.occurred_on)
    if belongs is None:
        return "member_missing"
    place = await placed(session, belongs, told.occurred_on)
    if place is None:
        return "period_missing"
    return place if place.period.state in periods.TAKES_ENTRIES else "period_closed"


async def _put_before_committee(
    session: AsyncSession, fact: Fact, told: facts.Told, place: Place, at: datetime
) -> bool | None:
    """Whether a claim was opened that waits for the committee's word; None if nothing is to be decided.

    Of one source once, whatever the committee said of it.
    """
    items = facts.to_decide(place.text, fact.type, told)
    if not items:
        return None
    words = facts.statement(fact.type, told)
    opened = False
    for item in items:
        claim = _waiting(place, told, item, words, fact.source, at)
        if not await claim_queries.ever_by_fact(session, claim):
            with suppress(ClaimTwice):  # told twice at once, and the other was quicker
                await add_or_refuse(session, claim, _twice)
                opened = True
    return opened


async def _twice() -> Exception:
    return ClaimTwice(claim_id="–")


def _waiting(place: Place, told: facts.Told, item: Item, words: str, source: str, at: datetime) -> Claim:
    return Claim(
        branch_id=place.belongs.branch_id,
        group_id=None,  # a veto is no group leader's to read
        period_id=place.period.id,
        member_id=told.person_id,
        item_code=item.code,
        origin=Origin.FACT,
        filed_by=named_id("service", source),
        filed_role="system",
        occurred_on=told.occurred_on,
        quantity=Decimal(1),
        asked=worth(item),
        statement=words,
        statement_digest=digest_of(words),
        state=ClaimState.GROUP_CHECKED,
        written_at=at,
        submitted_at=at,
    )


async def _newest(session: AsyncSession, told: facts.Told) -> int:
    """The newest revision heard of the source, 0 at first; whoever hears of the same source at once waits."""
    if told.revision is None:
        return 0
    first = {"member_id": told.person_id, "source_id": told.source_id, "revision": 0}
    [row] = await bulk.insert(await session.connection(), SOURCE, [first], tail=_HELD)
    return int(row.revision)


async def _remember(session: AsyncSession, told: facts.Told) -> None:
    own = SOURCE.c.member_id == told.person_id, SOURCE.c.source_id == told.source_id
    await session.execute(update(SOURCE).where(*own).values(revision=told.revision))


async def _written(session: AsyncSession, posts: list[Post]) -> bool:
    """Whether any of them is new."""
    answers = await post(await session.connection(), posts)
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return any(answer.fresh for answer in answers)


def _reversal(entry: Entry, period: Period, at: datetime) -> Post:
    values = entries.reversal(entry, by_id=None, role="system", at=at, reference=entry.reference)
    return Post(values, period.code, periods.TAKES_ENTRIES, note=CORRECTED)


def _post(
    place: Place, told: facts.Told, at: datetime, item: Item, quantity: Decimal, points: Decimal
) -> Post:
    values: dict[str, object] = {
        "id": new_id(),
        "member_id": told.person_id,
        "period_id": place.period.id,
        "branch_id": place.belongs.branch_id,
        "group_id": place.belongs.group_id,
        "number": 0,
        "item_code": item.code,
        "points": points,
        "quantity": quantity,
        "level": None,
        "achievement": None,
        "occurred_on": told.occurred_on,
        "recorded_at": at,
        "origin": Origin.FACT.value,
        "source_key": entries.source_of_fact(item.code, told.person_id, told.source_id, told.revision or 0),
        "reference": told.source_id,
        "claim_id": None,
        "reverses_id": None,
        "posted_by": None,
        "posted_role": "system",
    }
    return Post(values, place.period.code, periods.TAKES_ENTRIES)
