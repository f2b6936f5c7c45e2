"""What the demo workshop does for Baiguo community, as data."""

from dataclasses import dataclass

from ..models import Category


@dataclass(frozen=True, slots=True)
class Service:
    """One Saturday morning, so many weeks ago: what was done and where, and how the community rated it."""

    weeks_ago: int
    title: str
    category: Category
    content: str
    place: str
    rating: int


SERVICES = (
    Service(
        weeks_ago=13,
        title="独居老人家庭用电检查",
        category=Category.SAFETY,
        content="逐户检查插座、线路和漏电保护器,更换老化灯具。",
        place="白果社区二号院",
        rating=5,
    ),
    Service(
        weeks_ago=8,
        title="小区供水泵房义务检修",
        category=Category.GOVERNANCE,
        content="检查水泵与阀门,清理泵房,向物业移交检修记录。",
        place="白果社区三号院泵房",
        rating=4,
    ),
    Service(
        weeks_ago=4,
        title="社区活动室空调清洗",
        category=Category.HEALTH,
        content="清洗滤网与蒸发器,测试出风温度。",
        place="白果社区活动室",
        rating=5,
    ),
    Service(
        weeks_ago=1,
        title="楼道照明检修",
        category=Category.SAFETY,
        content="为十二个单元更换楼道灯具,检查声控开关。",
        place="白果社区五号院",
        rating=5,
    ),
)

REPORT = {
    "contact": "支部组织委员,动力车间办公室",
    "offers": "电工、水暖、空调检修技能;每季度一次义务检修",
}
AGREEMENT = (
    "动力车间党支部与白果社区共建协议",
    "每季度至少开展一次共建活动;社区提供需求清单,支部组织党员认领;年底共同评议一次。",
)
YEARLY = ("春季消防器材检查", "夏季用电安全检查", "秋季楼道照明检修", "冬季防冻保温检修")
PROFILE = {"address": "白果街 18 号", "region": "白果街道", "opening_hours": "周一至周六 9:00–17:30"}
PLACING = {"grid": "第三网格", "team": "水电维修队", "post": "应急抢修"}

NEED = ("配电箱安全检查", "七个单元的公共配电箱多年未检查,希望有持证电工逐一检查并登记。")
OFFER = ("公共用电检查", "八名持证电工,自带检测仪器")
WISH = ("一盏护眼台灯", "一名小学生写作业用", "小禾")
ROLES = (("electrician", "电工", 4), ("helper", "助手", 8))
"""Of next Saturday: the first becomes full, in the second places are left."""

DRIVE = {
    "title": "特殊教育学校爱心捐助",
    "purpose": "为特殊教育学校的学生添置书包、画具和冬衣。",
    "beneficiary_class": "特殊教育学校在读学生",
    "goods_standard": "全新、带合格标志;书包不小于 20 升。",
}
GIFTS = (("书包", "个", 3), ("画具", "套", 5), ("冬衣", "件", 2))
CONDUCT = "守时、规范,登记清楚,居民反映良好。"
