"""What is wrong with the data that a service ships (schemes, rules of voting), in one sentence.

Outside a request the suite's own rules have nothing else to refuse, and nothing else is read as JSON.
"""

from json import JSONDecodeError
from pathlib import Path

import suite
from shared.errors import Refusal

SERVICES = Path(suite.__file__).parent / "services"


def wrong(error: Refusal | JSONDecodeError, services: Path = SERVICES) -> str | None:
    """The sentence, or None for JSON that stands in none of the services' files."""
    if isinstance(error, Refusal):
        return _refused(error)
    files = (
        file for file in sorted(services.rglob("*.json")) if file.read_text(encoding="utf-8") == error.doc
    )
    return next((f"{file.relative_to(services.parent)} is not JSON: {error}." for file in files), None)


def _refused(refusal: Refusal) -> str:
    where = "/".join(type(refusal).__module__.split(".")[:2])
    faults = [f"{fault.pointer}: {fault.en}" for fault in refusal.errors] or [refusal.detail("en")]
    return f"The data that {where} ships break its own rules ({refusal.code}): {'; '.join(faults)}."
