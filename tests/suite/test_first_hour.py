"""`docs/first-hour.md`, executed as it is written: each shell block must print the block that follows it."""

from pathlib import Path

import pytest

from . import page

pytestmark = pytest.mark.slow

PAGE = page.read("first-hour.md")


def test_every_block_is_followed_by_what_it_prints() -> None:
    page.check_shape(PAGE)


def test_the_first_hour_goes_as_it_is_told(tmp_path: Path) -> None:
    surroundings = page.place(tmp_path)
    with page.running(PAGE, surroundings):
        page.follow(PAGE, surroundings)
