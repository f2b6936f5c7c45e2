"""Brand words: added by a branch or an organisation above it, retired when no longer needed."""

from shared.errors import Conflict, Missing


class BrandWordMissing(Missing):
    """No such word, or not yours."""

    zh, en = "没有这个品牌词", "No such brand word"


class BrandWordKnown(Conflict):
    """The word is on the list."""

    zh, en = "该品牌词已在清单中", "The word is on the list already"
