"""Requests about one's own data: asked by the person, answered with a reason by somebody else whose office it is.

Source: Personal Information Protection Law art. 46 (correction), art. 47 (deletion), art. 44 (restriction), art. 50
(a refusal gives its reason).
"""

from collections.abc import Collection
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ...models import Correctable, CorrectionRequest, RequestKind, RequestVerdict
from .field_classes import AUDIENCES, FIELDS, SENSITIVE, Sight, sight

_NEVER_EMPTY = frozenset({Correctable.NAME})


class CorrectionRequestMissing(Missing):
    """No such request, or out of reach."""

    zh, en = "没有这份申请", "No such request"


class CorrectionRequestOpen(Conflict):
    """The same is asked already and not answered yet."""

    zh, en = "同一事项已有待答复的申请", "The same is asked already and not yet answered"


class CorrectionRequestDecided(Conflict):
    """It was answered; another may be made."""

    zh, en = "该申请已答复", "The request has been answered"


class WishedValueMissing(Malformed):
    """A correction says what is right; the other kinds say no value."""

    zh, en = (
        "更正须写明正确内容,删除和限制处理不填",
        "A correction says what is right, the other kinds say no value",
    )


class OwnCorrectionRequest(Forbidden):
    """Nobody answers himself."""

    zh, en = "不能答复自己的申请", "Nobody answers the own request"


class DeciderUnfit(Forbidden):
    """The office does not see this field, so it does not decide on it."""

    zh, en = "您的职务看不到此项信息,不能答复", "Your office does not see this field and cannot decide on it"


def check_asked(kind: RequestKind, wished: str | None) -> None:
    """Raises WishedValueMissing."""
    if (kind is RequestKind.CORRECTION) != (wished is not None):
        raise WishedValueMissing


def sees(field: Correctable, roles: Collection[str]) -> bool:
    """Whether any of these offices sees the field at all."""
    seen_as = {AUDIENCES[role] for role in AUDIENCES if role in roles}
    return sight(field.value, seen_as) is not Sight.NOTHING


def is_sensitive(field: Correctable) -> bool:
    """Whether reading what is wished for leaves a row of who read it."""
    return FIELDS[field.value] in SENSITIVE


def check_decider(request: CorrectionRequest, *, by: UUID, roles: Collection[str]) -> None:
    """Raises OwnCorrectionRequest, DeciderUnfit."""
    if request.person_id == by:
        raise OwnCorrectionRequest
    if not sees(request.field, roles):
        raise DeciderUnfit


def check_open(request: CorrectionRequest) -> None:
    """Raises CorrectionRequestDecided."""
    if request.decided_at is not None:
        raise CorrectionRequestDecided


def changes_person(request: CorrectionRequest, verdict: RequestVerdict) -> bool:
    """Whether the person's row changes: a correction sets the field, a deletion empties what may be empty.

    A restriction is kept by people: the answer says how.
    """
    if verdict is RequestVerdict.REFUSED or request.kind is RequestKind.RESTRICTION:
        return False
    return request.kind is RequestKind.CORRECTION or request.field not in _NEVER_EMPTY
