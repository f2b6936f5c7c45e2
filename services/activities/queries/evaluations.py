"""Evaluations that a caller may see: of the own organisation, of those above and below it, and those one judges."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.policy import Reach
from shared.auth.principal import Grant
from shared.roster import ORGANISATION, fence

from ..models import Evaluation, EvaluationCategory, EvaluationState, EvaluationStep, Judge
from ..rules.evaluations import CategoryMissing, EvaluationMissing
from .organisations import OrganisationMissing


async def organiser(session: AsyncSession, organisation_id: UUID, grants: Sequence[Grant]) -> UUID:
    """A branch, or an organisation above branches, that the rights reach. Raises OrganisationMissing."""
    table = ORGANISATION.c
    reached = select(table.id).where(
        table.id == organisation_id, table.kind != "group", fence(grants, branch=table.id)
    )
    if (await session.execute(reached)).first() is None:
        raise OrganisationMissing
    return organisation_id


async def above(session: AsyncSession, grants: Sequence[Grant]) -> list[UUID]:
    """The organisations for which these rights are held, and all above them."""
    anchors = [grant.anchor for grant in grants if grant.reach in {Reach.BRANCH, Reach.SUBTREE}]
    paths = select(ORGANISATION.c.path).where(ORGANISATION.c.id.in_(anchors))
    found = (await session.execute(paths)).scalars()
    return sorted({UUID(word) for path in found for word in path.strip("/").split("/")})


async def visible(session: AsyncSession, grants: Sequence[Grant], caller_id: UUID) -> Select[Evaluation]:
    """Those of the own organisation, of what stands above or below it, and those that one judges."""
    reached = fence(grants, branch=col(Evaluation.organisation_id))
    over = col(Evaluation.organisation_id).in_(await above(session, grants))
    judged = select(col(Judge.evaluation_id)).where(col(Judge.person_id) == caller_id)
    return select(Evaluation).where(or_(reached, over, col(Evaluation.id).in_(judged)))


async def one(
    session: AsyncSession, evaluation_id: UUID, grants: Sequence[Grant], caller_id: UUID
) -> Evaluation:
    """Raises EvaluationMissing."""
    query = await visible(session, grants, caller_id)
    return await _found(session, query.where(col(Evaluation.id) == evaluation_id))


async def seen(
    session: AsyncSession, evaluation_id: UUID, grants: Sequence[Grant], caller_id: UUID
) -> Evaluation:
    """As `one`, locked, for whoever judges. Raises EvaluationMissing."""
    query = await visible(session, grants, caller_id)
    return await _locked(session, query.where(col(Evaluation.id) == evaluation_id))


async def within(session: AsyncSession, evaluation_id: UUID, grants: Sequence[Grant]) -> Evaluation:
    """An evaluation of the organiser's own, locked. Raises EvaluationMissing."""
    reached = fence(grants, branch=col(Evaluation.organisation_id))
    return await _locked(session, select(Evaluation).where(reached, col(Evaluation.id) == evaluation_id))


async def taking_part(session: AsyncSession, evaluation_id: UUID, grants: Sequence[Grant]) -> Evaluation:
    """An evaluation in which the branch of these rights takes part, locked. Raises EvaluationMissing."""
    over = col(Evaluation.organisation_id).in_(await above(session, grants))
    return await _locked(session, select(Evaluation).where(over, col(Evaluation.id) == evaluation_id))


async def _locked(session: AsyncSession, query: Select[Evaluation]) -> Evaluation:
    return await _found(session, query.with_for_update().execution_options(populate_existing=True))


async def _found(session: AsyncSession, query: Select[Evaluation]) -> Evaluation:
    found: Evaluation | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise EvaluationMissing
    return found


def narrowed(
    query: Select[Evaluation], year: int | None, state: EvaluationState | None
) -> Select[Evaluation]:
    """By what a list may be asked for."""
    if year is not None:
        query = query.where(col(Evaluation.year) == year)
    return query if state is None else query.where(col(Evaluation.state) == state)


async def categories(session: AsyncSession, evaluation_id: UUID) -> list[EvaluationCategory]:
    """In their order."""
    query = select(EvaluationCategory).where(col(EvaluationCategory.evaluation_id) == evaluation_id)
    return list((await session.execute(query.order_by(col(EvaluationCategory.number)))).scalars())


async def category(session: AsyncSession, evaluation_id: UUID, category_id: UUID) -> EvaluationCategory:
    """Raises CategoryMissing."""
    found = [each for each in await categories(session, evaluation_id) if each.id == category_id]
    if not found:
        raise CategoryMissing
    return found[0]


async def steps(session: AsyncSession, evaluation_id: UUID) -> list[EvaluationStep]:
    """How the evaluation came to where it is, oldest first."""
    query = select(EvaluationStep).where(col(EvaluationStep.evaluation_id) == evaluation_id)
    return list((await session.execute(query.order_by(col(EvaluationStep.id)))).scalars())
