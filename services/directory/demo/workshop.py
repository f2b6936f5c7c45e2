"""The fictional workshop as data: its organisations, workplaces, people and roles."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from shared.auth.policy import Role
from shared.ids import named_id

from ..models import OrganisationKind, WorkplaceKind

PASSWORD = "Siyou-demo-2026"  # noqa: S105 - of people who do not exist


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Someone as whom one can sign in."""

    login: str
    password: str
    name: str
    role_zh: str
    role_en: str


@dataclass(frozen=True, slots=True)
class DemoClient:
    """A machine that can ask for a token, and the role it holds."""

    client_id: str
    secret: str
    title: str
    role: Role


DEMO_PEOPLE = (
    DemoPerson("secretary", PASSWORD, "韩志远", "支部书记", "branch secretary"),
    DemoPerson("organiser", PASSWORD, "林晓梅", "组织委员", "organisation commissioner"),
    DemoPerson("leader", PASSWORD, "周启明", "党小组长", "group leader"),
    DemoPerson("member", PASSWORD, "王建国", "党员", "member"),
    DemoPerson("safety", PASSWORD, "郭守正", "安全员", "safety officer"),
    DemoPerson("baiguo", PASSWORD, "何桂芳", "白果社区专干", "officer of Baiguo community"),
)
DEMO_CLIENTS = (
    DemoClient("siyou-hr", "demo-hr-secret", "人力资源系统", Role.HR_CLIENT),
    DemoClient("siyou-safety", "demo-safety-secret", "安全管理办公室系统", Role.SAFETY_OFFICER),
    DemoClient("siyou-wall", "demo-wall-secret", "车间展示屏", Role.DISPLAY_CLIENT),
)
DOCS_CLIENT = "siyou-docs"
BRANCH, OTHER_BRANCH = "power-branch", "packing-branch"
COMMUNITY, OTHER_COMMUNITY = "baiguo-community", "yonghu-community"

ORGANISATIONS = (
    (
        "committee",
        OrganisationKind.COMMITTEE,
        "蓉川卷烟厂党委",
        "Party Committee, Rongchuan Cigarette Factory",
        None,
    ),
    ("production", OrganisationKind.GENERAL_BRANCH, "生产党总支", "General Branch, Production", "committee"),
    (BRANCH, OrganisationKind.BRANCH, "动力车间党支部", "Party Branch, Power Workshop", "production"),
    ("boiler-group", OrganisationKind.GROUP, "锅炉班党小组", "Boiler Group", BRANCH),
    ("air-group", OrganisationKind.GROUP, "空压空调班党小组", "Air and Climate Group", BRANCH),
    ("cooling-group", OrganisationKind.GROUP, "制冷班党小组", "Cooling Group", BRANCH),
    ("electric-group", OrganisationKind.GROUP, "供电班党小组", "Power Supply Group", BRANCH),
    (OTHER_BRANCH, OrganisationKind.BRANCH, "卷包车间党支部", "Party Branch, Packing Workshop", "production"),
    ("packing-group", OrganisationKind.GROUP, "卷包一班党小组", "First Packing Group", OTHER_BRANCH),
    (COMMUNITY, OrganisationKind.COMMUNITY, "白果社区", "Baiguo Community", None),
    (OTHER_COMMUNITY, OrganisationKind.COMMUNITY, "雍湖社区", "Yonghu Community", None),
)
WORKPLACES = (
    ("factory", WorkplaceKind.FACTORY, "蓉川卷烟厂", "Rongchuan Cigarette Factory", None, None),
    ("power", WorkplaceKind.WORKSHOP, "动力车间", "Power Workshop", "factory", BRANCH),
    ("boiler", WorkplaceKind.TEAM, "锅炉班", "Boiler Team", "power", None),
    ("air", WorkplaceKind.TEAM, "空压空调班", "Air and Climate Team", "power", None),
    ("cooling", WorkplaceKind.TEAM, "制冷班", "Cooling Team", "power", None),
    ("electric", WorkplaceKind.TEAM, "供电班", "Power Supply Team", "power", None),
    ("packing", WorkplaceKind.WORKSHOP, "卷包车间", "Packing Workshop", "factory", OTHER_BRANCH),
    ("packing-one", WorkplaceKind.TEAM, "卷包一班", "First Packing Team", "packing", None),
)
_DAY_SHIFT, _SHIFTS = "长白班", ("甲班", "乙班", "丙班", "丁班")

# Of each team: its post, how many of the names are members, and the names. A login stands before a name.
_TEAMS = {
    "boiler": (
        "司炉工",
        8,
        """boiler-lead:陈立群 leader:周启明 member:王建国 deputy:何敬业 吴海涛 郑文斌 冯学军 许家豪
        沈国平 曹永强 彭大勇 袁绍辉 邓春生 薛宏伟""",
    ),
    "air": (
        "空压空调操作工",
        8,
        """air-lead:蒋卫东 leader2:蔡丽华 publicity:苏明月 energy:潘云峰 杜鹏程 戴晓东 夏雨晴 钟志强
        田秋实 任长河 姜一帆 范立新 方小军 石铁生""",
    ),
    "cooling": (
        "制冷工",
        8,
        """cooling-lead:姚振华 leader3:谭思源 member2:廖春燕 邹建平 熊文杰 金晓岚 陆永安 孔令晨
        白雪松 崔明亮 康小满 毛向阳 邱国栋 秦大川""",
    ),
    "electric": (
        "值班电工",
        8,
        """electric-lead:江海波 leader4:史卫民 discipline:顾正清 侯晓光 邵文涛 孟庆丰 龙小飞 member3:万里程
        段星海 雷鸣 钱永福 汤伟 尹子涵 黎明辉""",
    ),
    "packing-one": (
        "卷包机操作工",
        5,
        """packing-secretary:赵新民 packing-leader:孙慧敏 packing-member:李向前 贺春来 武建设
        乔安平 赖天明 文小雨""",
    ),
}
_OFFICE = (
    ("secretary", "韩志远", "车间主任", "boiler-group"),
    ("organiser", "林晓梅", "综合管理员", "air-group"),
    ("safety", "郭守正", "安全员", "cooling-group"),
    ("equipment", "马国梁", "设备员", "electric-group"),
    ("technical", "高远航", "技术员", None),
)
_FACTORY = (
    ("higher", "梁秉文", "生产党总支副书记"),
    ("system", "宋子健", "系统管理员"),
    ("security", "唐守信", "安全管理员(信息)"),
    ("auditor", "叶知秋", "审计员"),
)
_COMMUNITIES = (
    ("baiguo", "何桂芳"),
    ("baiguo2", "罗永珍"),
    ("yonghu", "谢明远"),
)
PROBATIONARY, JOINED, CAME_OVER = "boiler-08", "cooling-08", "member3"
COMES_OVER, ON_LEAVE, RETIRES = "packing-one-04", "air-06", "electric-06"
APPOINTMENTS = (
    ("security", Role.SECURITY_ADMINISTRATOR, None),
    ("system", Role.SYSTEM_ADMINISTRATOR, None),
    ("auditor", Role.AUDITOR, None),
    ("higher", Role.HIGHER_OFFICER, "production"),
    ("secretary", Role.SECRETARY, BRANCH),
    ("deputy", Role.DEPUTY_SECRETARY, BRANCH),
    ("organiser", Role.ORGANISATION, BRANCH),
    ("publicity", Role.PUBLICITY, BRANCH),
    ("discipline", Role.DISCIPLINE, BRANCH),
    ("leader", Role.GROUP_LEADER, "boiler-group"),
    ("leader2", Role.GROUP_LEADER, "air-group"),
    ("leader3", Role.GROUP_LEADER, "cooling-group"),
    ("leader4", Role.GROUP_LEADER, "electric-group"),
    ("boiler-lead", Role.TEAM_LEADER, BRANCH),
    ("air-lead", Role.TEAM_LEADER, BRANCH),
    ("cooling-lead", Role.TEAM_LEADER, BRANCH),
    ("electric-lead", Role.TEAM_LEADER, BRANCH),
    ("safety", Role.SAFETY_OFFICER, BRANCH),
    ("equipment", Role.EQUIPMENT_OFFICER, BRANCH),
    ("energy", Role.ENERGY_OFFICER, BRANCH),
    ("technical", Role.TECHNICAL_OFFICER, BRANCH),
    ("packing-secretary", Role.SECRETARY, OTHER_BRANCH),
    ("packing-leader", Role.GROUP_LEADER, "packing-group"),
    ("baiguo", Role.COMMUNITY_OFFICER, COMMUNITY),
    ("baiguo2", Role.COMMUNITY_OFFICER, COMMUNITY),
    ("yonghu", Role.COMMUNITY_OFFICER, OTHER_COMMUNITY),
)


@dataclass(frozen=True, slots=True)
class Someone:
    """One person before being taken in. `login` tells whether there is an account; outsiders work nowhere here."""

    key: str
    name: str
    workplace: str | None
    post: str | None
    shift: str | None
    group: str | None
    login: bool


def everyone() -> Iterator[Someone]:
    for key, name, post, group in _OFFICE:
        yield Someone(key, name, "power", post, _DAY_SHIFT, group, login=True)
    for key, name, post in _FACTORY:
        yield Someone(key, name, "factory", post, _DAY_SHIFT, None, login=True)
    for team, (post, members, names) in _TEAMS.items():
        group = f"{team.removesuffix('-one')}-group"
        for number, word in enumerate(names.split(), start=1):
            login, _, name = word.rpartition(":")
            leads = number == 1
            yield Someone(
                key=login or f"{team}-{number:02}",
                name=name,
                workplace=team,
                post="班长" if leads else post,
                shift=_DAY_SHIFT if leads else _SHIFTS[number % 4],
                group=group if number <= members else None,
                login=bool(login),
            )
    for key, name in _COMMUNITIES:
        yield Someone(key, name, None, None, None, None, login=True)


def demo_id(kind: str, key: str) -> UUID:
    """The id that a thing of the demo always has."""
    return named_id("demo", kind, key)
