"""The national record: what the designated system asks for, in its five groups, of people who served.

Source: Volunteer Service Regulations art. 19; Measures 民政部令67号 (2020); the fields of MZ/T 061-2015. What the suite
does not hold (document number, contact, education, occupation) stays empty; the volunteer number replaces the former.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.errors import Conflict
from shared.workbooks import Page

MOST_PEOPLE = 1_000
MOST_RECORDS = 5_000
"""A workbook of so many takes a few seconds."""
_HALF_HOUR = 30
_SEXES = {"female": "女", "male": "男"}
_STATUSES = {"full": "中共党员", "probationary": "中共预备党员"}
_MODES = {
    "scanned": "签到签退",
    "forgotten_check_out": "签到(漏签退)",
    "told": "本人申报",
    "late_entry": "补录",
}
_CATEGORIES = {
    "organisation": "组织建设",
    "legal_aid": "法律援助",
    "hardship": "扶残助困",
    "governance": "社区治理",
    "health": "医疗卫生",
    "culture": "文化体育",
    "safety": "治安巡逻",
    "other": "其他",
}


class ExportTooLarge(Conflict):
    """One export holds so many people and records and no more."""

    zh, en = "导出范围过大,请缩短期间", "The export would be too large; ask for a shorter span"
    detail_zh = "{people} 人、{records} 条记录,最多 {most_people} 人、{most_records} 条"
    detail_en = "{people} people and {records} records; at most {most_people} and {most_records}"


@dataclass(frozen=True, slots=True)
class Person:
    """Basic data of one volunteer."""

    person_id: UUID
    volunteer_number: str
    name: str
    sex: str | None
    born_on: date | None
    party_status: str | None
    region: str | None
    skills: Sequence[str]
    wishes: Sequence[str]
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Service:
    """One final record with its project. `minutes` hold no travel."""

    person_id: UUID
    record_id: UUID
    project_id: UUID
    project: str
    category: str
    content: str
    community: str
    organiser: str
    responsible: str
    place: str
    served_on: date
    starts_at: datetime
    ends_at: datetime | None
    minutes: int
    mode: str
    rating: int | None


@dataclass(frozen=True, slots=True)
class Award:
    """A star level that was awarded in the span, and stands."""

    person_id: UUID
    level: int
    awarded_at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Record:
    """All that one export holds, each group ordered by person and time."""

    people: Sequence[Person]
    services: Sequence[Service]
    awards: Sequence[Award]


def may_export(people: int, records: int) -> None:
    """Raises ExportTooLarge."""
    if people > MOST_PEOPLE or records > MOST_RECORDS:
        raise ExportTooLarge(
            people=people, records=records, most_people=MOST_PEOPLE, most_records=MOST_RECORDS
        )


def hours(minutes: int) -> str:
    """Whole half hours as an exact decimal, never more than was served: 150 minutes are `2.5`."""
    halves = minutes // _HALF_HOUR
    return f"{halves // 2}.{5 * (halves % 2)}"


def pages(record: Record, zone: ZoneInfo) -> list[Page]:
    """Five sheets, one a group; every cell is text."""
    numbers = {each.person_id: each.volunteer_number for each in record.people}
    awards = [(numbers[each.person_id], each) for each in record.awards]
    services = [(numbers[each.person_id], each) for each in record.services]
    return [
        Page("基本信息", _BASIC_WIDTHS, [_BASIC, *(_basic(each, zone) for each in record.people)]),
        Page("服务记录", _SERVICE_WIDTHS, [_SERVICE, *(_service(*each, zone) for each in services)]),
        Page("培训记录", (14, 30, 10, 24), [("志愿者编号", "培训名称", "培训学时", "主办单位")]),
        Page("表彰奖励", (14, 30, 14, 30), [_AWARD, *(_award(*each, zone) for each in awards)]),
        Page("评价记录", (14, 38, 38, 10), [_RATING, *_ratings(services)]),
    ]


_BASIC = (
    *("志愿者编号", "姓名", "证件类型", "证件号码", "性别", "出生日期", "政治面貌", "居住区域"),
    *("联系方式", "学历", "职业", "服务技能", "服务意向", "注册日期", "状态"),
)
_BASIC_WIDTHS = (14, 12, 10, 20, 6, 12, 14, 24, 16, 10, 12, 24, 24, 12, 8)
_SERVICE = (
    *("志愿者编号", "记录编号", "项目编号", "项目名称", "服务类别", "服务内容", "服务对象", "服务地点"),
    *("服务日期", "开始时间", "结束时间", "服务时长(小时)", "组织者", "负责人", "记录方式"),
)
_SERVICE_WIDTHS = (14, 38, 38, 30, 12, 48, 16, 24, 12, 10, 10, 14, 24, 12, 16)
_AWARD = ("志愿者编号", "表彰奖励名称", "日期", "授予单位")
_RATING = ("志愿者编号", "记录编号", "项目编号", "服务评价")


def _basic(each: Person, zone: ZoneInfo) -> tuple[str | None, ...]:
    return (
        each.volunteer_number,
        each.name,
        None,
        None,
        _SEXES.get(each.sex or ""),
        each.born_on.isoformat() if each.born_on else None,
        _STATUSES.get(each.party_status or ""),
        each.region,
        None,
        None,
        None,
        "、".join(each.skills) or None,
        "、".join(_CATEGORIES.get(wish, wish) for wish in each.wishes) or None,
        each.registered_at.astimezone(zone).date().isoformat(),
        "在册",
    )


def _service(number: str, each: Service, zone: ZoneInfo) -> tuple[str | None, ...]:
    return (
        number,
        str(each.record_id),
        str(each.project_id),
        each.project,
        _CATEGORIES[each.category],
        each.content,
        each.community,
        each.place,
        each.served_on.isoformat(),
        _clock(each.starts_at, zone),
        _clock(each.ends_at, zone),
        hours(each.minutes),
        each.organiser,
        each.responsible,
        _MODES[each.mode],
    )


def _clock(at: datetime | None, zone: ZoneInfo) -> str | None:
    return at.astimezone(zone).strftime("%H:%M") if at else None


def _award(number: str, each: Award, zone: ZoneInfo) -> tuple[str, ...]:
    return number, star(each.level), each.awarded_at.astimezone(zone).date().isoformat(), each.body


def star(level: int) -> str:
    """What a level is called."""
    return f"{'一二三四五六七八九十'[level - 1]}星级志愿者"


def _ratings(services: Sequence[tuple[str, Service]]) -> list[tuple[str, ...]]:
    return [
        (number, str(each.record_id), str(each.project_id), str(each.rating))
        for number, each in services
        if each.rating is not None
    ]
