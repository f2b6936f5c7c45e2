"""What holds of introduction letters: who writes, who receives, how long one is good for.

A member in transit belongs to the old branch until the new one receives the letter. Source: Regulations on the Party's
member education and management (2019), art. 25 to 27.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from shared.errors import Conflict, Forbidden, Malformed, Missing

from ...models import LetterReach, Organisation, OrganisationKind, Transfer, TransferState
from .memberships import NotABranch
from .months import months_later


class TransferMissing(Missing):
    """No such letter, or out of reach."""

    zh, en = "组织关系介绍信不存在", "No such introduction letter"


class TransferUnderWay(Conflict):
    """One letter at a time."""

    zh, en = "该党员已有未办结的介绍信", "A letter of this member is under way already"


class TransferNotInState(Conflict):
    """The letter is not where this act would take it on."""

    zh, en = "介绍信当前状态不允许此操作", "The letter is not in a state for this"
    detail_zh, detail_en = "介绍信当前状态:{state}", "The letter is {state}"


class LetterTooLong(Conflict):
    """No letter is good for longer than the rules allow."""

    zh, en = "介绍信有效期过长", "The letter would be valid for too long"
    detail_zh, detail_en = "有效期最迟至 {latest}", "It may be valid until {latest} at the latest"


class LetterExpired(Conflict):
    """Its last day is over; the old branch writes another."""

    zh, en = "介绍信已过有效期,请原支部重新开具", "The letter has expired; the old branch writes another"


class OwnLetter(Forbidden):
    """Nobody moves himself, and who wrote the letter does not receive it."""

    zh, en = (
        "不得办理本人的介绍信,开具人与接收人不得为同一人",
        "Nobody handles his own letter, and who issued a letter does not receive it",
    )


class DestinationUnclear(Malformed):
    """A letter leads to one place."""

    zh, en = "须且仅须写明一个接收组织", "Name exactly one place to which the letter leads"


class SameBranch(Conflict):
    """Within a branch one changes the group."""

    zh, en = "党员已在该党支部", "The member belongs to this branch already"


class LetterFromElsewhere(Conflict):
    """Whoever wrote it prints it."""

    zh, en = "该介绍信由外单位开具,不能在此打印", "The letter was written elsewhere and is not printed here"


class SlipDayImpossible(Conflict):
    """The other side received the letter while it was valid, and not in the future."""

    zh, en = "回执所载接收日期不在介绍信有效期内", "The slip names a day on which the letter was not valid"


@dataclass(frozen=True, slots=True)
class Validity:
    """How many days a letter is good for in the city and beyond, and how many months at most."""

    city_days: int = 10
    beyond_days: int = 30
    most_months: int = 3

    def until(self, issued_on: date, reach: LetterReach, days: int | None) -> date:
        """Its last day; `days` is the writer's own wish. Raises LetterTooLong."""
        usual = self.city_days if reach is LetterReach.CITY else self.beyond_days
        latest = months_later(issued_on, self.most_months)
        until = issued_on + timedelta(days=usual if days is None else days)
        if until > latest:
            raise LetterTooLong(latest=latest)
        return until


def check_destination(
    from_branch_id: UUID | None, to_branch: Organisation | None, to_outside: str | None
) -> None:
    """Raises DestinationUnclear, NotABranch, SameBranch."""
    if (to_branch is None) == (to_outside is None):
        raise DestinationUnclear
    if to_branch is not None:
        if to_branch.kind != OrganisationKind.BRANCH:
            raise NotABranch
        if to_branch.id == from_branch_id:
            raise SameBranch


def check_writer(person_id: UUID, by: UUID) -> None:
    """Raises OwnLetter."""
    if person_id == by:
        raise OwnLetter


def written_here(letter: Transfer) -> None:
    """Raises LetterFromElsewhere."""
    if letter.from_branch_id is None:
        raise LetterFromElsewhere


def may_receive(letter: Transfer, by: UUID, on: date) -> None:
    """Raises TransferNotInState, LetterExpired, OwnLetter."""
    _in_state(letter, TransferState.ISSUED, TransferState.EXPIRED)
    if letter.state == TransferState.EXPIRED or on > letter.valid_until:
        raise LetterExpired
    if by in {letter.person_id, letter.issued_by}:
        raise OwnLetter


def may_withdraw(letter: Transfer) -> None:
    """Raises TransferNotInState."""
    _in_state(letter, TransferState.ISSUED)


def may_return(letter: Transfer, received_on: date | None, on: date) -> date:
    """The day on which the other side took the member in.

    A branch of ours has said so itself; from outside only the slip says it, which may come when the letter has expired.
    Raises TransferNotInState, SlipDayImpossible.
    """
    if letter.received_on is not None:
        _in_state(letter, TransferState.RECEIVED)
        if received_on not in {None, letter.received_on}:
            raise SlipDayImpossible
        return letter.received_on
    _in_state(letter, *((TransferState.ISSUED, TransferState.EXPIRED) if letter.to_outside else ()))
    if received_on is None or not letter.issued_on <= received_on <= min(on, letter.valid_until):
        raise SlipDayImpossible
    return received_on


def lapsed(letter: Transfer, on: date) -> bool:
    """Whether its last day is over and nobody has received it."""
    return letter.state == TransferState.ISSUED and letter.valid_until < on


def _in_state(letter: Transfer, *states: TransferState) -> None:
    if letter.state not in states:
        raise TransferNotInState(state=letter.state)
