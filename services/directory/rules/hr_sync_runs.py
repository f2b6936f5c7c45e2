"""What holds of sync runs: what may still be confirmed or called off."""

from shared.errors import Conflict


class HrKeyTaken(Conflict):
    """Somebody else has this HR key or employee number since a moment ago."""

    zh, en = "人员ID或工号刚被他人使用", "Somebody else has just been given this HR key or employee number"
