"""What holds of persons. What of a person is shown to whom stands in `field_classes`."""

from datetime import date

from shared.errors import Conflict, Missing

from ...models import Person


class PersonMissing(Missing):
    """No such person, or out of reach."""

    zh, en = "人员不存在", "No such person"


class EmployeeNoTaken(Conflict):
    """An active person has this employee number."""

    zh, en = "工号已被在职人员使用", "Another active person has this employee number"


class PersonInactive(Conflict):
    """The person has left."""

    zh, en = "该人员已离职", "The person is no longer active"


def departure_told(person: Person) -> dict[str, date | str | None] | None:
    """The departure as a fact tells it; None while the person is here."""
    return None if person.left_on is None else {"on": person.left_on, "reason": person.departure}
