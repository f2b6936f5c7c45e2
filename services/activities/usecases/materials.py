"""Materials: written, approved, rewritten. The material is locked before."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Area, Material, MaterialVersion, Verdict
from ..queries import materials as queries
from ..queries import parameters
from ..rules import materials as rules


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says."""

    text: str
    link: str | None
    minutes: int


async def write(
    session: AsyncSession,
    branch_id: UUID,
    title: str,
    area: Area | None,
    content: Content,
    *,
    by: UUID,
    at: datetime,
    today: date,
) -> Material:
    """A material with its first version, which waits for approval. Raises MaterialTooLong."""
    await _fits(session, branch_id, content, today)
    material = Material(branch_id=branch_id, title=title, area=area, by_id=by, at=at)
    session.add(material)
    await session.flush()
    await _add(session, material, 1, content, by, at)
    return material


async def rewrite(
    session: AsyncSession, material: Material, content: Content, *, by: UUID, at: datetime, today: date
) -> MaterialVersion:
    """The next version; the approved one is read until this is approved.

    Raises MaterialTooLong, MaterialWaits.
    """
    await _fits(session, material.branch_id, content, today)
    latest = (await queries.versions(session, material.id))[-1]
    rules.may_add(latest)
    return await _add(session, material, latest.number + 1, content, by, at)


async def decide(
    session: AsyncSession, material: Material, verdict: Verdict, reason: str | None, *, by: UUID, at: datetime
) -> MaterialVersion:
    """Approve or return the version that waits. Raises MaterialDecided, OwnMaterial, ReasonNeeded."""
    version = (await queries.versions(session, material.id))[-1]
    rules.may_decide(version, verdict, reason, by)
    version.verdict, version.reason = verdict, reason
    version.decided_by, version.decided_at = by, at
    if verdict is Verdict.APPROVED:
        material.approved = version.number
    await session.flush()
    return version


async def _fits(session: AsyncSession, branch_id: UUID, content: Content, today: date) -> None:
    figures = await parameters.on(session, branch_id, today)
    rules.short(content.minutes, figures.material_minutes)


async def _add(
    session: AsyncSession, material: Material, number: int, content: Content, by: UUID, at: datetime
) -> MaterialVersion:
    version = MaterialVersion(
        material_id=material.id,
        number=number,
        text=content.text,
        link=content.link,
        minutes=content.minutes,
        by_id=by,
        at=at,
    )
    session.add(version)
    await session.flush()
    return version
