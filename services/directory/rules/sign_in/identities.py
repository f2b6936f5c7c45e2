"""By what the factory's own issuers know people and machines."""

from shared.auth.issuers import KnownBy, digest_of

from ...models import Client, Person


def of_person(person: Person) -> list[str]:
    """Digests, as a fact tells them; who has left is known by nothing."""
    known = ((KnownBy.EMPLOYEE_NO, person.employee_no), (KnownBy.EXTERNAL_ID, person.external_id))
    return [digest_of(kind, value) for kind, value in known if value and person.active]


def of_machine(client: Client) -> list[str]:
    """The same; one that is disabled is known by nothing."""
    return [] if client.disabled_at else [digest_of(KnownBy.CLIENT_ID, client.client_id)]
