"""For whom volunteering has something in a place of the factory, and how far that is reached."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.points.world import ident

from .targets import BRANCH, Target


@dataclass(frozen=True)
class Who:
    """A volunteer of a place, and the community served there. Who is no member has neither group nor branch."""

    person_id: UUID
    group: str | None
    branch: str | None
    community: str

    @property
    def home_id(self) -> UUID | None:
        """The branch to which they belong."""
        return ident(self.branch) if self.branch else None

    @property
    def serving(self) -> str:
        """The branch for whose projects they sign up."""
        return self.branch or BRANCH

    @property
    def where(self) -> dict[str, Any]:
        """What everything between the two sides carries."""
        return {"branch_id": ident(self.serving), "community_id": ident(self.community)}

    def as_volunteer(self, row_id: UUID, **more: Any) -> Target:
        """What concerns the person, and is reached by whoever reaches them."""
        return Target(row_id, self.person_id, self.group, self.branch, self.community, **more)

    def in_service(self, row_id: UUID) -> Target:
        """What is the person's, and the business of the two sides that they serve for and with."""
        return Target(row_id, self.person_id, None, self.serving, self.community)

    def between(self, row_id: UUID) -> Target:
        """What is the business of the two sides, and nobody's own."""
        return Target(row_id, None, None, self.serving, self.community)
