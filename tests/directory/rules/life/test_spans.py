"""Spans of days."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.directory.rules.life.spans import holds, is_empty, may_end, overlap

from ..rows import a_membership, day

DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 20))


def test_both_ends_belong_to_a_span() -> None:
    span = a_membership("2026-01-05", "2026-01-10")
    assert [holds(span, day(f"2026-01-{d:02}")) for d in (4, 5, 10, 11)] == [False, True, True, False]


def test_without_an_end_it_runs_on() -> None:
    assert holds(a_membership("2026-01-05"), day("2199-12-31"))


def test_spans_that_touch_on_one_day_overlap() -> None:
    span = a_membership("2026-01-05", "2026-01-10")
    assert overlap(span, day("2026-01-10"), None)
    assert overlap(span, day("2026-01-01"), day("2026-01-05"))
    assert not overlap(span, day("2026-01-11"), None)
    assert not overlap(span, day("2026-01-01"), day("2026-01-04"))


def test_a_withdrawn_span_is_in_nobodys_way() -> None:
    withdrawn = a_membership("2026-01-05", "2026-01-04")
    assert is_empty(withdrawn)
    assert not overlap(withdrawn, day("2026-01-05"), None)


def test_an_ending_only_shortens() -> None:
    span = a_membership("2026-01-05", "2026-01-10")
    assert [may_end(span, day(f"2026-01-{d:02}")) for d in (3, 4, 9, 10, 11)] == [
        False,
        True,
        True,
        False,
        False,
    ]


@given(one=st.tuples(DAYS, st.none() | DAYS), two=st.tuples(DAYS, st.none() | DAYS))
def test_spans_overlap_when_some_day_belongs_to_both(
    one: tuple[date, date | None], two: tuple[date, date | None]
) -> None:
    spans = [a_membership(str(begin), str(end) if end else None) for begin, end in (one, two)]
    days = [date(2026, 1, number) for number in range(1, 32)]
    shared = any(all(holds(span, each) for span in spans) for each in days)
    expected = shared and not is_empty(spans[1])
    assert (overlap(spans[0], *two) and not is_empty(spans[1])) == expected
