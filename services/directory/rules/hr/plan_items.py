"""What a plan is made of: one item for each person it speaks of, and what was found in the record it stems from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from .hr_records import Spot


class ItemKind(StrEnum):
    """In Chinese 新增, 变更, 调动, 离开, 恢复, 无变化, 冲突, 拒绝."""

    CREATE = "create"
    UPDATE = "update"
    TRANSFER = "transfer"
    DEACTIVATE = "deactivate"
    REACTIVATE = "reactivate"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REJECTED = "rejected"


REFUSED = frozenset({ItemKind.CONFLICT, ItemKind.REJECTED})
"""Items that do nothing because something is wrong."""
WARNINGS: dict[str, tuple[str, str]] = {
    "field_is_local": ("该字段由支部维护, 未作改动", "The branch owns this field; it stays as it is"),
    "branch_decides_status": (
        "党员身份以组织关系为准, 未作改动",
        "A member's status is what the membership says; it stays as it is",
    ),
    "post_not_taken": (
        "党内职务由任命产生, 未作改动",
        "Party posts are held by appointment; nothing is changed",
    ),
    "regularisation_unusual": (
        "转正时间与入党时间相差不是约一年",
        "Between joining and regularisation lies something other than about a year",
    ),
    "probation_dates_only": (
        "非党员却有入党或转正时间",
        "Dates of joining are given for somebody who is no Party member",
    ),
    "branch_kept": (
        "来源未给出党支部, 组织关系未作改动",
        "No branch is named; the membership stays as it is",
    ),
    "absent": ("全量名单中没有此人", "The full list does not name this person"),
    "later_first": ("该日之前只作登记", "Until that day it is only kept"),
}
ERRORS: dict[str, tuple[str, str]] = {
    "key_missing": ("缺少人员ID或工号", "Neither an HR key nor an employee number is given"),
    "key_doubled": ("同一份数据中人员重复", "The same person is there more than once"),
    "key_held": ("该人员ID属于另一人", "Another person has this HR key"),
    "employee_no_held": ("该工号属于另一名在职人员", "Another active person has this employee number"),
    "name_missing": ("缺少姓名", "The name is missing"),
    "workplace_unknown": ("没有此部门或班组", "There is no such workplace"),
    "workplace_ambiguous": ("部门名称不唯一, 请用编码", "Several workplaces are called so; use the code"),
    "branch_unknown": ("没有此党支部", "There is no such branch"),
    "branch_ambiguous": ("党支部名称不唯一, 请用编码", "Several branches are called so; use the code"),
    "group_unknown": ("该党支部没有此党小组", "The branch has no such group"),
    "group_ambiguous": ("党小组名称不唯一, 请用编码", "Several groups are called so; use the code"),
    "branch_missing": ("有党小组而没有党支部", "A group is named, but there is no branch"),
    "not_a_member": ("非党员不能隶属党支部", "Who is no Party member belongs to no branch"),
    "community_officer": ("社区工作人员不由人事数据维护", "HR does not keep community officers"),
    "membership_ahead": ("已有之后生效的组织关系", "A later membership is recorded already"),
    "left_yet_active": (
        "已有离职日期却为在职",
        "The day of leaving has passed, yet the person is called active",
    ),
    "left_before_hired": ("离职日期早于入职日期", "The day of leaving is before the day of joining"),
    "regularised_before_joined": ("转正时间早于入党时间", "Regularised before joining the Party"),
    "day_ahead": ("日期在将来", "The day lies in the future"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said of one field of a record. `column` is the field, or what the source calls it."""

    code: str
    column: str | None
    zh: str
    en: str
    is_error: bool = True


def error(code: str, column: str | None) -> Finding:
    """One of `ERRORS`."""
    return Finding(code, column, *ERRORS[code])


def warning(code: str, column: str | None) -> Finding:
    """One of `WARNINGS`."""
    return Finding(code, column, *WARNINGS[code], is_error=False)


@dataclass(frozen=True, slots=True)
class Later:
    """What must not happen before its day. `values` are named as in a record."""

    due_on: date
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """What is to become of one person. `changes` hold before and after; `number` counts the records from 1.

    `later` waits for its day; `settles` says that what waited so far waits no longer.
    """

    kind: ItemKind
    number: int
    key: str
    name: str | None = None
    person_id: UUID | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    spot: Spot | None = None
    later: Later | None = None
    settles: bool = False

    @property
    def leaves(self) -> bool:
        """Whether somebody loses access by it, now or on a day to come."""
        return self.kind is ItemKind.DEACTIVATE or (
            self.later is not None and self.later.values.get("active") is False
        )

    @property
    def acts(self) -> bool:
        """Whether it changes anything."""
        return bool(self.changes) or self.later is not None or self.settles
