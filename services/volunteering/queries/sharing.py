"""What a community may see of a person, as conditions over rows: nothing without a consent in force, and no more."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, exists, or_
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from shared.auth.policy import Reach
from shared.auth.principal import Grant
from shared.roster import fence

from ..models import Consent, SharedField


def shares(
    person: SQLCoreOperations[UUID], community: SQLCoreOperations[UUID], field: SharedField
) -> ColumnElement[bool]:
    """Whether the person lets this community see the field now."""
    return exists().where(
        col(Consent.person_id) == person,
        col(Consent.community_id) == community,
        col(Consent.withdrawn_at).is_(None),
        # The words of the closed set hold no quotation mark, so none is found within another.
        cast(col(Consent.fields), Text).contains(f'"{field.value}"'),
    )


def reached(
    grants: Sequence[Grant],
    *,
    person: SQLCoreOperations[UUID],
    branch: SQLCoreOperations[UUID | None],
    community: SQLCoreOperations[UUID],
    field: SharedField,
) -> ColumnElement[bool]:
    """Rows within the rights; those of a community only as far as the person shares the field with it."""
    inside = [grant for grant in grants if grant.reach is not Reach.COMMUNITY]
    outside = [grant for grant in grants if grant.reach is Reach.COMMUNITY]
    own = fence(inside, person=person, branch=branch)
    if not outside:
        return own
    theirs = and_(fence(outside, community=community), shares(person, community, field))
    return or_(own, theirs)
