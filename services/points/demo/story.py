"""What happened in a quarter of the demo workshop, as data."""

from dataclasses import dataclass

# Facts that other services tell, or will: type, further fields, months of the quarter, chance in a hundred.
FACTS: tuple[tuple[str, dict[str, str], tuple[int, ...], int], ...] = (
    ("attendance.confirmed", {"meeting_kind": "members_meeting"}, (2,), 94),
    ("attendance.confirmed", {"meeting_kind": "group_meeting"}, (0, 1, 2), 92),
    ("attendance.confirmed", {"meeting_kind": "theme_day"}, (0, 1, 2), 90),
    ("attendance.confirmed", {"meeting_kind": "lecture"}, (1,), 88),
    ("dues.paid", {}, (0, 1, 2), 97),
    ("course.passed", {}, (0, 0, 1, 1, 2, 2), 80),
    ("contest.passed", {}, (2,), 84),
    ("absence.recorded", {"meeting_kind": "theme_day"}, (1,), 4),
    ("attendance.late", {"meeting_kind": "group_meeting"}, (2,), 6),
    ("hours.confirmed", {"minutes": "120"}, (0, 2), 70),
    ("lesson.given", {"rating": "4.5"}, (1,), 35),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A report of an office: item, by which role, chance in a hundred, points or quantity."""

    item: str
    role: str
    chance: int
    points: str | None = None
    months: tuple[int, ...] = (2,)


REPORTS = (
    Told("B11", "safety_officer", 40, None, (0, 1, 2)),
    Told("B12", "safety_officer", 4, "4"),
    Told("B21", "team_leader", 80, "4.5"),
    Told("B22", "team_leader", 35, None, (0, 2)),
    Told("B31", "energy_officer", 80, "3.5"),
    Told("B32", "energy_officer", 25),
    Told("B41", "equipment_officer", 10, "1"),
    Told("B42", "equipment_officer", 5, "3"),
    Told("B51", "technical_officer", 40, None, (0, 1, 2)),
    Told("B52", "technical_officer", 20, None, (1,)),
    Told("B61", "team_leader", 80, None, (0, 1, 2)),
    Told("B62", "team_leader", 30, None, (0, 1)),
)

# How much the chance of a good thing rises from one member to the next; mishaps spare nobody.
EAGERNESS = (10, 30, 65, 25)
MISHAP = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """A claim of a member: item, what was done, and the proof that comes with it."""

    item: str
    statement: str
    proof: str
    points: str | None = None


WISHES = (
    Wish("B11", "巡检发现2号空压机房地沟盖板缺失,已报修并复查闭环", "隐患编号 YH-017,整改照片已交安全员"),
    Wish("B22", "夜班蒸汽管网减压阀故障,半小时内抢修恢复供汽", "抢修工单 QX-0421"),
    Wish("B52", "改进冷却塔补水浮球阀支架,减少溢流", "改前改后对照表"),
    Wish("B62", "带徒弟完成锅炉水质化验两次实操", "师带徒记录与徒弟确认"),
    Wish("C02", "与制冷班青工谈岗位技能比武准备情况", "联系群众记录(不含隐私内容)"),
    Wish("C05", "撰写《供电班战高温保供电》在厂报刊发", "厂报第八期"),
    Wish("A08", "本季度承诺的三项节能措施已完成", "承诺书第2至4条,班组确认", "2.5"),
    Wish("C03", "陪同支部走访住院职工", "走访记录"),
    Wish("B32", "建议空调机组按班次启停,已采纳", "采纳单 JN-09"),
    Wish("B11", "发现配电室绝缘垫老化,更换后复查", "隐患编号 YH-023"),
)

# What most members claim in a quarter, with the chance in a hundred.
HABITS = (
    (Wish("A08", "本季度承诺事项逐条完成", "承诺书,班组确认", "2.5"), 80),
    (Wish("C02", "班后与联系群众谈心,了解倒班困难", "联系群众记录(不含隐私内容)"), 60),
    (Wish("C02", "为联系群众反映的更衣柜问题落实整改", "问题台账与回复"), 50),
    (Wish("C05", "报送班组保供小故事", "车间微信公众号"), 40),
)
