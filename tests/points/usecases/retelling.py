"""The same facts told in any order and any number, to a branch of their own each time."""

from decimal import Decimal

from services.points.events import HEARD
from services.points.queries import entries as entry_queries
from services.points.rules.scoring import standing_lines
from services.points.usecases import facts
from shared import inbox, roster_facts
from shared.facts import Fact
from shared.ids import named_id, new_id
from tests.points.world import ident, open_quarter
from tests.support.people import a_member

from .books import Books, again, the_same_scheme_of


async def retold(books: Books, every: list[Fact], order: list[int]) -> list[tuple[str, Decimal]]:
    """Items and points that hold for a member after these tellings in this order; -1 opens the period."""
    branch = f"branch {new_id()}"
    person_id = named_id(branch, "wang")
    async with books.database.write() as tx:
        await roster_facts.hear_member(tx, a_member(person_id, branch=ident(branch)))
        scheme = await the_same_scheme_of(tx, branch)
    for place in order:
        async with books.database.write() as tx:
            if place < 0:
                period = await open_quarter(tx, scheme)
                continue
            data = every[place].data | {"person_id": str(person_id)}
            fact = again(every[place]).model_copy(update={"subject": str(person_id), "data": data})
            await inbox.hear(tx, [fact], facts.hear_by(HEARD), books.now)
    async with books.database.read() as view:
        lines = await entry_queries.lines_of(view, period.id, person_id)
    return sorted((line.item_code, line.points) for line in standing_lines(lines))
