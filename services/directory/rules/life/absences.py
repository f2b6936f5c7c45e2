"""What holds of absences: one secondment at a time, and beside it one leave of whatever kind."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from shared.errors import Conflict, Malformed, Missing

from ...models import Absence, AbsenceKind, Person
from .appointments import check_span
from .months import months_later
from .persons import PersonInactive
from .spans import holds, is_empty, overlap

_MONTHS_LENT = 6


class AbsenceMissing(Missing):
    """No such absence, or out of reach."""

    zh, en = "请假或借调记录不存在", "No such absence"


class AbsenceOverlaps(Conflict):
    """The person is away, or lent out, on one of these days already."""

    zh, en = "与已有的请假或借调重叠", "It overlaps another absence"
    detail_zh, detail_en = "与 {from_on} 起的记录重叠", "It overlaps the absence that began on {from_on}"


class HostUnclear(Malformed):
    """A secondment names one host, and nothing else has a host."""

    zh, en = (
        "借调须且仅须写明一个接收单位,其他请假不得写接收单位",
        "A secondment names exactly one host, and no other absence has one",
    )


class AbsenceEndsTooEarly(Conflict):
    """The day before the first withdraws it; nothing ends before that."""

    zh, en = "终止日期早于开始前一日", "It would end before it begins"


def check_beginning(person: Person, absence: Absence, known: Sequence[Absence]) -> None:
    """`known` are all of the person's. Raises PersonInactive, SpanBackwards, HostUnclear, AbsenceOverlaps."""
    if not person.active:
        raise PersonInactive
    check_span(absence.from_on, absence.until_on)
    hosts = sum(
        host is not None for host in (absence.host_branch_id, absence.host_workplace_id, absence.host_name)
    )
    if hosts != (absence.kind == AbsenceKind.SECONDMENT):
        raise HostUnclear
    check_free(absence, absence.until_on, known)


def check_ending(absence: Absence, until_on: date, known: Sequence[Absence]) -> None:
    """An ending may be earlier or later than foreseen. Raises AbsenceEndsTooEarly, AbsenceOverlaps."""
    if (absence.from_on - until_on).days > 1:
        raise AbsenceEndsTooEarly
    if until_on >= absence.from_on:
        check_free(absence, until_on, known)


def check_free(absence: Absence, until_on: date | None, known: Sequence[Absence]) -> None:
    """Raises AbsenceOverlaps."""
    for other in known:
        alike = (other.kind == AbsenceKind.SECONDMENT) == (absence.kind == AbsenceKind.SECONDMENT)
        if other.id != absence.id and alike and overlap(other, absence.from_on, until_on):
            raise AbsenceOverlaps(from_on=other.from_on)


def relation_should_move(absence: Absence, on: date) -> bool:
    """Who is lent out for more than six months should belong to the host's branch.

    Foreseen as well as come true; what is over asks for nothing any more.
    """
    if absence.kind != AbsenceKind.SECONDMENT or not (absence.from_on > on or holds(absence, on)):
        return False
    longest = months_later(absence.from_on, _MONTHS_LENT)
    return on >= longest if absence.until_on is None else absence.until_on >= longest


def told(known: Sequence[Absence]) -> list[dict[str, date | UUID | str | None]]:
    """The absences as a fact tells them, without withdrawn ones, oldest first."""
    kept = sorted((each for each in known if not is_empty(each)), key=lambda each: (each.from_on, each.id))
    return [
        {
            "id": each.id,
            "kind": each.kind,
            "from_on": each.from_on,
            "until_on": each.until_on,
            "host_branch_id": each.host_branch_id,
            "host_workplace_id": each.host_workplace_id,
        }
        for each in kept
    ]
