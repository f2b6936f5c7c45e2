"""Who did what, when, to which thing, with what result: one row in the transaction of the act itself.

Rows can only be added (`shared.migrations.append_only`). They hold identifiers and acts, never names
or free text, so that a person can be erased and the record stays.
Source: Cybersecurity Law art. 23 (2025), GB/T 22239-2019 level 2, security audit.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy import Column, Index, String, Table, insert
from sqlmodel.ext.asyncio.session import AsyncSession

from .columns import Id, Instant
from .ids import new_id
from .tables import COMMON

REFUSED = "refused"
"""The outcome of an attempt that was refused."""
_LONGEST_ACT = 60
AUDIT = Table(
    "audit",
    COMMON,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor_id", Id),
    Column("client_id", String(100)),
    Column("act", String(60), nullable=False),
    Column("object_id", String(100)),
    Column("outcome", String(20), nullable=False),
    Column("trace_id", String(32)),
    Index("ix_audit_at", "at"),
    Index("ix_audit_object_id", "object_id"),
)


def row(
    *,
    at: datetime,
    act: str,
    actor_id: UUID | None = None,
    client_id: str | None = None,
    object_id: str | None = None,
    trace_id: str | None = None,
    outcome: str = "done",
) -> dict[str, Any]:
    """One audit row, ready to insert."""
    return {
        "id": new_id(),
        "at": at,
        "actor_id": actor_id,
        "client_id": client_id,
        "act": act,
        "object_id": object_id,
        "outcome": outcome,
        "trace_id": trace_id,
    }


def about(request: Request, object_id: object) -> None:
    """Name the thing that this request made or changed, when the path does not."""
    request.state.audit_object = str(object_id)


def unnamed(request: Request) -> None:
    """Leave out who this was: for the few acts that somebody may do without a name, by a secret of the own.

    The trace goes too: a log may know under which one somebody asked.
    """
    request.state.audit_unnamed = True


async def note(session: AsyncSession, **values: Any) -> None:
    """Write one row now; for acts outside a request, and for refusals worth keeping."""
    await session.execute(insert(AUDIT).values(row(**values)))


async def leave(session: AsyncSession, request: Request) -> None:
    """Write the request's own row into its transaction."""
    await note(session, **_of(request))


async def leave_refused(request: Request, code: str) -> None:
    """Write down, in a transaction of its own, that somebody tried what was refused; the act names the refusal."""
    values = _of(request)
    values |= {"act": f"{values['act']}/{code}"[:_LONGEST_ACT], "outcome": REFUSED}
    async with request.app.state.database.write() as session:
        await note(session, **values)


def _of(request: Request) -> dict[str, Any]:
    state = request.state
    access = getattr(state, "access", None)
    named = not getattr(state, "audit_unnamed", False)
    path_object = next(iter(request.path_params.values()), None)
    return {
        "at": state.now if hasattr(state, "now") else request.app.state.clock(),
        "act": access.act if access else f"{request.method} {request.scope['path']}"[:_LONGEST_ACT],
        "actor_id": access.person_id if access and named else None,
        "client_id": access.client_id if access and named else None,
        "object_id": getattr(state, "audit_object", None) or (str(path_object) if path_object else None),
        "trace_id": request.scope.get("siyou.trace_id") if named else None,
    }
