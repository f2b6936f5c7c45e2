"""What a route may refer to, where it stands, and who may reach it from where they hold a right."""

from dataclasses import dataclass
from uuid import UUID

from shared.auth.policy import Reach, Role
from tests.points.world import ident

MEMBER = ident("wang")
NOBODY = ident("nobody")
ALMIGHTY = ident("holder of every role")
STAFF = ident("only staff")
BY_NATURE = {Role.STAFF: STAFF, Role.MEMBER: MEMBER}
"""Roles to which nobody is appointed."""
BY_ROLE = BY_NATURE | {role: ident(f"only {role}") for role in Role if role not in BY_NATURE}
GROUP, BRANCH, COMMUNITY = "first", "power", "baiguo"
"""Where every right is held that is held somewhere."""


@dataclass(frozen=True)
class Target:
    """Something to refer to, and where it stands: whose it is, in which group and branch, with which community.

    `beside` are people whom a rule of the service's own lets reach it wherever it stands. What is `anyones` can be
    named by whoever may do the act at all, but for a community, which names itself alone.
    """

    id: UUID
    person: UUID | None
    group: str | None
    branch: str | None
    community: str | None = None
    beside: tuple[UUID, ...] = ()
    anyones: bool = False

    def reached(self, reach: Reach | None, subject_id: UUID) -> bool:
        """Whether a right that somebody holds at home goes as far as this."""
        if reach is Reach.COMMUNITY:
            return self.community == COMMUNITY
        if self.anyones or subject_id in self.beside:
            return True
        if reach is Reach.OWN:
            return self.person == subject_id
        if reach is Reach.GROUP:
            return self.group == GROUP
        if reach in {Reach.BRANCH, Reach.SUBTREE}:
            return self.branch == BRANCH
        return reach is Reach.ALL


Targets = dict[str, dict[str, Target]]
"""Place → reference → target."""
