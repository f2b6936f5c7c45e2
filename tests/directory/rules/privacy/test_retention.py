"""How long what is kept, and what a factory may change about it."""

import pytest

from services.directory.rules.privacy.retention import (
    RETENTION,
    RetentionClass,
    RetentionUnlawful,
    days_by_class,
)


def test_each_class_is_kept_as_long_as_it_says_unless_the_factory_says_otherwise() -> None:
    assert days_by_class({}) == {each: rule.days for each, rule in RETENTION.items()}
    assert days_by_class({"readings": 200, "leavers_contact": 0})[RetentionClass.READINGS] == 200


def test_no_default_is_below_what_the_law_asks() -> None:
    assert all(rule.days >= rule.at_least for rule in RETENTION.values())
    assert RETENTION[RetentionClass.READINGS].at_least == 180


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"readings": 179}, "at least 180 days"),
        ({"audit": 1}, "knows no class"),
        ({"messages": -1}, "at least 30"),
    ],
)
def test_less_than_that_or_another_class_keeps_the_service_from_starting(
    given: dict[str, int], words: str
) -> None:
    with pytest.raises(RetentionUnlawful, match=words):
        days_by_class(given)
