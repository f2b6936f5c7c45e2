"""What the factory's tree may look like, and which part of it a branch may look after."""

from shared.errors import Conflict, Missing

from ...models import Organisation, OrganisationKind, Workplace, WorkplaceKind

_ABOVE: dict[WorkplaceKind, WorkplaceKind] = {
    WorkplaceKind.WORKSHOP: WorkplaceKind.FACTORY,
    WorkplaceKind.TEAM: WorkplaceKind.WORKSHOP,
}


class WorkplaceMissing(Missing):
    """No such workplace."""

    zh, en = "工作单位不存在", "No such workplace"


class WorkplaceMisplaced(Conflict):
    """A node of this kind cannot stand there."""

    zh, en = "该层级的单位不能设在此处", "A workplace of this kind cannot stand there"
    detail_zh = "{kind} 不能直接设在 {above} 之下"
    detail_en = "A {kind} cannot stand directly below {above}"


class LinkMisplaced(Conflict):
    """Only a workshop is linked, and only to a branch."""

    zh, en = "只有车间可以关联党支部", "Only a workshop can be linked, and only to a branch"


def check_place(kind: WorkplaceKind, parent: Workplace | None) -> None:
    """Raises WorkplaceMisplaced."""
    above = _ABOVE.get(kind)
    if (parent.kind if parent else None) != above:
        raise WorkplaceMisplaced(kind=kind.value, above=parent.kind if parent else "–")


def check_link(kind: str, linked: Organisation | None) -> None:
    """Raises LinkMisplaced."""
    if linked and (kind != WorkplaceKind.WORKSHOP or linked.kind != OrganisationKind.BRANCH):
        raise LinkMisplaced
