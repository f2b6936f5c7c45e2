"""What programs by others read in our files. They lie in `tests/foreign/`, each as it was published."""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import quickjs  # type: ignore[import-untyped] # it has no types

_FOLDER = Path(__file__).parents[1] / "foreign"
_DIGESTS = {
    "ical.js-2.2.1.tgz": (
        "yK/UlPbEs316igb/tjRgbFA8ZV75rCsBJp/hWOatpyaPNlgw0dGDmU+FoicOcwX4xXkeXOkYiOmCqNPFpNPkQg=="
    ),
    "gift-pegjs-1.0.2.tgz": (
        "S/A2wBDdia2QWKpB5FtASx1gguep1wg5If5glDWJgUMiABICJT7ogArGfsdgozevhBdbdOiHhrykJP86hbgvRw=="
    ),
    "pygiftparser-1.1.tar.gz": (
        "6iasKiuowWu71xEoVwIJuUvJ3ZRf1jQU+wd4cXN1NJZkWbExUkx+jA8vsO44rhnBuODTYx0mhnqTh0FJOFEvWg=="
    ),
    "hsds-3.0.tar.xz": (
        "NTHdwVkCOdM0ybR6zCRxYMOedFh5yqnvYJ+yZEY8D+Gg4EhRSuBsv+1eO/Zer+hCDXw8VIcYsr/BL5u6J9I0hQ=="
    ),
}
"""SHA-512, as npm writes it."""

_EVENTS = """
function events(body) {
  const calendar = new ICAL.Component(ICAL.parse(body));
  return JSON.stringify(calendar.getAllSubcomponents("vevent").map((each) => {
    const event = new ICAL.Event(each);
    if (event.isRecurring()) throw new Error("it recurs: " + event.uid);
    return {
      uid: event.uid,
      starts_at: event.startDate.toJSDate().toISOString(),
      ends_at: event.endDate.toJSDate().toISOString(),
      summary: event.summary,
      place: event.location,
      sequence: event.sequence,
      status: each.getFirstPropertyValue("status"),
    };
  }));
}
"""

_QUESTIONS = "function questions(text) { return JSON.stringify(GIFT.parse(text)); }"

# The parser writes pages as well, with libraries of which reading needs no more than the names.
_PYGIFTPARSER = """
import io, json, sys, types
sys.modules |= {name: types.ModuleType(name) for name in ("markdown", "yattag")}
sys.path.insert(0, sys.argv[1])
from pygiftparser import parser
from pygiftparser.utils import transformSpecials as plain
def told(each):
    kind, answers = type(each.answers).__name__, each.answers
    return {
        "category": each.cat, "title": each.title, "text": plain(each.text), "kind": kind, "valid": each.valid,
        "remark": plain(each.generalFeedback),
        "answers": (
            answers.answer if kind == "TrueFalseSet" else [(plain(a.answer), a.fraction) for a in answers.answers]
        ),
    }
text = sys.stdin.buffer.read().decode()
json.dump([told(each) for each in parser.parseFile(io.StringIO(text))], sys.stdout)
"""

_KHAL = """\
[calendars]
[[feed]]
path = {home}/feed
[locale]
timeformat = %H:%M:%S
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M:%S
longdatetimeformat = %Y-%m-%dT%H:%M:%S
local_timezone = UTC
default_timezone = UTC
[sqlite]
path = {home}/khal.db
"""


def ical_js(body: bytes) -> list[dict[str, Any]]:
    """Every event that Mozilla's library sees, instants in UTC. None of them may recur."""
    found: list[dict[str, Any]] = json.loads(_engine().get("events")(body.decode()))
    return found


def gift_pegjs(text: str) -> list[dict[str, Any]]:
    """Every category and question that the grammar for browsers sees."""
    found: list[dict[str, Any]] = json.loads(_engine().get("questions")(text))
    return found


def pygiftparser(text: str) -> list[dict[str, Any]]:
    """Every question that the Python parser sees."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(_archive("pygiftparser-1.1.tar.gz"))) as packed:
            packed.extractall(folder, filter="data")
        told = _run(
            [sys.executable, "-I", "-c", _PYGIFTPARSER, f"{folder}/pygiftparser-1.1"], given=text.encode()
        )
    found: list[dict[str, Any]] = json.loads(told)
    return found


def hsds_schema(name: str) -> dict[str, Any]:
    """A compiled schema of the Human Services Data Specification 3.0: `service`, `organization`, or of their lists."""
    found: dict[str, Any] = json.loads(_member("hsds-3.0.tar.xz", f"hsds-3.0/{name}.json"))
    return found


def khal(body: bytes, first: str, last: str) -> list[dict[str, str]]:
    """Every event that the command-line client lists between two days, instants in UTC."""
    fields = ("uid", "start-long", "end-long", "title", "location", "cancelled")
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        (folder / "feed").mkdir()
        (folder / "config").write_text(_KHAL.format(home=home), encoding="utf-8")
        (folder / "feed.ics").write_bytes(body)
        command = [sys.executable, "-m", "khal", "--config", f"{home}/config"]
        _run([*command, "import", "--batch", "--include-calendar", "feed", f"{home}/feed.ics"])
        listed = _run([*command, "list", "--once", *(f"--json={each}" for each in fields), first, last])
    return [event for day in listed.decode().splitlines() for event in json.loads(day)]


@cache
def _engine() -> Any:
    engine = quickjs.Context()
    library = _member("ical.js-2.2.1.tgz", "package/dist/ical.js")
    engine.eval(library.replace("export { ICALmodule as default }", "globalThis.ICAL = ICALmodule"))
    grammar = _member("gift-pegjs-1.0.2.tgz", "package/lib/gift-parser.js")
    engine.eval(f"globalThis.module = {{}};\n{grammar}\nglobalThis.GIFT = module.exports;")
    engine.eval(_EVENTS + _QUESTIONS)
    return engine


def _member(archive: str, name: str) -> str:
    with tarfile.open(fileobj=BytesIO(_archive(archive))) as packed:
        found = packed.extractfile(name)
        assert found is not None, f"{archive} holds no {name}"
        return found.read().decode()


def _archive(name: str) -> bytes:
    content = (_FOLDER / name).read_bytes()
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    assert digest == _DIGESTS[name], f"{name} is not what its authors published"
    return content


def _run(command: list[str], given: bytes = b"") -> bytes:
    done = subprocess.run(command, input=given, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
