"""Words that HR's lists use, and what each means in a record.

Sources: GB/T 4762-1984 (政治面貌), GB/T 2261.1 (sex), the states of 用友 (10, 20, 30).
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from shared.auth.policy import Role

from ...models import DepartureReason, DevelopmentStage, PoliticalStatus, Sex

T = TypeVar("T")

_EMPTY = {"-", "--", "—", "——", "/", "\\", "无", "暂无", "未知", "n/a", "na", "null", "none", "nil"}
"""What people write where there is nothing."""


def plain(text: str) -> str:
    """A word without spaces, brackets, width and case."""
    return re.sub(r"[\s()（）·]+", "", unicodedata.normalize("NFKC", text)).casefold()


def is_empty(text: str) -> bool:
    """Whether the cell says that there is nothing."""
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    return not word or word in _EMPTY


def _table(meanings: Mapping[T, str]) -> dict[str, T]:
    return {plain(word): meaning for meaning, words in meanings.items() for word in words.split("|")}


SEXES = _table({Sex.MALE: "男|男性|男士|male|m|1", Sex.FEMALE: "女|女性|女士|female|f|2"})

DEPARTURES = _table(
    {
        DepartureReason.RETIRED: "退休|离退|离退休|离休|已退休|到龄退休|病退|retired|retirement",
        DepartureReason.RESIGNED: "辞职|主动离职|个人原因|本人辞职|resigned|resignation",
        DepartureReason.DISMISSED: "辞退|解聘|解除|解除合同|解除劳动合同|开除|除名|dismissed|dismissal",
        DepartureReason.MOVED_AWAY: "调离|调出|调离工厂|工作调动|调动|moved away|moved_away|transferred",
        DepartureReason.DIED: "死亡|去世|病故|身故|亡故|died|deceased",
    }
)
HERE = frozenset(
    map(
        plain,
        (
            *(
                "在职",
                "在岗",
                "在册",
                "在编",
                "正式",
                "试用",
                "试用期",
                "实习",
                "实习期",
                "见习",
                "见习期",
                "返聘",
                "待岗",
            ),
            *("正常", "启用", "有效", "10", "是", "true", "active", "employed", "yes", "y"),
        ),
    )
)
AWAY = frozenset(
    map(
        plain,
        (
            "病休",
            "病假",
            "长病假",
            "产假",
            "休假",
            "长假",
            "请假",
            "停薪留职",
            "借调",
            "外派",
            "工伤",
            "内退",
        ),
    )
)
"""Still employed: who is away for long, or lent out, is recorded as an absence, which no list does."""
GONE = frozenset(
    map(plain, ("离职", "已离职", "离厂", "停用", "30", "否", "false", "inactive", "left", "no", "n"))
)
GONE_AND_WHY = {**DEPARTURES, "20": DepartureReason.RETIRED}

POLITICAL_NAMES: Mapping[PoliticalStatus, str] = {
    PoliticalStatus.PARTY_MEMBER: "中共党员",
    PoliticalStatus.PROBATIONARY_MEMBER: "中共预备党员",
    PoliticalStatus.LEAGUE_MEMBER: "共青团员",
    PoliticalStatus.REVOLUTIONARY_COMMITTEE: "民革党员",
    PoliticalStatus.DEMOCRATIC_LEAGUE: "民盟盟员",
    PoliticalStatus.DEMOCRATIC_CONSTRUCTION: "民建会员",
    PoliticalStatus.PROMOTING_DEMOCRACY: "民进会员",
    PoliticalStatus.PEASANTS_AND_WORKERS: "农工党党员",
    PoliticalStatus.ZHI_GONG: "致公党党员",
    PoliticalStatus.JIU_SAN: "九三学社社员",
    PoliticalStatus.TAIWAN_LEAGUE: "台盟盟员",
    PoliticalStatus.NO_PARTY: "无党派人士",
    PoliticalStatus.MASSES: "群众",
}
POLITICAL = {
    **_table(
        {status: f"{name}|{status.value}|{int(status.value)}" for status, name in POLITICAL_NAMES.items()}
    ),
    **_table(
        {
            PoliticalStatus.PARTY_MEMBER: "党员|正式党员|中共正式党员|共产党员|中国共产党党员|中共|member",
            PoliticalStatus.PROBATIONARY_MEMBER: "预备党员|预备|中国共产党预备党员|probationary member",
            PoliticalStatus.LEAGUE_MEMBER: "团员|共青团|中国共产主义青年团团员|league member",
            PoliticalStatus.REVOLUTIONARY_COMMITTEE: "民革|民革会员|中国国民党革命委员会会员",
            PoliticalStatus.DEMOCRATIC_LEAGUE: "民盟|中国民主同盟盟员",
            PoliticalStatus.DEMOCRATIC_CONSTRUCTION: "民建|中国民主建国会会员",
            PoliticalStatus.PROMOTING_DEMOCRACY: "民进|中国民主促进会会员",
            PoliticalStatus.PEASANTS_AND_WORKERS: "农工|农工党|中国农工民主党党员",
            PoliticalStatus.ZHI_GONG: "致公|致公党|中国致公党党员",
            PoliticalStatus.JIU_SAN: "九三|九三学社",
            PoliticalStatus.TAIWAN_LEAGUE: "台盟|台湾民主自治同盟盟员",
            PoliticalStatus.NO_PARTY: "无党派|无党派民主人士|independent",
            PoliticalStatus.MASSES: "普通公民|群众现称普通公民|masses|citizen",
        }
    ),
}
"""By code, by the standard's name, and as offices shorten it."""

STAGE_NAMES: Mapping[DevelopmentStage, str] = {
    DevelopmentStage.APPLICANT: "入党申请人",
    DevelopmentStage.ACTIVIST: "入党积极分子",
    DevelopmentStage.DEVELOPMENT_TARGET: "发展对象",
}
STAGES = _table(
    {
        DevelopmentStage.APPLICANT: "入党申请人|申请人|申请入党|已递交申请书|applicant",
        DevelopmentStage.ACTIVIST: "入党积极分子|积极分子|activist",
        DevelopmentStage.DEVELOPMENT_TARGET: "发展对象|development target|development_target",
    }
)
STAGES_PAST = frozenset({PoliticalStatus.PARTY_MEMBER, PoliticalStatus.PROBATIONARY_MEMBER})
"""In the column of stages these words say that the stages lie behind."""

POSTS = _table(
    {
        Role.SECRETARY: "书记|支部书记|党支部书记|secretary",
        Role.DEPUTY_SECRETARY: "副书记|支部副书记|党支部副书记|deputy secretary|deputy_secretary",
        Role.ORGANISATION: "组织委员|organisation commissioner|organisation_commissioner",
        Role.PUBLICITY: "宣传委员|publicity commissioner|publicity_commissioner",
        Role.DISCIPLINE: "纪检委员|纪律检查委员|纪律委员|discipline commissioner|discipline_commissioner",
        Role.GROUP_LEADER: "党小组长|党小组组长|小组长|组长|group leader|group_leader",
    }
)
SEX_NAMES: Mapping[Sex, str] = {Sex.MALE: "男", Sex.FEMALE: "女"}
STATE_NAMES: Mapping[bool, str] = {True: "在职", False: "离职"}
DEPARTURE_NAMES: Mapping[DepartureReason, str] = {
    DepartureReason.RETIRED: "退休",
    DepartureReason.RESIGNED: "辞职",
    DepartureReason.DISMISSED: "辞退",
    DepartureReason.MOVED_AWAY: "调离",
    DepartureReason.DIED: "死亡",
}
POST_NAMES: Mapping[Role, str] = {
    Role.SECRETARY: "书记",
    Role.DEPUTY_SECRETARY: "副书记",
    Role.ORGANISATION: "组织委员",
    Role.PUBLICITY: "宣传委员",
    Role.DISCIPLINE: "纪检委员",
    Role.GROUP_LEADER: "党小组长",
}
EMPLOYMENT_TYPES = ("正式", "劳务派遣", "外包", "实习", "返聘")
"""What the template offers; other words are taken as well."""
