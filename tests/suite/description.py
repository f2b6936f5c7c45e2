"""Requests made from the joined description alone: every operation, each with a sample that is well-formed.

A sample's body is the schema's own example where there is one; else the required fields, each by its type or,
where the type does not say enough, by its name in `VALUES`. What cannot be made up is `NoSample`: a new route
comes with an example, or with a line in `VALUES` or `MORE`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from services.activities.rules.question_workbooks import template
from shared import workbooks

Document = dict[str, Any]
Ids = Mapping[str, UUID]
"""What a reference by this name points to: `{"claim_id": …}`."""

VALUES: dict[str, Any] = {
    "client_id": "another-client",
    "code": "2026-Q4",
    "day": "2026-10-10",
    "ends_at": "2026-10-20T16:00:00+08:00",
    "from_at": "2026-10-01T09:00:00+08:00",
    "from_on": "2026-09-01",
    "gift_secret": "words-that-nobody-was-given",
    "item_code": "B11",
    "login": "another.login",
    "since": "2026-09-01T09:00:00+08:00",
    "starts_at": "2026-10-20T14:00:00+08:00",
    "pattern": {"every": "month_day", "day": 20},
    "clock": "14:00",
    "occurred_at": "2026-09-15T12:00:00+08:00",
    "orders_until": "2026-10-10T12:00:00+08:00",
    "nonce": "device-1-scan-1",
    "opens_at": "2026-09-20T12:00:00+08:00",
    "closes_at": "2026-09-21T12:00:00+08:00",
    "device_now": "2026-09-15T12:00:00+08:00",
    "password": "Quite-another-9",
    "new_password": "Quite-another-10",
    "until_at": "2026-10-01T18:00:00+08:00",
    "until_on": "2019-06-30",  # an ending before the beginning: judged, and refused
}
"""Plain values by field, where the type alone would not do."""

MORE: dict[tuple[str, str], dict[str, Any]] = {
    ("get", "/v1/annual-results"): {"year": "2026"},
    ("get", "/v1/annual-results/workbook"): {"year": "2026"},
    ("get", "/v1/birthdays"): {"purpose": "greetings"},
    ("get", "/v1/calendar-days"): {"from_on": "2026-09-01", "until_on": "2026-09-30"},
    ("get", "/v1/service-cards"): {"period": "2026-06"},
    ("get", "/v1/service-cards/{person_id}"): {"period": "2026-06"},
    ("get", "/v1/feedback-letters/figures"): {"quarter": "2026-Q2"},
    ("post", "/v1/appointments"): {"organisation_id": "organisation_id"},
    ("post", "/v1/hr-files"): {"name": "people.csv"},
    ("post", "/v1/courses"): {"question_ids": ["question_id", "second_question_id", "third_question_id"]},
    ("get", "/v1/national-records"): {"period": "2026-Q2"},
    ("get", "/v1/national-records/workbook"): {"period": "2026-Q2"},
    ("post", "/v1/drives/{drive_id}/hand-overs"): {"handed_on": "2026-09-10"},
    ("post", "/v1/lessons/{lesson_id}/choice"): {"topic_id": "topic_id"},
    ("post", "/v1/matches/proposals"): {"demand_id": "demand_id"},
    ("post", "/v1/matches/{match_id}/acceptance"): {"plan": None},  # the branch's to write
    ("post", "/v1/member-reports/{report_id}/end"): {"reason": "已搬离本社区"},
    ("post", "/v1/memberships/{membership_id}/group-change"): {
        "from_on": "2019-06-01"
    },  # judged, and refused
    ("post", "/v1/message-readings"): {"up_to": "message_id"},
    ("post", "/v1/objections"): {"entry_id": "entry_id"},
    ("post", "/v1/organisations"): {"kind": "group", "parent_id": "organisation_id"},
    ("post", "/v1/schemes"): {"template": "A"},
    ("post", "/v1/workplaces"): {"kind": "team", "parent_id": "workplace_id"},
}
"""What a body needs beyond its required fields. A value that names a reference is replaced by its id."""

SAME = dict.fromkeys(
    (
        "subject_id",
        "member_id",
        "lecturer_id",
        "owner_id",
        "reviewer_id",
        "moderator_id",
        "person_ids",
        "participants",
    ),
    "person_id",
) | {
    "question_ids": "question_id",
    "target_id": "entry_id",
    "responsible_id": "committee_id",
    "second_handler_id": "committee_id",
}
"""References that go by several names."""

APART = {
    ("/v1/unit-reports", "report_id"): "unit_report_id",
    ("/v1/member-reports", "report_id"): "member_report_id",
    ("/v1/resources/{resource_id}/withdrawal", "resource_id"): "withdrawn_resource_id",
    ("/v1/matches/proposals", "demand_id"): "matched_demand_id",
}
"""References of which the beginning of the path says what they are."""

_FIRST_BYTES = {
    "application/pdf": b"%PDF-1.7\n",
    "text/csv": "姓名,工号\r\n王工,900001\r\n".encode("gb18030"),
    workbooks.MEDIA_TYPE: workbooks.write(template()),
}
_keys = count(1)


class NoSample(AssertionError):
    """Nothing is known with which this operation could be tried."""


@dataclass(frozen=True)
class Sample:
    """One well-formed request."""

    method: str
    url: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None
    content: bytes | None = None

    @property
    def words(self) -> dict[str, Any]:
        """As an HTTP client takes it."""
        sent: dict[str, Any] = {"params": self.query, "headers": self.headers}
        if self.content is not None:
            return sent | {"content": self.content}
        return sent if self.body is None else sent | {"json": self.body}


@dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str
    said: Document
    components: Document = field(repr=False)

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def act(self) -> str | None:
        """The act of the policy that it asks for."""
        found: str | None = self.said.get("x-act")
        return found

    @property
    def references(self) -> list[str]:
        """The references that its sample holds, in path and body."""
        used: list[str] = []
        self.sample(_Noting(used))
        return sorted(set(used))

    @property
    def takes_json(self) -> bool:
        """Whether a JSON body comes with it."""
        return "application/json" in self._media

    @property
    def fields(self) -> dict[str, str]:
        """Every field that its JSON body may have, and its type."""
        schema = self._resolved(self._media["application/json"]["schema"])
        return {name: self._resolved(each).get("type", "") for name, each in schema["properties"].items()}

    @property
    def _media(self) -> Document:
        found: Document = self.said.get("requestBody", {}).get("content", {})
        return found

    def parameters(self, place: str) -> dict[str, Document]:
        """Its parameters by name, in `path`, `query` or `header`."""
        return {each["name"]: each for each in self.said.get("parameters", []) if each["in"] == place}

    def sample(self, ids: Ids) -> Sample:
        """A request that nothing is wrong with. Raises NoSample."""
        names = [name for name in self.parameters("path") if name not in VALUES or name.endswith("_id")]
        values = {name: str(_referred(name, ids, self)) for name in names}
        values |= {name: VALUES[name] for name in self.parameters("path") if name not in values}
        url = self.path.format_map(values)
        body, content, headers = None, None, self._headers(ids)
        if self.takes_json:
            body = self._body(ids)
        elif self._media:
            media_type, content = next((kind, _FIRST_BYTES.get(kind)) for kind in self._media)
            if content is None:
                message = f"{self}: no known bytes of {media_type}"
                raise NoSample(message)
            headers["Content-Type"] = media_type
        return Sample(self.method, url, self._query(ids), headers, body, content)

    def _headers(self, ids: Ids) -> dict[str, str]:
        known = {
            "Idempotency-Key": f"suite-key-{next(_keys):08}",
            "If-Match": '"a version that never was"',
        }
        asked = self.parameters("header")
        if "Gift-Secret" in asked:
            known["Gift-Secret"] = gift_secret(_referred("drive_id", ids, self))
        return {name: known[name] for name in asked}

    def _query(self, ids: Ids) -> dict[str, str]:
        more = MORE.get((self.method, self.path), {})
        found = {"limit": "200"} if "limit" in self.parameters("query") else {}
        for name, each in self.parameters("query").items():
            if name in more:
                found[name] = more[name]
            elif each.get("required"):
                found[name] = self._made_up(name, each["schema"], ids)
        return found

    def _body(self, ids: Ids) -> Any:
        schema = self._resolved(self._media["application/json"]["schema"])
        body = self._made_up("", schema, ids)
        for name, value in MORE.get((self.method, self.path), {}).items():
            if isinstance(value, list):
                body[name] = [str(_referred(each, ids, self)) for each in value]
                continue
            reference = isinstance(value, str) and value.endswith("_id")
            body[name] = str(_referred(value, ids, self)) if reference else value
        return body

    def _made_up(self, name: str, given: Document, ids: Ids) -> Any:
        schema = self._resolved(given)
        if schema.get("examples"):
            return self._referring(schema["examples"][0], ids)
        if name in VALUES:
            return VALUES[name]
        if "enum" in schema or "const" in schema:
            return schema["enum"][0] if "enum" in schema else schema["const"]
        maker = getattr(self, f"_{schema.get('type')}", None)
        if maker is None:
            message = f"{self}: no known sample of {name or 'the body'}: {schema}"
            raise NoSample(message)
        return maker(name, schema, ids)

    def _referring(self, example: Any, ids: Ids) -> Any:
        """The example, with its references pointing to what is there."""
        if not isinstance(example, dict):
            return example
        return {
            name: str(_referred(name, ids, self)) if name.endswith("_id") else value
            for name, value in example.items()
        }

    def _resolved(self, schema: Document) -> Document:
        while "$ref" in schema:
            schema = self.components["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        if "anyOf" in schema:
            return self._resolved(schema["anyOf"][0])
        return schema

    def _object(self, _name: str, schema: Document, ids: Ids) -> Document:
        fields = schema.get("properties", {})
        return {name: self._made_up(name, fields[name], ids) for name in schema.get("required", [])}

    def _array(self, name: str, schema: Document, ids: Ids) -> list[Any]:
        return [self._made_up(name, schema["items"], ids)] * schema.get("minItems", 0)

    def _string(self, name: str, schema: Document, ids: Ids) -> str:
        if schema.get("format") == "uuid":
            return str(_referred(name, ids, self))
        if schema.get("format") == "date":
            return "2026-09-01"
        if "format" in schema or "pattern" in schema:
            message = f"{self}: no known sample of {name}: {schema}"
            raise NoSample(message)
        return "合格的样本 sample"[: schema.get("maxLength", 100)]

    def _integer(self, _name: str, schema: Document, _ids: Ids) -> int:
        return int(schema.get("minimum", 1))

    def _number(self, _name: str, schema: Document, _ids: Ids) -> float:
        return float(schema.get("minimum", 1))

    def _boolean(self, _name: str, _schema: Document, _ids: Ids) -> bool:
        return True


class _Noting(Mapping[str, UUID]):
    """Notes which references are asked for."""

    def __init__(self, used: list[str]) -> None:
        self._used = used

    def __getitem__(self, name: str) -> UUID:
        self._used.append(name)
        return UUID(int=0)

    def __contains__(self, _name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(self._used)

    def __len__(self) -> int:
        return len(self._used)


def gift_secret(drive_id: UUID) -> str:
    """The words by which the anonymous donor of a drive finds the own gift again."""
    return f"words-of-nobody-{drive_id.hex}"


def meant(name: str, path: str) -> str:
    """What a reference of this name is in the factory."""
    for (beginning, reference), known in APART.items():
        if reference == name and path.startswith(beginning):
            return known
    return SAME.get(name, name)


def _referred(name: str, ids: Ids, operation: Operation) -> UUID:
    known = meant(name, operation.path)
    if known not in ids:
        message = f"{operation}: nothing is known that {name} could refer to"
        raise NoSample(message)
    return ids[known]


def operations(document: Document) -> list[Operation]:
    """All that the description describes."""
    return [
        Operation(method, path, said, document["components"])
        for path, item in document["paths"].items()
        for method, said in item.items()
    ]
