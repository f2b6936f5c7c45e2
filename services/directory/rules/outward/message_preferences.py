"""Quiet hours, and by which channels somebody wants to hear of what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Quiet:
    """From one time of day to another, across midnight if the second is earlier; never if they are the same."""

    from_: time
    until: time


def quiet(from_: str | None, until: str | None) -> Quiet | None:
    """Quiet hours from their `HH:MM`; None if there are none."""
    return Quiet(time.fromisoformat(from_), time.fromisoformat(until)) if from_ and until else None


def quiet_ends(at: datetime, hours: Quiet | None, zone: ZoneInfo) -> datetime | None:
    """When the quiet hours end in which the instant falls; None if it falls in none, and at their very end."""
    if hours is None:
        return None
    local = at.astimezone(zone)
    now = local.time()
    if hours.from_ <= hours.until:
        within, later = hours.from_ <= now < hours.until, False
    else:
        within, later = now >= hours.from_ or now < hours.until, now >= hours.from_
    if not within:
        return None
    day = local.date() + timedelta(days=1 if later else 0)
    return datetime.combine(day, hours.until, zone).astimezone(UTC)


def goes_out(kind: str, kinds_off: Collection[str]) -> bool:
    """Whether a message may leave the inbox at all."""
    return kind not in kinds_off
