"""What is secret about the people of tests, in values that stand nowhere else, and how one knows it in a log.

The people of the small factory and of the demo carry such values; `tests/support/logs.py` looks for them in the logs
of the whole run. Years of birth and of joining are these two and no others, so that a day gives itself away.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

PASSWORD = "Correct-horse-7"
MACHINE_SECRET = "machine-secret-of-tests"
BORN, JOINED = 1961, 1987

_EMAIL_HOSTS = r"(?:factory|siyou|[a-z])\.example"
_HEX = "0-9a-fA-F"
_DAY = r"{year}-[0-9]{{2}}-[0-9]{{2}}|date(?:time)?\({year}, "

FORMS: dict[str, str] = {
    "telephone number": rf"(?<![{_HEX}])(?:\+?86)?1[3-9][0-9]{{9}}(?![{_HEX}])",
    "address": rf"[A-Za-z0-9._+-]+@{_EMAIL_HOSTS}",
    "birthday": _DAY.format(year=BORN),
    "political status": (
        r"中共(?:预备)?党员|共青团员"
        r"|politicalStatus\W{1,6}[01][0-9]\b|political_status\W{1,6}[01][0-9]\b|" + _DAY.format(year=JOINED)
    ),
    "stage of development": (
        r"(?:developmentStage|development_stage)\W{1,6}(?:applicant|activist|development_target)"
    ),
    "discipline": r"纪处〔",
    "identity card": r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9Xx](?![0-9])",
    "token": r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}",
    "webhook secret": r"whsec_[A-Za-z0-9+/=]{8,}",
    "password": rf"{PASSWORD}|Canary-password|Siyou-demo-2026|Quite-another-",
    "secret": (
        rf"{MACHINE_SECRET}|canary-secret|demo-(?:hr|safety|wall)-secret|s{{40}}|c{{40}}|f{{64}}"
        r"|\$argon2id\$|the-services'-own-key"
    ),
}
"""Kind → what it looks like. Forms rather than values, so that nobody's number is forgotten."""
_ALL = re.compile("|".join(f"(?P<k{number}>{form})" for number, form in enumerate(FORMS.values())))
_KINDS = list(FORMS)


@dataclass(frozen=True)
class Found:
    """What sings, and where in the text."""

    kind: str
    words: str
    line: int


def found(text: str) -> list[Found]:
    """Every canary in a text, in order; lines count from one."""
    return [
        Found(_KINDS[int((each.lastgroup or "k0")[1:])], each.group(), text.count("\n", 0, each.start()) + 1)
        for each in _ALL.finditer(text)
    ]


def carried(number: int) -> dict[str, Any]:
    """What the number-th person of a factory has that no log may hold, by the fields of a person."""
    return {
        "phone": f"139876{number:05}",
        "email": f"canary{number}@factory.example",
        "birth_on": date(BORN, 1 + number % 12, 1 + number % 28),
        "joined_party_on": date(JOINED, 1 + number % 12, 1 + number % 28),
    }
