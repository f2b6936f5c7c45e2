"""Reads one file from standard input, in a process of its own that may use little; `shared/sheets.py` starts it.

The arguments are the ending of the file's name and the limits as JSON. It prints lines of JSON: for each sheet
`{"sheet", "merges", "from_1904"}` and then its filled rows, `[row, [[column, kind, text], …]]`; at last
`{"end": true}`, or `{"fault": …, "values": {…}}` if the file is not taken. Whatever else goes wrong ends it with a code
that is not 0.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # started apart from everything else, it is told where the rest of it lies
    sys.path.append(str(Path(__file__).resolve().parents[2]))

from shared.sheet_programs import delimited, xls, xlsx
from shared.sheet_programs.confined import Fault, Limits, confine

_ZIP = b"PK"
_READERS: dict[str, Callable[[bytes, Limits], Iterator[list[Any] | dict[str, Any]]]] = {
    "xlsx": xlsx.read,
    "xls": xls.read,
    "csv": delimited.read,
}


def main() -> None:
    """Read, print, end."""
    ending, limits = sys.argv[1], Limits(**json.loads(sys.argv[2]))
    confine(limits.memory, limits.seconds)
    try:
        content = sys.stdin.buffer.read()
        _check(ending, content)
        for line in _READERS[ending](content, limits):
            _print(line)
        _print({"end": True})
    except Fault as fault:
        _print(fault.told)
    except MemoryError:
        _print(Fault("large").told)


def _check(ending: str, content: bytes) -> None:
    """The first bytes say what a file is, whatever it is called. Raises Fault."""
    if not content.strip():
        raise Fault("empty")
    if content.startswith(xls.MAGIC):
        if xls.encrypted(content):
            raise Fault("encrypted")
        found = "xls"
    else:
        found = "xlsx" if content.startswith(_ZIP) else "csv"
    if found != ending or (found == "csv" and content.lstrip()[:1] == b"<"):
        raise Fault("mismatch")  # also a web page that calls itself a workbook


def _print(told: list[Any] | dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main()
