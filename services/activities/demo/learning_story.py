"""What the demo's people read and are asked. The questions stand in `questions.gift`, as one would import them."""

from dataclasses import dataclass

from ..models import Area


@dataclass(frozen=True, slots=True)
class Text:
    """A material, the category of questions that tests it, and how many months ago its course began."""

    title: str
    area: Area
    text: str
    minutes: int
    category: str
    months_ago: int


COURSES = (
    Text(
        "停电、验电、接地:一步也不能省",
        Area.SAFETY,
        "在停电的设备上工作,按停电、验电、装设接地线、悬挂标示牌和装设遮栏的顺序做。验电用电压等级合适且合格的"
        "验电器,先在有电处试过再验;验明确无电压后立即接地。任何人有权拒绝违章指挥。",
        5,
        "电气安全",
        2,
    ),
    Text(
        "有限空间:先通风、再检测、后作业",
        Area.SAFETY,
        "冷却塔集水池、电缆井、锅炉汽包和地沟都可能是有限空间。作业前审批、通风、检测氧气和有害气体,作业中"
        "持续检测,外面必须有人监护。有人倒下时不得盲目下去施救,先报警、先通风、戴好呼吸器。",
        6,
        "作业安全",
        1,
    ),
    Text(
        "压缩空气不是免费的",
        Area.ENERGY,
        "压缩空气是车间里最贵的能源之一。查漏用超声波或肥皂水;用气压力够用就好,压力每高一点电耗就多一点;"
        "夜间和停产时关断支路总阀;不要用压缩空气吹身上的灰,既费电又伤人。",
        4,
        "节能降碳",
        0,
    ),
)
DRAFT = Text(
    "锅炉缺水时该做什么、不该做什么",
    Area.POWER,
    "水位低到看不见时先用叫水法判断缺水程度;判断为严重缺水时立即停炉,严禁上水。",
    5,
    "作业安全",
    0,
)
PAST_CONTEST, OPEN_CONTEST = "安全用能微竞赛(第一期)", "节能降碳微竞赛(进行中)"
PAST_CATEGORY, OPEN_CATEGORY = None, "节能降碳"
