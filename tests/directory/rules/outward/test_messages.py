"""Quiet hours, what stands in a letter, and when a sending is tried again."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.directory.rules.outward.message_deliveries import letter, next_try
from services.directory.rules.outward.message_preferences import quiet, quiet_ends

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUBLIN = ZoneInfo("Europe/Dublin")


def local(words: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("from_", "until", "at", "ends"),
    [
        ("21:30", "07:30", "2026-09-15 21:29", None),
        ("21:30", "07:30", "2026-09-15 21:30", "2026-09-16 07:30"),
        ("21:30", "07:30", "2026-09-15 23:59", "2026-09-16 07:30"),
        ("21:30", "07:30", "2026-09-16 00:00", "2026-09-16 07:30"),
        ("21:30", "07:30", "2026-09-16 07:29", "2026-09-16 07:30"),
        ("21:30", "07:30", "2026-09-16 07:30", None),
        ("21:30", "07:30", "2026-12-31 22:00", "2027-01-01 07:30"),
        ("12:00", "14:00", "2026-09-15 11:59", None),
        ("12:00", "14:00", "2026-09-15 12:00", "2026-09-15 14:00"),
        ("12:00", "14:00", "2026-09-15 14:00", None),
        ("22:00", "00:00", "2026-09-15 23:59", "2026-09-16 00:00"),
        ("22:00", "00:00", "2026-09-16 00:00", None),
        ("00:00", "06:00", "2026-09-16 00:00", "2026-09-16 06:00"),
        ("08:00", "08:00", "2026-09-16 08:00", None),
    ],
)
def test_quiet_hours(from_: str, until: str, at: str, ends: str | None) -> None:
    assert quiet_ends(local(at), quiet(from_, until), SHANGHAI) == (local(ends) if ends else None)


def test_without_quiet_hours_it_is_never_quiet() -> None:
    assert quiet(None, None) is None
    assert quiet("", "") is None
    assert quiet_ends(local("2026-09-16 03:00"), None, SHANGHAI) is None


def test_they_are_hours_of_the_factory_and_not_of_greenwich() -> None:
    """14:00 UTC is ten in the evening in Shanghai, where no summer time shifts it."""
    found = quiet_ends(datetime(2026, 7, 1, 14, tzinfo=UTC), quiet("21:30", "07:30"), SHANGHAI)
    assert found == datetime(2026, 7, 1, 23, 30, tzinfo=UTC)


def test_where_a_night_has_an_hour_more_the_quiet_hours_have_it_too() -> None:
    ends = quiet_ends(local("2026-10-24 22:00", DUBLIN), quiet("21:30", "07:30"), DUBLIN)
    assert ends == datetime(2026, 10, 25, 7, 30, tzinfo=UTC)


def test_outside_stands_that_there_is_something_and_not_what() -> None:
    shown = letter([None, "明天有会", None], "https://siyou.example/messages", "zh")
    assert shown.subject == "思优:您有 3 条新消息"
    assert shown.text.split("\n") == [
        "思优:您有 3 条新消息。",
        "明天有会",
        "请登录查看。",
        "https://siyou.example/messages",
    ]
    assert letter([None], "", "en").text == "Siyou: 1 new message.\nSign in to read it."


def test_eight_tries_over_two_hours_at_least_and_then_no_more() -> None:
    at = datetime(2026, 9, 15, 4, tzinfo=UTC)
    waits = [next_try(attempts, at, 0) for attempts in range(1, 9)]
    assert [(each - at).seconds // 60 if each else None for each in waits] == [1, 2, 4, 8, 16, 32, 64, None]
    assert next_try(3, at, 1) == at + timedelta(minutes=6), "half longer at most, by chance"
