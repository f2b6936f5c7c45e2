"""What of a person is shown to whom."""

import pytest

from services.directory.rules.persons import sees_employee_no
from shared.ids import named_id

from .rows import WANG


@pytest.mark.parametrize(
    ("reader", "reaches_all", "seen"),
    [("wang", False, True), ("hr", True, True), ("secretary", False, False)],
)
def test_the_employee_number_is_for_its_holder_and_for_those_who_keep_all_persons(
    reader: str, reaches_all: bool, seen: bool
) -> None:
    assert sees_employee_no(WANG, reader_id=named_id(reader), reaches_all=reaches_all) is seen
