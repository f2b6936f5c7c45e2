"""The follow-up task (落实任务) of a resolution: who does what by which day, and that it was done."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from shared.rows import Acted, Identified, id_field

from .table import Table


class TaskState(StrEnum):
    """As the day shows it. A task is overdue from the day after its last."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"


class Task(Identified, Acted, Table, table=True):
    """`due_on` is the last day on which it is in time."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_branch_id_due_on", "branch_id", "due_on"),
        Index("ix_task_owner_id", "owner_id"),
    )

    resolution_id: UUID = id_field(foreign_key="resolution.id", index=True)
    branch_id: UUID = id_field()
    group_id: UUID | None = id_field(default=None)
    title: str = Field(max_length=200)
    owner_id: UUID = id_field()
    due_on: date


class TaskCompletion(Acted, Table, table=True):
    """That the task was done: once."""

    __tablename__ = "task_completion"

    task_id: UUID = id_field(primary_key=True, foreign_key="task.id")
    note: str = Field(max_length=4000)
