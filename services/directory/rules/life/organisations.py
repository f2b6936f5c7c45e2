"""What the Party's tree may look like.

Source: Branch Work Regulations (2018) ch. 2; a committee may hold branches without a general branch between.
A community is no part of the Party's tree: it stands alone, and nothing stands below it.
"""

from shared.errors import Conflict, Missing

from ...models import Organisation, OrganisationKind

_ABOVE: dict[OrganisationKind, tuple[OrganisationKind, ...]] = {
    OrganisationKind.GENERAL_BRANCH: (OrganisationKind.COMMITTEE,),
    OrganisationKind.BRANCH: (OrganisationKind.GENERAL_BRANCH, OrganisationKind.COMMITTEE),
    OrganisationKind.GROUP: (OrganisationKind.BRANCH,),
}


class OrganisationMissing(Missing):
    """No such organisation, or out of reach."""

    zh, en = "党组织不存在", "No such organisation"


class OrganisationMisplaced(Conflict):
    """A node of this kind cannot stand there."""

    zh, en = "该层级的党组织不能设在此处", "An organisation of this kind cannot stand there"
    detail_zh = "{kind} 不能直接设在 {above} 之下"
    detail_en = "A {kind} cannot stand directly below {above}"


def check_place(kind: OrganisationKind, parent: Organisation | None) -> None:
    """Raises OrganisationMisplaced."""
    allowed = _ABOVE.get(kind, ())
    fits = parent.kind in allowed if parent else not allowed
    if not fits:
        raise OrganisationMisplaced(kind=kind.value, above=parent.kind if parent else "–")
