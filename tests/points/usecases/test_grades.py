"""Grades: confirmed by named people, a third excellent at most. Power has nine members: three."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from services.points.models import Grade, GradeRecord, Period
from services.points.rules.grades import (
    GradeConfirmed,
    GradesTooEarly,
    NotGradable,
    OwnGrade,
    TooManyExcellent,
)
from services.points.usecases import grades
from shared import roster_facts
from tests.points.house import both
from tests.points.world import ident
from tests.support.people import a_member

from .books import Books

OTHERS = ("wang", "chen", "leader", "li", "other leader", "alone")
EXCELLENT = Grade.EXCELLENT


async def records(books: Books) -> list[GradeRecord]:
    async with books.database.read() as view:
        query = select(GradeRecord).where(col(GradeRecord.period_id) == books.period_id)
        return list((await view.execute(query)).scalars())


async def test_a_final_period_has_no_grade_until_a_named_person_confirms_it(books: Books) -> None:
    """Rule 13."""
    await books.to_the_end()
    assert (await books.result("wang")).proposed_grade is Grade.UNQUALIFIED
    assert await records(books) == []
    await books.confirm({"wang": Grade.UNQUALIFIED}, reason=None)
    (record,) = await records(books)
    assert (record.grade, record.by_id, record.resolution_no) == (
        Grade.UNQUALIFIED,
        ident("secretary"),
        "支委会3号",
    )


async def test_nobody_confirms_a_grade_before_the_period_is_final(books: Books) -> None:
    """Rule 13."""
    await books.to_publicity()
    with pytest.raises(GradesTooEarly):
        await books.confirm({"wang": Grade.UNQUALIFIED})


async def test_nobody_confirms_the_own_grade(books: Books) -> None:
    """Rule 13."""
    await books.to_the_end()
    with pytest.raises(OwnGrade):
        await books.confirm({"wang": Grade.UNQUALIFIED, "secretary": Grade.UNQUALIFIED})
    assert await records(books) == []


@both
async def test_a_fourth_excellent_of_nine_needs_the_higher_committee(books: Books) -> None:
    """Rule 12, however the grades are portioned."""
    await books.to_the_end()
    await books.confirm({"wang": EXCELLENT, "li": EXCELLENT})
    with pytest.raises(TooManyExcellent):
        await books.confirm({"chen": EXCELLENT, "alone": EXCELLENT})
    await books.confirm({"chen": EXCELLENT})
    with pytest.raises(TooManyExcellent):
        await books.confirm({"alone": EXCELLENT})
    async with books.database.write() as tx:
        period = await tx.get_one(Period, books.period_id)
        at = datetime(2026, 11, 2, 4, tzinfo=UTC)
        await grades.approve_excess(tx, period, 4, resolution_no="总支2号", by=ident("higher"), at=at)
    await books.confirm({"alone": EXCELLENT})
    with pytest.raises(TooManyExcellent):
        await books.confirm({"leader": EXCELLENT})


@both
async def test_six_resolutions_at_once_never_pass_the_third(books: Books) -> None:
    """Rule 12."""
    await books.to_the_end()
    outcomes = await asyncio.gather(
        *(books.confirm({member: EXCELLENT}) for member in OTHERS), return_exceptions=True
    )
    assert sum(outcome == 1 for outcome in outcomes) == 3
    assert sum(isinstance(outcome, TooManyExcellent) for outcome in outcomes) == 3
    async with books.database.read() as view:
        assert (await view.execute(select(func.count()).select_from(GradeRecord))).scalar_one() == 3


async def test_a_probationary_member_counts_for_the_third_and_is_not_graded(books: Books) -> None:
    """Rule 12."""
    span = a_member(ident("wang"), branch=ident("power"))["memberships"][0] | {"status": "probationary"}
    async with books.database.write() as tx:
        told = a_member(ident("wang"), branch=ident("power"), version=2, memberships=[span])
        await roster_facts.hear_member(tx, told)
    await books.to_the_end()
    assert (await books.result("wang")).proposed_grade is Grade.NOT_GRADED
    with pytest.raises(NotGradable):
        await books.confirm({"wang": Grade.UNQUALIFIED})
    await books.confirm({"li": EXCELLENT, "chen": EXCELLENT, "alone": EXCELLENT})


async def test_a_grade_is_confirmed_once(books: Books) -> None:
    await books.to_the_end()
    await books.confirm({"wang": Grade.UNQUALIFIED})
    with pytest.raises(GradeConfirmed):
        await books.confirm({"wang": Grade.BASIC})
