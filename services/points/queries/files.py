"""Uploaded files that a caller may see or use as evidence."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.errors import Missing
from shared.roster import fence

from ..models import Claim, ClaimState, Evidence, StoredFile


class FileMissing(Missing):
    """No such file, or not for you."""

    zh, en = "没有这个文件", "No such file"


async def owned(session: AsyncSession, ids: Sequence[UUID], owner_id: UUID) -> dict[UUID, StoredFile]:
    """The caller's own files, for use as evidence. Raises FileMissing if one is not there."""
    if not ids:
        return {}
    columns = select(StoredFile).where(col(StoredFile.id).in_(ids), col(StoredFile.by_id) == owner_id)
    found = {file.id: file for file in (await session.execute(columns)).scalars()}
    if set(ids) - set(found):
        raise FileMissing
    return found


async def one(session: AsyncSession, file_id: UUID, grants: Sequence[Grant], caller_id: UUID) -> StoredFile:
    """The caller's own file, or one that proves a claim within the caller's rights. Raises FileMissing."""
    reached = fence(
        grants, person=col(Claim.member_id), group=col(Claim.group_id), branch=col(Claim.branch_id)
    )
    proving = (
        select(col(Evidence.file_id))
        .join(Claim, col(Claim.id) == col(Evidence.claim_id))
        .where(reached, col(Claim.state).not_in((ClaimState.DRAFT, ClaimState.WITHDRAWN)))
    )
    query = select(StoredFile).where(
        col(StoredFile.id) == file_id,
        or_(col(StoredFile.by_id) == caller_id, col(StoredFile.id).in_(proving)),
    )
    found: StoredFile | None = (await session.execute(query)).scalar_one_or_none()
    if found is None:
        raise FileMissing
    return found


async def same(session: AsyncSession, owner_id: UUID, sha256: str) -> StoredFile | None:
    """The owner's file with these bytes."""
    query = select(StoredFile).where(col(StoredFile.by_id) == owner_id, col(StoredFile.sha256) == sha256)
    return (await session.execute(query)).scalar_one_or_none()
