"""The two sides of a service: the community where it was done, and the branch that organised it."""

from collections.abc import Sequence
from uuid import UUID

from shared.auth.policy import Reach
from shared.auth.principal import Grant

from ..models import Side


def spoken_for(grants: Sequence[Grant], branch_id: UUID, community_id: UUID) -> tuple[Side, ...]:
    """The sides for which these rights let somebody speak; nearly always one."""
    anchors = {(grant.reach, grant.anchor) for grant in grants}
    sides = ((Side.COMMUNITY, Reach.COMMUNITY, community_id), (Side.BRANCH, Reach.BRANCH, branch_id))
    return tuple(side for side, reach, anchor in sides if (reach, anchor) in anchors)
