"""What no published text of a drive may say: tobacco products and their brands, and links that lead outside.

Pure: texts and words in, a refusal or nothing out. Words are compared without case, width, spacing, punctuation,
marks and invisible characters, so that `云 烟`, `Ｍarl-boro` and `卷\u200b烟` are found.
Source: Charity Law art. 22, 26 (no public appeal), art. 40 (no tobacco).
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from shared.errors import Conflict, Malformed

SHIPPED = Path(__file__).parents[1] / "publication" / "tobacco-words.json"
SHORTEST = 2
"""A word of one character would refuse half of all texts."""
_LETTERS_AND_DIGITS = frozenset("LN")
# Letters by their category, and yet nothing to be seen.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")

_ENDINGS = "com|cn|net|org|gov|edu|vip|xyz|io|cc"
_MORE_ENDINGS = "info|top|me|co|tv|app|site|shop|club|link|ltd|biz|asia|hk|tw"
_LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}:/{1,2}|(?<![a-z0-9])www\.|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])"
    rf"|[a-z0-9-]{{1,63}}\.(?:{_ENDINGS}|{_MORE_ENDINGS})(?![a-z0-9])|\.(?:中国|网址|商城)"
)
# A sentence may well end before "me"; before "com" none does.
_LOOSE_LINK = re.compile(rf"[a-z0-9-]{{1,63}}\.(?:{_ENDINGS})(?![a-z0-9])|[a-z]{{2,20}}:/{{2}}")
_LOOSE_DOT = re.compile(r"(?<=[a-z0-9])\s*[.。｡]\s*(?=[a-z0-9])")
_LOOSE_SLASHES = re.compile(r"\s*:\s*/\s*/\s*")


class BrandNamed(Conflict):
    """The text names a tobacco product or brand."""

    zh, en = (
        "文字不得宣传烟草制品(慈善法第四十条)",
        "No text of a drive may advertise tobacco (Charity Law art. 40)",
    )
    detail_zh, detail_en = (
        "出现“{word}”,请改写(慈善法第四十条)",
        "It says “{word}”; write it otherwise (Charity Law art. 40)",
    )


class LinkNamed(Conflict):
    """The text leads outside, to where a circle has no end."""

    zh, en = (
        "捐助文字不得含网址或外部链接(慈善法第二十六条)",
        "No text of a drive may lead outside by a link (Charity Law art. 26)",
    )
    detail_zh, detail_en = "出现“{link}”,请删除", "It says “{link}”; take it out"


class BrandWordUnfit(Malformed):
    """Two letters at least are left when spacing and marks are gone."""

    zh, en = "品牌词至少要有两个字", "A brand word has two letters at least"


def plain(text: str) -> str:
    """A text as it is compared: letters and digits alone, in one width and case."""
    for symbol, word in _shipped()["symbols"].items():
        text = text.replace(symbol, word)
    return _letters(text)


def _letters(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text).casefold()
    return "".join(
        each
        for each in unicodedata.normalize("NFKD", spread)
        if unicodedata.category(each)[0] in _LETTERS_AND_DIGITS and each not in _BLANK_LETTERS
    )


def fit(word: str) -> str:
    """How a word will be compared. Raises BrandWordUnfit."""
    found = plain(word)
    if len(found) < SHORTEST:
        raise BrandWordUnfit
    return found


def brand_in(text: str, own: Iterable[str] = ()) -> str | None:
    """The first word that a text may not say: of those that ship, then of the branch's own."""
    looked_at = plain(text)
    listed = ((word, _plain_of(word)) for word in _shipped()["words"])
    return next(
        (word for word, bare in [*listed, *((each, plain(each)) for each in own)] if bare in looked_at), None
    )


def link_in(text: str) -> str | None:
    """The first link in a text, also one written with spaces, wide letters or a Chinese full stop."""
    wide = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    seen = wide.casefold()
    loose = _LOOSE_DOT.sub(".", _LOOSE_SLASHES.sub("://", seen))
    found = _LINK.search(seen) or _LOOSE_LINK.search(loose)
    return found.group() if found else None


def may_publish(own: Iterable[str], *texts: str | None) -> None:
    """Raises BrandNamed, LinkNamed."""
    words = list(own)
    for text in filter(None, texts):
        if word := brand_in(text, words):
            raise BrandNamed(word=word)
        if link := link_in(text):
            raise LinkNamed(link=link)


@cache
def _plain_of(word: str) -> str:
    return _letters(word)


@cache
def _shipped() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return found
