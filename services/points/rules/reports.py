"""Department reports: who may report under which item, and on whom."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from shared.auth.policy import COMMITTEE, Role
from shared.errors import Forbidden

from .claims import ClaimInFuture
from .scheme_text import Item
from .worth import SourceNotAllowed, may_come_from


class OwnReport(Forbidden):
    """Nobody reports on themselves."""

    zh, en = "不能上报本人的事项", "You cannot report on yourself"


def reporting_role(item: Item, held: Iterable[Role]) -> Role:
    """The caller's role that the item's review names, in the item's own order. Raises SourceNotAllowed."""
    may_come_from(item, "report")
    roles = set(held)
    for named in item.review:
        fitting = [role for role in COMMITTEE if role in roles] if named == "committee" else []
        fitting += [role for role in roles if role.value == named]
        if fitting:
            return fitting[0]
    raise SourceNotAllowed(item=item.code, sources=", ".join(item.sources), review=", ".join(item.review))


def may_report(member_id: UUID, reporter_id: UUID, occurred_on: date, today: date) -> None:
    """Raises OwnReport, ClaimInFuture."""
    if member_id == reporter_id:
        raise OwnReport
    if occurred_on > today:
        raise ClaimInFuture
