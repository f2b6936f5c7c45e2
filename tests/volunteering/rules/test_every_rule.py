"""The nine rules of volunteering and donations each have tests that name them."""

from pathlib import Path

import pytest

from tests.support import saying

TESTS = Path(__file__).parents[1]
RULES = range(28, 37)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_test_that_names_it(rule: int) -> None:
    assert rule in saying.rules(TESTS)


def test_no_test_names_a_rule_that_activities_does_not_have() -> None:
    assert saying.rules(TESTS) <= set(RULES)
