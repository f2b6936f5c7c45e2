"""What one may see of a volunteer: oneself everything, the own side what serving needs, a community what was agreed to.

Source: Personal Information Protection Law art. 6 (no more than the purpose needs), art. 23 (consent to pass on).
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from ..models import SharedField, Volunteer

ALL_OF_IT = frozenset(SharedField)
"""Of oneself."""
FOR_OWN_SIDE = frozenset({SharedField.NAME, SharedField.SKILLS, SharedField.HOURS})
"""For leaders and committees, who plan with it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One person as a caller may see them; null is what may not be seen, or was never said.

    `fields` says what may be seen, also of what is kept elsewhere: hours.
    """

    person_id: UUID
    volunteer_number: str | None
    name: str | None
    skills: list[str] | None
    wishes: list[str] | None
    free_times: str | None
    fields: frozenset[SharedField]

    @property
    def called(self) -> str:
        """The name where it may be seen, else the number that stands in for it."""
        return self.name or self.volunteer_number or ""


def masked(
    person_id: UUID, volunteer: Volunteer | None, name: str | None, fields: Collection[SharedField]
) -> Shown:
    """A person with nothing that `fields` do not name. The number alone always shows."""
    seen = frozenset(fields)
    return Shown(
        person_id=person_id,
        volunteer_number=volunteer.number if volunteer else None,
        name=name or None if SharedField.NAME in seen else None,
        skills=volunteer.skills if volunteer and SharedField.SKILLS in seen else None,
        wishes=volunteer.wishes if volunteer and SharedField.WISHES in seen else None,
        free_times=volunteer.free_times if volunteer and SharedField.FREE_TIMES in seen else None,
        fields=seen,
    )
