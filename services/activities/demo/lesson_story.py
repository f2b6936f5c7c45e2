"""What the demo's lessons are about, and what was said of the one that was given."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """A lesson that asks for topics: each with its reason and how many want to hear it, the most wanted first."""

    title: str
    topics: tuple[tuple[str, str, int], ...]


GIVEN = Asked(
    "党员讲堂:动力人讲动力事",
    (
        ("空压机余热回收是怎么省下蒸汽的", "改造完了,大家只知道省,不知道怎么省", 11),
        ("冷却塔补水为什么忽多忽少", "制冷班每年夏天都要解释一遍", 6),
        ("看懂锅炉水质化验单", "新来的司炉工想学", 3),
    ),
)
OPEN = Asked(
    "党员讲堂:下一讲讲什么,由你来点",
    (
        ("变频器报故障先看哪几样", "夜班经常要等技术员来", 5),
        ("一张停电工作票是怎么填对的", "最近票面退回较多", 4),
    ),
)
WHY = "能源管理员全程参与了改造,数据最熟"
OUTLINE = (
    "一、压缩空气的电去了哪里:约九成变成热。二、油冷却器前串入板式换热器,把锅炉补水由20度预热到55度。"
    "三、怎么算账:补水量×温升×比热÷锅炉效率,折标煤。四、运行注意:回水温度低于50度时旁通,防止润滑油含水。"
)
COMMENT = "数据来自本车间表计,账算得清楚;建议补一张切换旁通的操作卡,贴到现场。"
ANSWER = "操作卡已经画好,下周贴到2号、3号机旁,请夜班同志试用后提意见。"
# Content, usefulness, delivery, and words if any.
MARKS: tuple[tuple[int, int, int, str | None], ...] = (
    (5, 5, 4, "第一次听懂折标煤是怎么算的"),
    (5, 4, 4, None),
    (4, 5, 5, "建议到现场再讲一遍"),
    (5, 5, 5, None),
    (4, 4, 3, "语速快了点"),
    (5, 5, 4, None),
    (4, 5, 4, None),
    (5, 4, 5, "希望下次讲冷机"),
    (3, 4, 4, None),
    (5, 5, 5, None),
    (4, 4, 4, None),
)
# Title, topic, outline.
MENU = (
    "支部课堂:离心机喘振的早期征兆",
    "离心机喘振的早期征兆",
    "听声音、看电流摆动、看导叶开度与冷凝压力;一旦怀疑,先减载,再查冷却水流量和换热端差。",
)
