"""Follow-up tasks: in time to the end of the last day, overdue from the next."""

from datetime import date

import pytest

from services.activities.models import Task, TaskState
from services.activities.rules import tasks as rules

from .rows import NOON, who

TASK = Task(
    resolution_id=who("resolution"),
    branch_id=who("branch"),
    title="整改值班室照明",
    owner_id=who("wang"),
    due_on=date(2026, 9, 30),
    by_id=who("chair"),
    at=NOON,
)


def test_a_task_is_overdue_from_the_day_after_its_last() -> None:
    assert rules.state(TASK, done=False, today=date(2026, 9, 30)) is TaskState.OPEN
    assert rules.state(TASK, done=False, today=date(2026, 10, 1)) is TaskState.OVERDUE
    assert rules.state(TASK, done=True, today=date(2026, 10, 1)) is TaskState.DONE


def test_a_task_is_due_today_or_later() -> None:
    rules.may_set(date(2026, 9, 22), date(2026, 9, 22))
    with pytest.raises(rules.TaskInThePast):
        rules.may_set(date(2026, 9, 21), date(2026, 9, 22))
