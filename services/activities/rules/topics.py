"""Topics: proposed once, voted for once by each."""

from shared.errors import Conflict, Malformed, Missing


class TopicMissing(Missing):
    """No such topic of this lesson."""

    zh, en = "没有这个题目", "No such topic"


class TopicTwice(Conflict):
    """The topic has been proposed; vote for it."""

    zh, en = "该题目已有人提出,可直接投票", "This topic has been proposed already; vote for it"


class TopicVotedTwice(Conflict):
    """One vote for each topic."""

    zh, en = "已为该题目投过票", "You have voted for this topic"


class TopicUnclear(Malformed):
    """A proposed topic is chosen, or one is set; not both and not neither."""

    zh, en = "须选定一个题目或指定一个题目", "Choose a proposed topic or set one"


def one_of(topic_id: object, words: str | None) -> None:
    """Raises TopicUnclear."""
    if (topic_id is None) == (words is None):
        raise TopicUnclear
