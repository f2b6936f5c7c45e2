"""The demo's power branch made small enough to count on one's fingers: thirteen members, most of whom can sign in."""

from datetime import timedelta

from ops.house import House
from services.directory import queries, usecases
from services.directory.demo import demo_id
from services.directory.demo.workshop import BRANCH, JOINED, PROBATIONARY, everyone
from services.directory.models import EndingReason

from .visitor import PASSWORD

ENTITLED = (
    *("secretary", "deputy", "organiser", "publicity", "discipline"),
    *("leader", "leader2", "member", "member2", "member3"),
)
ABROAD = "leader3"
APPLICANTS = (PROBATIONARY, JOINED)
_STAYING = {*ENTITLED, ABROAD, *APPLICANTS}


async def shrink(house: House) -> None:
    """Everybody else goes to other branches as of yesterday; one of the probationary members gets an account."""
    app = house.apps["directory"]
    hashed = await app.state.passwords.hash(PASSWORD)
    at, last = house.clock(), house.today - timedelta(days=1)
    async with app.state.database.write() as tx:
        for someone in everyone():
            if not someone.group or someone.key in _STAYING:
                continue
            person = await queries.persons.locked(tx, demo_id("person", someone.key))
            assert person
            [current] = [m for m in await queries.memberships.of_person(tx, person.id) if not m.until_on]
            if current.branch_id == demo_id("organisation", BRANCH):
                await usecases.memberships.end(
                    tx,
                    app.state.teller,
                    current,
                    person=person,
                    until_on=last,
                    reason=EndingReason.TRANSFERRED,
                    at=at,
                )
        applicant = await queries.persons.locked(tx, demo_id("person", PROBATIONARY))
        assert applicant
        await usecases.accounts.open_for(
            tx, applicant, login=PROBATIONARY, password_hash=hashed, at=at, initial=False
        )
    await house.settle()
