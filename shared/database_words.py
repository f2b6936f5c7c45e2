"""What a database says of an error, without the rows that PostgreSQL quotes in it: names and numbers of people."""

import re

_QUOTED = re.compile(r"\n(?:DETAIL|CONTEXT):.*?(?=\n[A-Z]+:|\n\[|\Z)", re.DOTALL)
"""`DETAIL:  Failing row contains (…)`, and `CONTEXT` with parameters. Source: libpq, PQresultErrorMessage."""


def forget_rows(*errors: BaseException | None) -> None:
    """Cut them out of these errors, whoever logs them later; what failed and where stays."""
    for error in errors:
        if error is not None and any(isinstance(word, str) and "\n" in word for word in error.args):
            error.args = tuple(
                _QUOTED.sub("", word) if isinstance(word, str) else word for word in error.args
            )
