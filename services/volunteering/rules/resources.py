"""Resources: what people and branches can give. Money is none; a person gives skill and time, never another's."""

from datetime import datetime

from shared.errors import Conflict, Malformed, Missing

from ..models import Resource, ResourceKind, SharedField

OF_PEOPLE = frozenset({ResourceKind.SKILL, ResourceKind.TIME})
CONSENTED_AS = {ResourceKind.SKILL: SharedField.SKILLS, ResourceKind.TIME: SharedField.FREE_TIMES}
"""The field under which a community may see what a person offers."""


class ResourceMissing(Missing):
    """No such resource, or not for you."""

    zh, en = "没有这项资源", "No such resource"


class ResourceWithdrawn(Conflict):
    """What was withdrawn stays withdrawn; another may be offered."""

    zh, en = "该资源已撤回", "The resource has been withdrawn"


class ResourceBackwards(Malformed):
    """It can be had in a time to come."""

    zh, en = "可用时间须在将来且先后正确", "The time must lie ahead, and end after it begins"


class KindNotPersonal(Malformed):
    """Material and rooms are offered by a branch."""

    zh, en = "个人只能提供技能和时间", "A person offers skill and time only"


class SkillUnnamed(Malformed):
    """A skill that is offered has a code."""

    zh, en = "提供技能须填写技能代码", "A skill is offered by its code"


def may_offer(kind: ResourceKind, skill: str | None, *, personal: bool) -> None:
    """Raises KindNotPersonal, SkillUnnamed."""
    if personal and kind not in OF_PEOPLE:
        raise KindNotPersonal
    if kind is ResourceKind.SKILL and skill is None:
        raise SkillUnnamed


def may_last(from_at: datetime, until_at: datetime, at: datetime) -> None:
    """Raises ResourceBackwards."""
    if until_at <= from_at or until_at <= at:
        raise ResourceBackwards


def stands(resource: Resource) -> None:
    """Raises ResourceWithdrawn."""
    if resource.withdrawn_at is not None:
        raise ResourceWithdrawn
