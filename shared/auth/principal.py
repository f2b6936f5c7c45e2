"""Who asks: a person or a machine with its roles in force, and how far an act reaches from them."""

from dataclasses import dataclass
from uuid import UUID

from .policy import POLICY, Reach, Role


@dataclass(frozen=True, slots=True)
class Held:
    """A role and where it is held: at an organisation with its path, or nowhere in particular."""

    role: Role
    organisation_id: UUID | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the roster knows of a person or machine today. `rights_version` rises whenever rights change."""

    subject_id: UUID
    active: bool
    rights_version: int
    branch_id: UUID | None
    group_id: UUID | None
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """One right: how far, from which anchor (a person, group, branch or organisation), and by which role."""

    reach: Reach
    anchor: UUID | None
    path: str = ""
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """A caller who may do `act`, with the rights that say on what. `person_id` is the subject, also for machines."""

    act: str
    person_id: UUID
    client_id: str
    branch_id: UUID | None
    group_id: UUID | None
    roles: frozenset[Role]
    grants: tuple[Grant, ...]

    def reaches(self, reach: Reach) -> bool:
        """Whether any of the rights goes this far."""
        return any(grant.reach is reach for grant in self.grants)


def grants_for(standing: Standing, act: str) -> tuple[Grant, ...]:
    """Every right that this standing gives for an act, by the matrix; empty means forbidden."""
    row = POLICY[act]
    found = dict.fromkeys(
        _grant(standing, held, row[held.role]) for held in standing.held if held.role in row
    )
    return tuple(grant for grant in found if grant.anchor is not None or grant.reach is Reach.ALL)


def _grant(standing: Standing, held: Held, reach: Reach) -> Grant:
    if reach is Reach.OWN:
        return Grant(reach, standing.subject_id, role=held.role)
    if reach is Reach.ALL:
        return Grant(reach, None, role=held.role)
    path = held.path if reach is Reach.SUBTREE else ""
    return Grant(reach, held.organisation_id, path, held.role)
