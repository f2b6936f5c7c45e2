"""Schemes that a caller may see, and scheme texts by id."""

from collections import OrderedDict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth.principal import Grant
from shared.errors import Missing
from shared.roster import fence

from ..models import Scheme, SchemeState
from ..rules.scheme import read_approved
from ..rules.scheme_text import SchemeText


class SchemeMissing(Missing):
    """No such scheme, or not for you."""

    zh, en = "没有这个方案", "No such scheme"


def visible(grants: Sequence[Grant]) -> Select[Scheme]:
    """Schemes of the branches that the rights reach."""
    return select(Scheme).where(fence(grants, branch=col(Scheme.branch_id)))


async def one(
    session: AsyncSession, scheme_id: UUID, grants: Sequence[Grant], *, lock: bool = False
) -> Scheme:
    """Raises SchemeMissing."""
    query = visible(grants).where(col(Scheme.id) == scheme_id)
    found: Scheme | None = (
        await session.execute(query.with_for_update() if lock else query)
    ).scalar_one_or_none()
    if found is None:
        raise SchemeMissing
    return found


async def newest_version(session: AsyncSession, branch_id: UUID, code: str) -> int:
    """The highest version number of a code in a branch; 0 if there is none."""
    query = select(func.max(col(Scheme.version))).where(
        col(Scheme.branch_id) == branch_id, col(Scheme.code) == code
    )
    count: int = (await session.execute(query)).scalar_one()
    return count or 0


class Texts:
    """Texts of approved schemes, which never change, read once; a bounded memory."""

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._held: OrderedDict[UUID, SchemeText] = OrderedDict()

    def known(self, scheme_id: UUID) -> SchemeText | None:
        """The text if it was read before."""
        return self._held.get(scheme_id)

    async def of(self, session: AsyncSession, scheme_id: UUID) -> SchemeText:
        """The text of an approved scheme by its id."""
        if scheme_id in self._held:
            return self._held[scheme_id]
        query = select(col(Scheme.body)).where(
            col(Scheme.id) == scheme_id, col(Scheme.state) == SchemeState.APPROVED
        )
        text = read_approved((await session.execute(query)).scalar_one())
        if len(self._held) >= self._most:
            self._held.popitem(last=False)
        self._held[scheme_id] = text
        return text


texts = Texts()
"""One memory for the process: an approved text is the same for every database that has its id."""
