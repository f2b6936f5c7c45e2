"""System administrator, security administrator and auditor exclude each other, by whichever way an office is given.

Routes, the command line, HR's lists, SCIM and the demo all give offices by one use case, which asks the rule; no other
line of the suite makes a row of an office.
"""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
MAKES = re.compile(r"(?<!class )\bAppointment\(|insert\(\s*Appointment\b|bulk\.insert\([^)]*[Aa]ppointment")


def test_offices_are_given_in_one_place() -> None:
    made = {
        path.relative_to(ROOT).as_posix(): len(found)
        for folder in ("services/directory", "ops")
        for path in (ROOT / folder).rglob("*.py")
        if "models" not in path.parts and (found := MAKES.findall(path.read_text(encoding="utf-8")))
    }
    assert made == {"services/directory/usecases/appointments.py": 1}
