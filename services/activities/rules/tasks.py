"""Follow-up tasks: an owner, a last day, done once; overdue from the day after."""

from datetime import date

from shared.errors import Conflict, Malformed, Missing

from ..models import Task, TaskState


class ResolutionUnknown(Missing):
    """No such resolution, or not for you."""

    zh, en = "没有这项决议", "No such resolution"


class TaskMissing(Missing):
    """No such task, or not for you."""

    zh, en = "没有这项落实任务", "No such task"


class TaskDone(Conflict):
    """A task is done once."""

    zh, en = "该任务已完成", "The task is done already"


class TaskInThePast(Conflict):
    """A task is due today or later."""

    zh, en = "完成期限不能早于今天", "A task is due today or later"


class OwnerUnknown(Malformed):
    """Nobody of this id is here."""

    zh, en = "没有此责任人", "The owner is not known"


def may_set(due_on: date, today: date) -> None:
    """Raises TaskInThePast."""
    if due_on < today:
        raise TaskInThePast


def state(task: Task, *, done: bool, today: date) -> TaskState:
    """As that day shows it."""
    if done:
        return TaskState.DONE
    return TaskState.OVERDUE if task.due_on < today else TaskState.OPEN
