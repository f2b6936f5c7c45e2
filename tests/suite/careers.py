"""What directory has of a member's life in each place of the factory: one row of every noun, and nothing standing."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.directory.models import (
    Absence,
    Departure,
    DepartureState,
    DisciplineReference,
    Regularisation,
    RegularisationState,
    Transfer,
    TransferState,
)
from tests.points.world import ident

from .rows import add
from .targets import Target

_AT = datetime(2026, 9, 14, 4, tzinfo=UTC)
_DAY = date(2026, 9, 14)


async def furnish(session: AsyncSession, member: str, group: str, branch: str) -> dict[str, Target]:
    """The letter came from outside, so that one branch receives it and keeps its stub."""
    person: dict[str, Any] = {"person_id": ident(member)}
    where = person | {"branch_id": ident(branch)}
    by = ident("system")
    rows = {
        "absence_id": Absence(
            kind="study", from_on=date(2025, 1, 1), until_on=date(2025, 6, 30), by_id=by, at=_AT, **person
        ),
        "transfer_id": Transfer(
            from_outside="某街道党工委",
            to_branch_id=ident(branch),
            letter_no="介〔2020〕1号",
            issued_on=_DAY,
            valid_until=_DAY,
            state=TransferState.WITHDRAWN,
            issued_at=_AT,
            **person,
        ),
        "departure_id": Departure(
            reason="resigned", on=_DAY, state=DepartureState.REVERSED, by_id=by, at=_AT, **where
        ),
        "regularisation_id": Regularisation(
            group_id=ident(group),
            state=RegularisationState.WITHDRAWN,
            joined_on=date(2025, 9, 1),
            probation_ends_on=date(2026, 9, 1),
            proposed_on=_DAY,
            proposed_by=by,
            at=_AT,
            **where,
        ),
        "reference_id": DisciplineReference(
            reference_no="纪处〔2020〕1号",
            effect="deduction",
            occurred_on=date(2020, 3, 1),
            lifted_on=date(2021, 3, 1),
            recorded_by=by,
            recorded_at=_AT,
            **where,
        ),
    }
    in_group = {"absence_id", "regularisation_id"}
    return {
        name: Target(await add(session, row), ident(member), group if name in in_group else None, branch)
        for name, row in rows.items()
    }
