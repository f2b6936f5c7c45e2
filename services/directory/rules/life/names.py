"""How a Chinese name is found by letters: in full and by initials.

pypinyin reads each character as it is read most; as surnames some are read otherwise.
Source: 《现代汉语词典》第7版, surnames marked there as 姓.
"""

from functools import lru_cache

_SURNAMES = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "单": ("shan",),
    "仇": ("qiu",),
    "解": ("xie",),
    "查": ("zha",),
    "区": ("ou",),
    "朴": ("piao",),
    "曾": ("zeng",),
    "盖": ("ge",),
    "乐": ("yue",),
    "任": ("ren",),
    "华": ("hua",),
    "纪": ("ji",),
    "翟": ("zhai",),
    "冼": ("xian",),
    "缪": ("miao",),
    "宓": ("mi",),
    "员": ("yun",),
    "秘": ("bi",),
    "种": ("chong",),
    "逄": ("pang",),
    "繁": ("po",),
    "召": ("shao",),
    "折": ("she",),
    "黑": ("he",),
    "覃": ("qin",),
    "佴": ("nai",),
    "令狐": ("ling", "hu"),
    "晁": ("chao",),
    "葛": ("ge",),
    "燕": ("yan",),
    "宁": ("ning",),
    "郗": ("xi",),
    "洗": ("xian",),
    "乜": ("nie",),
    "牟": ("mu",),
    "哈": ("ha",),
}
_TWO = frozenset(
    (
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "公孙", "慕容", "司徒", "司空", "夏侯"),
        *("轩辕", "宇文", "钟离", "闻人", "赫连", "申屠", "太叔", "端木", "南宫", "西门", "独孤"),
    )
)
"""Surnames of two characters that are read as they are written."""
_LONGEST = 400


@lru_cache(maxsize=4096)
def pinyin(name: str) -> str:
    """Every beginning by which the name may be typed, apart by `|`: `wang jianguo|wangjianguo|wjg`.

    Letters of other scripts stay as they are, in small letters.
    """
    # Its tables take a third of a second to load, which no start should wait for.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    surname = next((name[:length] for length in (2, 1) if name[:length] in _SURNAMES), "")
    read = [*_SURNAMES.get(surname, ()), *lazy_pinyin(name[len(surname) :])]
    syllables = [word for part in read for word in part.lower().split()]
    if not syllables:
        return ""
    head = 2 if len(surname) > 1 or name[:2] in _TWO else 1
    family, given = "".join(syllables[:head]), "".join(syllables[head:])
    ways = (f"{family} {given}".strip(), family + given, "".join(word[0] for word in syllables))
    return "|".join(dict.fromkeys(ways))[:_LONGEST]
