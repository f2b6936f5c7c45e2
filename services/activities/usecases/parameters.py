"""Branch parameters, as they hold for what is done."""

from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.clock import day_of

from ..models import Sitting
from ..rules.parameters import History, Parameters


def by_sitting(held: History, sittings: Iterable[Sitting], zone: ZoneInfo) -> dict[UUID, Parameters]:
    """What each sitting of the branch goes by: what is in force on its day."""
    return {each.id: held.on(day_of(each.starts_at, zone)) for each in sittings}
