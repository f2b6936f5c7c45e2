"""What of a person the databases of the whole suite hold in clear: HR tells what may not stand about, and one looks."""

from sqlalchemy import inspect, text

from ops.house import House
from services.directory.demo import DEMO_CLIENTS
from shared.auth.policy import Role
from tests.support import canaries

from .visitor import Visitors

RESTING = {
    "address": {"directory.person.email"},
    "birthday": {"directory.person.birth_on"},
    "political status": {
        *("directory.person.political_status", "directory.person.joined_party_on"),
        "directory.feed_event.party",
    },
    "discipline": {
        *("directory.discipline_reference.reference_no", "directory.outbox.payload"),
        "directory.idempotency.body",  # answers, for a day
        *("points.discipline_reference.reference_no", "points.discipline_proposal.reference_no"),
        "points.claim.statement",  # what a committee decides
    },
    "token": {"points.checkpoint.statement"},  # signed, and opens nothing
    "secret": {"directory.account.password_hash"},
}
"""Where what HR tells, and what a punishment is called, stands in clear when a story is over: telephone numbers
nowhere, and nothing but the number of a punishment in what services tell each other."""
_HR = next(each for each in DEMO_CLIENTS if each.role is Role.HR_CLIENT)


async def hr_tells_all(people: Visitors, person_id: str) -> None:
    """Of one person, through the public door."""
    asked = {"grant_type": "client_credentials", "client_id": _HR.client_id, "client_secret": _HR.secret}
    token = (await people.client.post("/oauth2/token", data=asked)).json()["access_token"]
    told = {name: str(value) for name, value in canaries.carried(7).items()}
    headers = {"Authorization": f"Bearer {token}", "If-Match": "*"}
    answer = await people.client.patch(f"/v1/persons/{person_id}", json=told, headers=headers)
    assert answer.status_code == 200, answer.text


async def at_rest(house: House) -> dict[str, set[str]]:
    """Where each kind of canary stands, as `service.table.column`; of every row of every table of every service."""
    found: dict[str, set[str]] = {kind: set() for kind in canaries.FORMS}
    for service, app in house.apps.items():
        async with app.state.database.read() as view:
            connection = await view.connection()
            for table in await connection.run_sync(lambda inner: inspect(inner).get_table_names()):
                rows = await view.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 - a name of ours
                for row in rows.mappings():
                    for column, value in row.items():
                        for each in canaries.found(f"{column}={value!r}"):
                            found[each.kind].add(f"{service}.{table}.{column}")
    return {kind: places for kind, places in found.items() if places}
