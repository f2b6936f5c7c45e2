"""Ordinary posts together, the whole group in one go; all or nothing.

Ordinary means: every period takes its entries, no cause and no key was there before. For anything else nothing is
written, and `posting.post` looks at each post with care. Both ways do what that does, in the same order of locks:
the periods, the accounts by their key, then the rows.
"""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from shared.db import Database

from . import at_once_postgresql, at_once_sqlite
from .posting import Post, Posted
from .together import Together


async def post(database: Database, together: Together) -> list[Posted] | None:
    """The posts as entries, in their order; None if anything is out of the ordinary, and then nothing is written."""
    posts = together.posts
    if not _ordinary(posts):
        return None
    write = at_once_postgresql.write if database.dialect == "postgresql" else at_once_sqlite.write
    try:
        numbers = await write(database, together)
    except IntegrityError:
        return None  # a cause or a key was there before
    if numbers is None:
        return None
    for each, number in zip(posts, numbers, strict=True):
        each.values["number"] = number
    return [Posted(each.values, fresh=True) for each in posts]


def _ordinary(posts: Sequence[Post]) -> bool:
    states = posts[0].states
    return len({each.values["source_key"] for each in posts}) == len(posts) and all(
        each.states is states for each in posts
    )
