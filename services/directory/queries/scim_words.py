"""Which words for places HR may use, so that a client can read them from `/Schemas`."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Organisation, OrganisationKind, Workplace, WorkplaceKind

_MOST = 500


async def known(session: AsyncSession) -> dict[str, list[str]]:
    """By field of `hr_records.FIELDS`: codes, or titles where there is no code; of each so many at most."""
    workshops = select(Workplace.code, Workplace.title_zh).where(
        col(Workplace.kind) == WorkplaceKind.WORKSHOP.value, col(Workplace.hr_removed_at).is_(None)
    )
    found = {"workplace": await _words(session, workshops.order_by(col(Workplace.id)))}
    for field, kind in (("branch", OrganisationKind.BRANCH), ("group", OrganisationKind.GROUP)):
        nodes = select(Organisation.code, Organisation.title_zh).where(col(Organisation.kind) == kind.value)
        found[field] = await _words(session, nodes.order_by(col(Organisation.id)))
    return found


async def _words(session: AsyncSession, query: object) -> list[str]:
    rows = await session.execute(query.limit(_MOST))  # type: ignore[attr-defined] # a select
    return sorted({code or title for code, title in rows.all()})
