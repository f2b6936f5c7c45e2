"""The words that go with what ends when somebody has left the factory, or belongs to another branch."""

LEFT = "已离开单位 / has left the factory"
MOVED = "组织关系已转出本支部 / belongs to another branch now"


def because(*, left: bool) -> str:
    """Why it ended."""
    return LEFT if left else MOVED
