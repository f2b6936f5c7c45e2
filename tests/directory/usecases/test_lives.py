"""Whatever happens in a life, and however it is entered: at no date two branches, and no gap by a transfer."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel.ext.asyncio.session import AsyncSession

from services.directory import queries, usecases
from services.directory.models import (
    Departure,
    DepartureReason,
    DepartureState,
    EndingReason,
    LetterReach,
    Membership,
    MembershipStatus,
    Organisation,
    Person,
)
from services.directory.rules.life.spans import holds, is_empty, overlap
from services.directory.rules.life.transfers import Validity
from services.directory.usecases.transfers import Act, Letter
from shared.errors import Refusal
from tests.directory.house import House, both
from tests.directory.world import ident

STAFF, OLD, NEW = ident("staff"), ident("organiser"), ident("other organiser")
FIRST = date(2026, 9, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(20)]
_PLACES = {"first": "power", "second": "power", "third": "packing"}
places = st.sampled_from(["first", "second", "third"])
days = st.sampled_from(DAYS)
acts = st.one_of(
    st.tuples(st.sampled_from(["begin", "regroup", "transfer", "end"]), places, days),
    st.tuples(st.sampled_from(["lead_out", "leave", "die", "reverse", "return"]), st.just("first"), days),
)


class Life:
    """One person's acts, each in a transaction within one that is never kept."""

    def __init__(self, session: AsyncSession, house: House) -> None:
        self.session, self.teller = session, house.app.state.teller

    async def person(self) -> Person:
        found = await queries.persons.locked(self.session, STAFF)
        assert found
        return found

    async def spans(self) -> list[Membership]:
        return [
            span for span in await queries.memberships.of_person(self.session, STAFF) if not is_empty(span)
        ]

    async def held(self) -> set[date]:
        spans = await self.spans()
        return {day for day in DAYS if any(holds(span, day) for span in spans)}

    async def does(self, act: str, place: str, on: date) -> None:
        """Do it, or be refused as if nothing had been asked."""
        before = await self.held()
        try:
            async with self.session.begin_nested():
                await getattr(self, f"_{act}")(place, on)
        except Refusal:
            assert await self.held() == before
            return
        if act in {"regroup", "transfer"}:
            assert before <= await self.held()

    async def _organisation(self, key: str) -> Organisation:
        found = await queries.organisations.one(self.session, ident(key))
        assert found
        return found

    async def _begin(self, place: str, on: date) -> None:
        await usecases.memberships.begin(
            self.session, self.teller, **await self._where(place), from_on=on, at=_noon(on)
        )

    async def _regroup(self, place: str, on: date) -> None:
        more = await self._where(place)
        del more["status"]
        person = more.pop("person")
        span = await queries.memberships.present(self.session, [STAFF], on)
        if STAFF in span and span[STAFF].branch_id == more["branch"].id:
            reason = EndingReason.GROUP_CHANGED
            await usecases.memberships.move(
                self.session, self.teller, person, **more, on=on, reason=reason, at=_noon(on)
            )

    async def _transfer(self, _place: str, on: date) -> None:
        span = (await queries.memberships.present(self.session, [STAFF], on)).get(STAFF)
        more = await self._where("third" if span is None or span.branch_id == ident("power") else "first")
        letter = Letter(more["branch"], None, LetterReach.CITY)
        person = more["person"]
        row = await usecases.transfers.issue(self.session, person, letter, Validity(), self._act(OLD, on))
        await usecases.transfers.receive(
            self.session,
            row,
            person=person,
            branch=more["branch"],
            group=more["group"],
            act=self._act(NEW, on),
        )

    async def _lead_out(self, _place: str, on: date) -> None:
        letter, person = Letter(None, "某街道", LetterReach.CITY), await self.person()
        row = await usecases.transfers.issue(self.session, person, letter, Validity(), self._act(OLD, on))
        later = on + timedelta(days=3)
        await usecases.transfers.give_back(
            self.session, row, person=person, received_on=on, slip_no=None, act=self._act(OLD, later)
        )

    async def _end(self, _place: str, on: date) -> None:
        for span in await self.spans():
            if holds(span, on):
                reason = EndingReason.LEFT
                await usecases.memberships.end(
                    self.session,
                    self.teller,
                    span,
                    person=await self.person(),
                    until_on=on,
                    reason=reason,
                    at=_noon(on),
                )

    async def _leave(self, _place: str, on: date) -> None:
        await self._depart(DepartureReason.RETIRED, on)

    async def _die(self, _place: str, on: date) -> None:
        await self._depart(DepartureReason.DIED, on)

    async def _depart(self, reason: DepartureReason, on: date) -> None:
        row = Departure(person_id=STAFF, reason=reason, on=on, by_id=OLD, at=_noon(on))
        await usecases.departures.enter(self.session, self.teller, row, person=await self.person(), today=on)

    async def _reverse(self, _place: str, on: date) -> None:
        for row in await queries.departures.of_person(self.session, STAFF, DepartureState.APPLIED):
            await usecases.departures.reverse(
                self.session,
                self.teller,
                row,
                person=await self.person(),
                by=OLD,
                reason="误录",
                at=_noon(on),
            )

    async def _return(self, _place: str, on: date) -> None:
        await usecases.persons.change(
            self.session, self.teller, await self.person(), {"active": True}, _noon(on)
        )

    async def _where(self, place: str) -> dict[str, Any]:
        return {
            "person": await self.person(),
            "branch": await self._organisation(_PLACES[place]),
            "group": await self._organisation(place),
            "status": MembershipStatus.FULL,
        }

    def _act(self, by: Any, on: date) -> Act:
        return Act(by, _noon(on), on, self.teller)


def _noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 4, tzinfo=UTC)


class _Undone(Exception):
    """Ends a transaction that is never kept."""


@both
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.generate],  # a shorter life that fails too would be found in minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(what=st.lists(acts, min_size=3, max_size=9))
async def test_at_no_date_two_branches_and_no_gap_by_a_move(
    house: House, what: list[tuple[str, str, date]]
) -> None:
    with suppress(_Undone):
        async with house.database.write() as session:
            life = Life(session, house)
            await life.does("begin", "first", FIRST)
            for act in what:
                await life.does(*act)
                for one, other in combinations(await life.spans(), 2):
                    assert not overlap(one, other.from_on, other.until_on), what
            raise _Undone
