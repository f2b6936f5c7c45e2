"""What no honest client sends: each time a problem answer that says what is wrong, nothing written, nobody harmed.

Every route that takes JSON is tried with every field of its schema, by somebody who may do everything, through the
gateway. Source of the values: `docs/security.md` names what the defaults of the framework made of them.
"""

import json
import posixpath
from collections.abc import Callable, Iterator
from itertools import count, cycle
from typing import Any

import httpx2
import pytest

from .conftest import Factory
from .description import Operation, Sample
from .targets import ALMIGHTY

Content = tuple[str, bytes, str]
"""What it is, the body, its media type."""

_JSON = "application/json"
_HERE = "put the hostile value here"
_DEEP = 100_000
_LANGUAGES = cycle(("zh-CN", "en"))
_PROBLEM = {"type", "title", "status", "detail", "instance", "code", "trace_id", "errors"}

VALUES = {
    "not a number": "NaN",
    "more than a double holds": "1e999",
    "less than nothing": "-Infinity",
    "NUL": '"a\\u0000b"',
    "a lone surrogate": '"\\ud800"',
    "thirty digits": "9" * 30,
    "ten thousand digits": "9" * 10_000,
    "a deep list": "[" * _DEEP + "]" * _DEEP,
    "a deep object": '{"a":' * _DEEP + "1" + "}" * _DEEP,
    "text that turns direction": '"\\u202egnirts"',
}
"""Never right, whatever the field."""


TAKES = {"POST /v1/hr-sync-runs": 10_000_000}
"""Bytes that an operation takes where it is more than a megabyte: ten thousand people are longer."""


def writing(factory: Factory) -> list[Operation]:
    """All operations that take a JSON body from somebody known."""
    return [each for each in factory.operations if each.act and each.takes_json]


def with_value(operation: Operation, body: dict[str, Any], field: str, value: str) -> bytes:
    """The body with this very text as the value of a field."""
    del operation
    return json.dumps(body | {field: _HERE}).replace(json.dumps(_HERE), value).encode()


def hostile_values(operation: Operation, body: dict[str, Any]) -> Iterator[Content]:
    for field in operation.fields:
        for what, value in VALUES.items():
            yield f"{field}: {what}", with_value(operation, body, field, value), _JSON


def wrong_types(operation: Operation, body: dict[str, Any]) -> Iterator[Content]:
    for field, kind in operation.fields.items():
        wrong = "7" if kind in {"array", "object"} else '{"wrong": []}'
        yield f"{field}: wrong type", with_value(operation, body, field, wrong), _JSON
    for root in ("[]", '"text"', "7", "null", "true", "[{}]"):
        yield f"the body is {root}", root.encode(), _JSON


def unknown_fields(_operation: Operation, body: dict[str, Any]) -> Iterator[Content]:
    for field in ("unheard_of", "id", "state", "branch_id\u0000", "__class__", "x" * 10_000):
        yield f"unknown field {field[:20]!r}", json.dumps(body | {field: 1}).encode(), _JSON


def doubled_keys(operation: Operation, body: dict[str, Any]) -> Iterator[Content]:
    """Two readers of one message would each see another one (RFC 8259 §4)."""
    whole = json.dumps(body)
    for field in operation.fields:
        if field in body:
            twice = f'{whole[:-1]}, "{field}": {json.dumps(body[field])}}}'
            yield f"{field} twice", twice.encode(), _JSON


def broken_json(_operation: Operation, body: dict[str, Any]) -> Iterator[Content]:
    whole = json.dumps(body)
    yield "cut off", whole[:-1].encode() or b"{", _JSON
    yield "nothing", b"", _JSON
    yield "twice", (whole + whole).encode(), _JSON
    yield "a comment", f"/* */ {whole}".encode(), _JSON
    yield "invalid UTF-8", b'{"a": "\xff\xfe"}', _JSON
    yield "a surrogate in UTF-8", b'{"a": "\xed\xa0\x80"}', _JSON
    yield "NUL bytes", b"\0" * 1000, _JSON
    yield "deep", b"[" * _DEEP, _JSON
    yield "deep and whole", b'{"a":' * _DEEP + b"1" + b"}" * _DEEP, _JSON


def wrong_media_types(_operation: Operation, body: dict[str, Any]) -> Iterator[Content]:
    whole = json.dumps(body).encode()
    for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "image/png", "json"):
        yield kind, whole, kind


def too_much(operation: Operation, body: dict[str, Any]) -> Iterator[Content]:
    whole = json.dumps(body).encode()
    yield "more space than it takes", b" " * (TAKES.get(str(operation), 1_000_000) + 1) + whole, _JSON
    yield "30 MB", b'"' + b"x" * 30_000_000 + b'"', _JSON


ATTACKS: list[Callable[[Operation, dict[str, Any]], Iterator[Content]]] = [
    *(hostile_values, wrong_types, unknown_fields, doubled_keys, broken_json, wrong_media_types, too_much),
]


async def send(factory: Factory, sample: Sample, content: bytes, media_type: str) -> httpx2.Response:
    """The sample with another body."""
    headers = sample.headers | factory.by(ALMIGHTY) | {"Accept-Language": next(_LANGUAGES)}
    return await factory.client.request(
        sample.method.upper(), sample.url, content=content, headers=headers | {"Content-Type": media_type}
    )


def unfit(answer: httpx2.Response) -> str | None:
    """Why this is not the problem answer that a hostile request gets; None if it is."""
    if not 400 <= answer.status_code < 500:
        return f"status {answer.status_code}"
    if not answer.headers["content-type"].startswith("application/problem+json"):
        return f"media type {answer.headers['content-type']}"
    problem = answer.json()
    if set(problem) != _PROBLEM or problem["status"] != answer.status_code or not problem["code"]:
        return f"problem {problem}"
    chinese = answer.request.headers["accept-language"] == "zh-CN"
    if chinese is problem["title"].isascii():
        return f"language of {problem['title']}"
    return None if len(answer.content) < 30_000 else f"{len(answer.content)} bytes of answer"


async def is_well(factory: Factory) -> bool:
    """Whether an honest request is answered as ever, by both services."""
    paths = ("/v1/me", "/v1/schemes", "/v1/claims")
    answers = [await factory.client.get(path, headers=factory.by(ALMIGHTY)) for path in paths]
    return [answer.status_code for answer in answers] == [200, 200, 200]


ONE_IN = [7, pytest.param(1, marks=pytest.mark.slow)]
"""Of so many cases one is tried, another with each route, so that each case has its turn; the slow part tries all."""


@pytest.mark.parametrize("one_in", ONE_IN)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
async def test_a_hostile_body_is_refused_for_its_shape_and_nothing_is_written(
    factory: Factory, attack: Callable[[Operation, dict[str, Any]], Iterator[Content]], one_in: int
) -> None:
    before, wrong, tried, turn = await factory.rows(), [], 0, count()
    for operation in writing(factory):
        body = operation.sample(factory.ids("own")).body
        for what, content, media_type in attack(operation, body):
            if next(turn) % one_in:
                continue
            sample = operation.sample(factory.ids("own"))
            answer = await send(factory, sample, content, media_type)
            tried += 1
            fault = unfit(answer)
            if fault or answer.status_code not in {400, 413, 415, 422}:
                wrong.append(f"{operation}, {what}: {fault or answer.text}"[:500])
    assert not wrong, "\n".join(wrong)
    assert tried >= len(writing(factory)) // one_in
    assert await factory.rows() == before
    assert await is_well(factory)


class TestClaims:
    """Values that have the right type and are wrong all the same."""

    @pytest.mark.parametrize("day", ["1900-01-01", "2999-12-31", "0000-00-00", "9999999-01-01", "2026-02-30"])
    async def test_a_day_that_no_branch_book_holds_is_refused(self, factory: Factory, day: str) -> None:
        await self._refused(factory, occurred_on=day)

    async def test_a_day_to_come_is_refused(self, factory: Factory) -> None:
        await self._refused(factory, status=409, occurred_on="2199-12-31")

    async def test_ten_thousand_links_are_refused(self, factory: Factory) -> None:
        links = [{"link": f"https://example.com/{number}"} for number in range(10_000)]
        await self._refused(factory, evidence=links)

    @pytest.mark.parametrize(
        "evidence",
        [
            {"link": "javascript:alert(1)"},
            {"link": "file:///etc/passwd"},
            {"link": "https://example.com/" + "x" * 3000},
            {"text": "x" * 4001},
            {"text": "a", "link": "https://example.com/"},
            {},
        ],
    )
    async def test_evidence_that_proves_nothing_is_refused(
        self, factory: Factory, evidence: dict[str, str]
    ) -> None:
        await self._refused(factory, evidence=[evidence])

    @pytest.mark.parametrize("quantity", [0, -1, 1e300, "1e3", 0.001, "９", True])
    async def test_a_quantity_that_counts_nothing_is_refused(self, factory: Factory, quantity: Any) -> None:
        await self._refused(factory, quantity=quantity)

    async def _refused(self, factory: Factory, *, status: int = 422, **fields: Any) -> None:
        before = await factory.rows()
        operation = next(each for each in factory.operations if str(each) == "POST /v1/claims")
        sample = operation.sample(factory.ids("own"))
        content = json.dumps(sample.body | {"occurred_on": "2026-09-10"} | fields).encode()
        answer = await send(factory, sample, content, _JSON)
        assert unfit(answer) is None, answer.text
        assert answer.status_code == status, answer.text
        assert await factory.rows() == before


@pytest.mark.parametrize("value", [*VALUES, "a deep list and more"])
async def test_a_scheme_with_a_hostile_value_inside_is_refused(factory: Factory, value: str) -> None:
    """Its text is free JSON, so the schema sees what no field's type has."""
    before = await factory.rows()
    operation = next(each for each in factory.operations if str(each) == "POST /v1/schemes")
    sample = operation.sample(factory.ids("own"))
    template = (await factory.client.get("/v1/scheme-templates", headers=factory.by(ALMIGHTY))).json()["A"]
    for field in ("base_cap", "title", "items", "grades", "unheard_of"):
        body = json.dumps({"body": template | {field: _HERE}})
        hostile = VALUES.get(value, "[" * 900 + "]" * 900)
        answer = await send(factory, sample, body.replace(json.dumps(_HERE), hostile).encode(), _JSON)
        assert unfit(answer) is None, answer.text
        assert answer.status_code in {400, 422}, answer.text
    assert await factory.rows() == before
    assert await is_well(factory)


PLACES = [
    *("%00", "NaN", "..", "%2e%2e%2fclaims", "%ED%A0%80", "%FF", "1e999", "9" * 5000, "a%20b", "{}", "'--"),
    *("00000000-0000-0000-0000-00000000000g", "%E2%80%AE", "?", "#", ";", "\\"),
]


@pytest.mark.parametrize("one_in", ONE_IN)
@pytest.mark.parametrize("value", PLACES)
async def test_a_hostile_path_leads_nowhere(factory: Factory, value: str, one_in: int) -> None:
    before, wrong, turn = await factory.rows(), [], count(PLACES.index(value))
    known = {operation.path for operation in factory.operations}
    for operation in factory.operations:
        if not operation.act or not operation.parameters("path") or next(turn) % one_in:
            continue
        sample = operation.sample(factory.ids("own"))
        url = operation.path.format_map(dict.fromkeys(operation.parameters("path"), value))
        if posixpath.normpath(url) in known:
            continue  # the client itself walks up the path, to a place that there is
        headers = sample.headers | factory.by(ALMIGHTY) | {"Accept-Language": next(_LANGUAGES)}
        words = sample.words | {"headers": headers}
        answer = await factory.client.request(sample.method.upper(), url, **words)
        if fault := unfit(answer):
            wrong.append(f"{operation} at {url[:80]}: {fault}")
    assert not wrong, "\n".join(wrong)
    assert await factory.rows() == before


@pytest.mark.parametrize(
    "query",
    [
        *(
            "unheard_of=1",
            "limit=0",
            "limit=-1",
            "limit=201",
            "limit=1e999",
            "limit=NaN",
            "limit=" + "9" * 5000,
        ),
        *("cursor=x", "cursor=%00", "cursor=" + "A" * 401, "limit=1&unheard_of=%ED%A0%80", "x=" + "y" * 9000),
    ],
)
async def test_a_hostile_query_is_an_error_never_an_empty_list(factory: Factory, query: str) -> None:
    wrong = []
    for operation in factory.operations:
        if operation.act and "cursor" in operation.parameters("query"):
            url = f"{operation.sample(factory.ids('own')).url}?{query}"
            headers = factory.by(ALMIGHTY) | {"Accept-Language": next(_LANGUAGES)}
            if fault := unfit(await factory.client.get(url, headers=headers)):
                wrong.append(f"{operation}: {fault}")
    assert not wrong, "\n".join(wrong)


HEADERS = [
    ("Idempotency-Key", b"short"),
    ("Idempotency-Key", b"k" * 101),
    ("Idempotency-Key", b"with a space"),
    ("Idempotency-Key", b"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8"),
    ("Idempotency-Key", "钥匙钥匙钥匙钥匙".encode()),
    ("If-Match", b"x" * 401),
    ("If-Match", b"\xff"),
    ("Authorization", b"Bearer "),
    ("Authorization", b"Bearer " + b"x" * 5000),
    ("Authorization", b"Bearer \xff\xfe"),
    ("Authorization", b"Basic d2FuZzpwYXNzd29yZA=="),
    ("X-Much", b"x" * 40_000),
]


@pytest.mark.parametrize(("name", "value"), HEADERS)
async def test_a_hostile_header_is_refused(factory: Factory, name: str, value: bytes) -> None:
    before, wrong = await factory.rows(), []
    for operation in factory.operations:
        general = name in {"Authorization", "X-Much"}
        if not operation.act or not (general or name in operation.parameters("header")):
            continue
        sample = operation.sample(factory.ids("own"))
        given: dict[str, Any] = factory.by(ALMIGHTY) | sample.headers
        given |= {"Accept-Language": next(_LANGUAGES), name: value}
        answer = await factory.client.request(
            sample.method.upper(), sample.url, **(sample.words | {"headers": given})
        )
        if fault := unfit(answer):
            wrong.append(f"{operation}: {fault}")
    assert not wrong, "\n".join(wrong)
    assert await factory.rows() == before


async def test_a_creating_post_without_its_key_is_refused(factory: Factory) -> None:
    before, tried = await factory.rows(), 0
    for operation in factory.operations:
        if not operation.said.get("x-idempotent"):
            continue
        sample = operation.sample(factory.ids("own"))
        headers = {name: value for name, value in sample.headers.items() if name != "Idempotency-Key"}
        headers |= factory.by(ALMIGHTY) | {"Accept-Language": next(_LANGUAGES)}
        words = sample.words | {"headers": headers}
        answer = await factory.client.request(sample.method.upper(), sample.url, **words)
        assert unfit(answer) is None, (operation, answer.text)
        assert answer.json()["code"] == "idempotency_key_missing", (operation, answer.text)
        tried += 1
    assert tried > 25
    assert await factory.rows() == before
