"""Donations: pledged by the donor or written down at the table, received with a receipt, refused or given back.

PLEDGED (the donor's own act) → RECEIVED when as much is brought as was pledged, else RECORDED; RECORDED (written down
at the table, counted) → RECEIVED once the donor confirms; either → REFUSED with a reason and given back, PLEDGED also
→ WITHDRAWN by the donor or LAPSED at the closing; RECEIVED → RETURNED. Anonymous gifts and those of the unit are
received at once: nobody could confirm them, or the approval does.
Source: Charity Law art. 32 (voluntary), 38, 39 (receipts), 43 (gifts of state enterprises).
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ..models import Donation, DonationState, DonorKind, Drive, GiftKind
from .books import GiftUnfit, lot

_LEADS_TO: dict[DonationState, frozenset[DonationState]] = {
    DonationState.PLEDGED: frozenset(
        {
            DonationState.RECORDED,
            DonationState.RECEIVED,
            DonationState.REFUSED,
            DonationState.WITHDRAWN,
            DonationState.LAPSED,
        }
    ),
    DonationState.RECORDED: frozenset({DonationState.RECEIVED, DonationState.REFUSED}),
    DonationState.RECEIVED: frozenset({DonationState.RETURNED}),
}


class DonationMissing(Missing):
    """No such donation, or not for you."""

    zh, en = "没有这笔捐赠", "No such donation"


class DonationNotInState(Conflict):
    """The donation is not where this act needs it."""

    zh, en = "捐赠当前状态不允许此操作", "The donation is not in a state for this"
    detail_zh, detail_en = "当前为 {state}", "It is {state}"


class OwnDonation(Forbidden):
    """Nobody receives, refuses or gives back the own gift."""

    remarkable = True
    zh, en = "不能经办本人的捐赠", "Nobody handles the own donation"


class PledgedAlready(Conflict):
    """The same is pledged already."""

    zh, en = "已登记相同的捐赠意向", "You have pledged the same already"


class SlipTaken(Conflict):
    """This slip of the paper register is entered already, or its secret is."""

    zh, en = "该登记单号或凭证已登记", "This slip is entered already"


class DonorUnfit(Malformed):
    """A person is named by id, a unit by its title, an anonymous donor by nothing."""

    zh, en = (
        "个人须有人员编号,单位须有名称,匿名捐赠不得写明任何人",
        "A person has an id, a unit a title, an anonymous donor nothing",
    )


class StateAssetApprovalMissing(Conflict):
    """What the state enterprise itself gives is approved and filed under the rules of state assets first."""

    zh, en = (
        "单位捐赠须先按国有资产规定审批备案(慈善法第四十三条)",
        "A gift of the state enterprise needs its approval first (Charity Law art. 43)",
    )


class DonorUnknown(Malformed):
    """Nobody of that id is in the circle."""

    zh, en = "捐助范围内没有此人", "Nobody of that id is in the circle"


@dataclass(frozen=True, slots=True)
class Gift:
    """What is given: fen, or so many of a unit of something."""

    kind: GiftKind
    amount: int
    item: str | None = None
    unit: str | None = None
    estimated_fen: int | None = None

    def columns(self) -> dict[str, object]:
        """By the names of a donation's columns. Raises GiftUnfit."""
        found = lot(self.kind, self.item, self.unit)
        if self.kind is GiftKind.CASH and self.estimated_fen is not None:
            raise GiftUnfit
        return {
            "kind": found.kind,
            "amount": self.amount,
            "item": found.item,
            "unit": found.unit,
            "estimated_fen": self.estimated_fen,
        }


@dataclass(frozen=True, slots=True)
class Donor:
    """Who gives."""

    kind: DonorKind
    person_id: UUID | None = None
    unit_title: str | None = None
    approval_ref: str | None = None
    secret_hash: str | None = None

    def fit(self) -> None:
        """Raises DonorUnfit, StateAssetApprovalMissing."""
        person, unit = self.kind is DonorKind.PERSON, self.kind is DonorKind.UNIT
        named = (self.person_id is not None, self.unit_title is not None)
        hidden = self.kind is DonorKind.ANONYMOUS
        if named != (person, unit) or (self.secret_hash is not None and not hidden):
            raise DonorUnfit
        if self.approval_ref is not None and not unit:
            raise DonorUnfit
        if unit and self.approval_ref is None:
            raise StateAssetApprovalMissing


def move(donation: Donation, to: DonationState) -> None:
    """Raises DonationNotInState."""
    if to not in _LEADS_TO.get(donation.state, frozenset()):
        raise DonationNotInState(state=donation.state.value)
    donation.state = to


def needs(donation: Donation, state: DonationState) -> None:
    """Raises DonationNotInState."""
    if donation.state is not state:
        raise DonationNotInState(state=donation.state.value)


def anothers(donation: Donation, by: UUID) -> None:
    """Raises OwnDonation."""
    if donation.person_id == by:
        raise OwnDonation


def hashed(secret: str) -> str:
    """What is kept of the words that an anonymous donor has: SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def receipt_number(drive: Drive, number: int) -> str:
    """As it stands on paper."""
    return f"{drive.code}-{number:04d}"
