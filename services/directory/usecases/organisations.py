"""Founding and renaming organisations of the Party."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.ids import new_id
from shared.outbox import Teller
from shared.types import Title

from ..models import Organisation, OrganisationKind
from ..rules.life import organisations as rules
from ..rules.life import trees
from .telling import tell_organisation


async def found(
    session: AsyncSession,
    teller: Teller,
    *,
    kind: OrganisationKind,
    title: Title,
    parent: Organisation | None,
    at: datetime,
    organisation_id: UUID | None = None,
) -> Organisation:
    """A new node below its parent. Raises OrganisationMisplaced."""
    rules.check_place(kind, parent)
    own_id = organisation_id or new_id()
    organisation = Organisation(
        id=own_id,
        kind=kind.value,
        title_zh=title.zh,
        title_en=title.en,
        parent_id=parent.id if parent else None,
        path=trees.path_below(parent.path if parent else None, own_id),
    )
    session.add(organisation)
    await session.flush()
    await tell_organisation(session, teller, organisation, at)
    return organisation


async def rename(
    session: AsyncSession, teller: Teller, organisation: Organisation, title: Title, at: datetime
) -> Organisation:
    """The same node under another title."""
    organisation.title_zh, organisation.title_en = title.zh, title.en
    organisation.version += 1
    await session.flush()
    await tell_organisation(session, teller, organisation, at)
    return organisation
