"""What people wrote is in no error, whichever way it comes from the database."""

import re
import traceback

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from shared.database_words import forget_rows
from shared.db import Database


def test_what_postgresql_quotes_is_cut_and_the_rest_stays() -> None:
    words = "null value\nDETAIL:  Failing row contains (1, Wang\nLi).\nHINT:  none\n[SQL: INSERT]"
    error = ValueError(words, 7)
    forget_rows(error, None)
    assert error.args == ("null value\nHINT:  none\n[SQL: INSERT]", 7)


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_an_error_does_not_repeat_the_row_that_it_is_about(database: Database) -> None:
    """`hide_parameters` hides what was sent; PostgreSQL itself quotes what it refuses."""
    word = "sword-fish"
    insert = "INSERT INTO canary (id, name, value) VALUES (%(id)s, %(name)s, %(value)s)"
    async with database.write() as session:
        table = "CREATE TABLE canary (id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT UNIQUE)"
        await session.execute(text(table))
    await database.statement(f"{insert} RETURNING id", {"id": 1, "name": "", "value": word})
    told = []
    for row in ({"id": 2, "name": None, "value": word + "2"}, {"id": 3, "name": "", "value": word}):
        with pytest.raises(IntegrityError) as refused:
            await database.statement(f"{insert} RETURNING id", row)
        told.append("".join(traceback.format_exception(refused.value)))
        with pytest.raises(IntegrityError) as refused:
            async with database.write() as session:
                await session.execute(text(re.sub(r"%\((\w+)\)s", r":\1", insert)), row)
        told.append("".join(traceback.format_exception(refused.value)))
    assert ["canary" in each and word not in each for each in told] == [True] * 4
    assert ['null value in column "name"' in each for each in told] == [True, True, False, False]
