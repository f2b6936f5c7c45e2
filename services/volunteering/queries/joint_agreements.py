"""Joint agreements that a caller may see, with the plans under them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among
from shared.auth.principal import Grant
from shared.roster import fence

from ..models import AgreementState, JointAgreement, YearlyProject
from ..rules.joint_agreements import JointAgreementMissing, YearlyProjectMissing


def visible(grants: Sequence[Grant]) -> Select[JointAgreement]:
    """Those of the own branch or community."""
    reached = fence(grants, branch=col(JointAgreement.branch_id), community=col(JointAgreement.community_id))
    return select(JointAgreement).where(reached)


def narrowed(
    query: Select[JointAgreement], community_id: UUID | None, state: AgreementState | None
) -> Select[JointAgreement]:
    """By what a list may be asked for."""
    if community_id is not None:
        query = query.where(col(JointAgreement.community_id) == community_id)
    return query if state is None else query.where(col(JointAgreement.state) == state)


async def one(
    session: AsyncSession, agreement_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> JointAgreement:
    """Raises JointAgreementMissing."""
    query = visible(grants).where(col(JointAgreement.id) == agreement_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: JointAgreement | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise JointAgreementMissing
    return found


async def lines(session: AsyncSession, agreement_ids: Collection[UUID]) -> dict[UUID, list[YearlyProject]]:
    """The yearly projects of each, by year and quarter."""
    table = YearlyProject
    query = select(table).where(among(session, col(table.agreement_id), agreement_ids))
    found: dict[UUID, list[YearlyProject]] = defaultdict(list)
    for row in (
        await session.execute(query.order_by(col(table.year), col(table.quarter), col(table.id)))
    ).scalars():
        found[row.agreement_id].append(row)
    return found


async def line(session: AsyncSession, agreement_id: UUID, line_id: UUID) -> YearlyProject:
    """One of them; whoever changes it holds the agreement locked. Raises YearlyProjectMissing."""
    query = select(YearlyProject).where(
        col(YearlyProject.id) == line_id, col(YearlyProject.agreement_id) == agreement_id
    )
    query = query.execution_options(populate_existing=True)
    found: YearlyProject | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise YearlyProjectMissing
    return found
