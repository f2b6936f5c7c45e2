"""Lists by cursor: newest first, at most 200 at once, with a signed cursor that fits one list and one caller."""

from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import Select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel.ext.asyncio.session import AsyncSession

from .errors import CursorInvalid
from .types import Read

MOST = 200
Item = TypeVar("Item")


class Page(Read, Generic[Item]):
    """One page. `next_cursor` is null on the last."""

    items: list[Item]
    next_cursor: str | None


class Paging:
    """Which page of which list is asked for."""

    def __init__(self, limit: int, after: UUID | None, seal: Any) -> None:
        self.limit, self.after, self._seal = limit, after, seal

    def cursor(self, last: UUID) -> str:
        """The cursor that continues after this row."""
        return str(self._seal.dumps(last.hex))

    async def rows(
        self, session: AsyncSession, query: Select[Any], key: SQLCoreOperations[UUID]
    ) -> tuple[list[Any], str | None]:
        """The page's rows, newest key first, and the cursor for the next."""
        found = list((await session.execute(self._narrowed(query, key))).scalars())
        return self._page(found)

    async def whole_rows(
        self, session: AsyncSession, query: Select[Any], key: SQLCoreOperations[UUID]
    ) -> tuple[list[Any], str | None]:
        """As `rows`, for a select of columns instead of one object."""
        return self._page(list(await session.execute(self._narrowed(query, key))))

    def _narrowed(self, query: Select[Any], key: SQLCoreOperations[UUID]) -> Select[Any]:
        if self.after is not None:
            query = query.where(key < self.after)
        return query.order_by(key.desc()).limit(self.limit + 1)

    def _page(self, found: list[Any]) -> tuple[list[Any], str | None]:
        page = found[: self.limit]
        return page, self.cursor(page[-1].id) if len(found) > self.limit else None


def _paging(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many items at most.")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=400, description="`next_cursor` of the page before.")
    ] = None,
) -> Paging:
    """Raises CursorInvalid for a cursor that was altered or made for another list, filter or caller."""
    filters = sorted(
        (name, value) for name, value in request.query_params.multi_items() if name not in {"cursor", "limit"}
    )
    owner = getattr(request.state, "access", None)
    salt = repr((request.scope["path"], filters, str(owner.person_id) if owner else ""))
    seal = URLSafeSerializer(request.app.state.cursor_key, salt=salt)
    return Paging(limit, _opened(seal, cursor) if cursor else None, seal)


def _opened(seal: URLSafeSerializer, cursor: str) -> UUID:
    try:
        return UUID(hex=seal.loads(cursor))
    except (BadData, ValueError, TypeError) as error:
        raise CursorInvalid from error


Paged = Annotated[Paging, Depends(_paging)]
