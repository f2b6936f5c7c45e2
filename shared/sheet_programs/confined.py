"""What a program of ours may use at most, and how it says why it stopped."""

import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may hold and its reader may use. `rows` and `columns` are the last filled ones of any sheet.

    `unpacked` and `memory` are in bytes, `seconds` are of processor time, `characters` of all cells together.
    """

    rows: int = 20_000
    columns: int = 100
    cells: int = 600_000
    characters: int = 12_000_000
    sheets: int = 20
    entries: int = 500
    unpacked: int = 60_000_000
    memory: int = 300_000_000
    seconds: int = 6


class Fault(Exception):
    """Why a file is not read as a whole: a code, and what belongs into the sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.told: dict[str, Any] = {"fault": code, "values": values}


class Budget:
    """How many cells and characters are left."""

    def __init__(self, limits: Limits) -> None:
        self._cells, self._characters = limits.cells, limits.characters

    def spend(self, texts: list[str]) -> None:
        """Raises Fault large."""
        self._cells -= len(texts)
        self._characters -= sum(map(len, texts))
        if self._cells < 0 or self._characters < 0:
            raise Fault("large")


def confine(memory: int, seconds: int, written: int = 0) -> None:
    """At most so much memory, processor time and bytes of any file written.

    Elsewhere the limits are not kept or not known; there the deadline of the starter has to do.
    """
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
