"""Beneficiaries: added under a pseudonym before anything is handed over, by people whom no interest links to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import add_or_refuse

from ..models import Beneficiary, Drive, DriveState
from ..queries import hand_overs
from ..rules import beneficiaries as rules
from ..rules import drives as drive_rules


@dataclass(frozen=True, slots=True)
class Named:
    """What is kept of one: no name, no condition, no address."""

    pseudonym: str
    class_title: str | None
    guardian_consent_ref: str
    photo_consent_ref: str | None
    relatives: tuple[UUID, ...]

    def columns(self) -> dict[str, object]:
        """By the names of the row's columns."""
        own = {name: getattr(self, name) for name in self.__slots__}
        return own | {"relatives": sorted(map(str, set(self.relatives)))}


async def add(session: AsyncSession, drive: Drive, named: Named, *, by: UUID, at: datetime) -> Beneficiary:
    """Raises DriveNotInState, InterestLink, PseudonymTaken. The drive is locked."""
    await _judge(session, drive, named, by)
    columns: dict[str, Any] = named.columns()
    row = Beneficiary(drive_id=drive.id, branch_id=drive.branch_id, added_by=by, added_at=at, **columns)
    await add_or_refuse(session, row, _taken)
    return row


async def change(
    session: AsyncSession, drive: Drive, row: Beneficiary, named: Named, *, by: UUID
) -> Beneficiary:
    """Raises DriveNotInState, InterestLink, PseudonymTaken. Drive and row are locked."""
    await _judge(session, drive, named, by)
    for name, value in named.columns().items():
        setattr(row, name, value)
    await add_or_refuse(session, row, _taken)
    return row


async def _judge(session: AsyncSession, drive: Drive, named: Named, by: UUID) -> None:
    drive_rules.needs(drive, *_OPEN)
    managers = {by, drive.drafted_by, drive.responsible_id, drive.approved_by}
    handlers = await hand_overs.handlers(session, drive.id)
    drive_rules.no_interest(map(str, named.relatives), *managers, *handlers)


_OPEN = (DriveState.DRAFT, DriveState.APPROVED, DriveState.COLLECTING, DriveState.CLOSED)


async def _taken() -> Exception:
    return rules.PseudonymTaken()
