"""Whatever goes wrong, the answer is a problem document: two languages, one code, a trace id, no echo."""

import json
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from shared.db import connect
from shared.errors import Broken, Refusal, catalogue
from shared.problems import status_of
from tests.support.databases import Databases
from tests.support.postgres import Postgres

from .conftest import MIGRATIONS, House, keeping_house, settle

ONLY_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
CHINESE, ENGLISH = "zh-CN", "en-GB,en;q=0.9"


async def post(house: House, body: bytes, language: str = CHINESE, **headers: str) -> httpx2.Response:
    """Write a note down, in these very bytes."""
    given = {"Content-Type": "application/json", "Idempotency-Key": "problems-1", "Accept-Language": language}
    return await house.client.post("/v1/notes", content=body, headers=house.by() | given | headers)


def is_problem(answer: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document, whole."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    found: dict[str, Any] = answer.json()
    assert set(found) == {"type", "title", "status", "detail", "instance", "code", "trace_id", "errors"}
    assert (found["status"], found["code"], found["type"]) == (status, code, f"/v1/problems/{code}")
    assert found["trace_id"] == answer.headers["x-trace-id"]
    assert len(found["trace_id"]) == 32
    assert answer.headers["vary"] == "Accept-Language"
    return found


@pytest.mark.parametrize(
    ("body", "status", "pointer", "code"),
    [
        (b'{"title": "a", "count": NaN}', 422, "/count", "finite_number"),
        (b'{"title": "a", "count": 1e999}', 422, "/count", "finite_number"),
        (b'{"title": "a", "points": NaN}', 422, "/points", "finite_number"),
        (b'{"title": "a", "points": 1e999}', 422, "/points", "finite_number"),
        (b'{"title": "a", "points": 0.125}', 422, "/points", "decimal_max_places"),
        (b'{"title": "a", "count": 9007199254740992}', 422, "/count", "less_than_equal"),
        (b'{"title": "a", "count": 1' + b"0" * 4000 + b"}", 422, "/count", "less_than_equal"),
        (b'{"title": "a", "count": "7 chalk"}', 422, "/count", "int_parsing"),
        (b'{"title": "a\\u0000b"}', 422, "/title", "text_unclean"),
        (b'{"title": "a\\ud800b"}', 422, "/title", "string_unicode"),
        (b'{"title": "a\\u202eb"}', 422, "/title", "text_unclean"),
        (b'{"title": "a\\nb"}', 422, "/title", "text_unclean"),
        (b'{"title": 7}', 422, "/title", "string_type"),
        (b'{"title": null}', 422, "/title", "string_type"),
        (b'{"title": "  "}', 422, "/title", "string_too_short"),
        (b'{"title": "' + b"a" * 201 + b'"}', 422, "/title", "string_too_long"),
        (b"{}", 422, "/title", "missing"),
        (b'{"title": "a", "status": "approved"}', 422, "/status", "extra_forbidden"),
        (b'{"title": "a", "\\ud800": 1}', 422, "", "string_unicode"),
        (b'{"title": "\xed\xa0\x80"}', 422, "/title", "string_unicode"),
        (b'{"title": "a", "at": "2026-09-15T12:00:00"}', 422, "/at", "timezone_aware"),
        (b'{"title": "a", "on": "15.9.2026"}', 422, "/on", "date_from_datetime_parsing"),
        (b'{"title": "a", "about": ["x"]}', 422, "/about/0", "uuid_parsing"),
        (b'{"title": "a", "about": [1, 2, 3, 4]}', 422, "/about", "too_long"),
        (b"[1]", 422, "", "model_attributes_type"),
        (b"", 422, "", "missing"),
        (b'{"title": "a"', 422, "/13", "json_invalid"),
    ],
    ids=lambda value: value[:40].decode("latin-1") if isinstance(value, bytes) else None,
)
@ONLY_SQLITE
async def test_a_malformed_body_is_told_where_and_why(
    house: House, body: bytes, status: int, pointer: str, code: str
) -> None:
    chinese = is_problem(await post(house, body), status, "malformed")
    english = is_problem(await post(house, body, ENGLISH), status, "malformed")
    for problem in (chinese, english):
        assert [(fault["pointer"], fault["code"]) for fault in problem["errors"]] == [(pointer, code)]
    assert chinese["title"] == "请求格式不正确"
    assert english["title"] == "The request is malformed"
    assert chinese["errors"][0]["message"] != english["errors"][0]["message"]
    assert await house.titles() == []


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"a":' * 100_000, b'{"title": "\xff\xfe"}'],
    ids=["deep list", "deep object", "no UTF-8"],
)
@ONLY_SQLITE
async def test_a_body_that_cannot_be_read_at_all_is_malformed(house: House, body: bytes) -> None:
    is_problem(await post(house, body), 400, "malformed")


@ONLY_SQLITE
async def test_what_was_sent_is_never_echoed(house: House) -> None:
    canary = "7-swordfish-7"
    bodies = [
        {"title": {"deep": canary}, "count": canary, "points": canary, "at": canary, "on": canary},
        {"title": "a", "about": [canary]},
        {"title": canary + "\x00"},
        {"title": canary * 100},
    ]
    for body in bodies:
        answer = await post(house, json.dumps(body).encode())
        is_problem(answer, 422, "malformed")
        assert "swordfish" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "missing"),
        ("GET", "/", 404, "missing"),
        ("GET", "/docs", 404, "missing"),
        ("DELETE", "/v1/notes", 405, "method_unknown"),
        ("TRACE", "/v1/notes", 405, "method_unknown"),
        ("GET", "/v1/notes/cc29ad68-b77f-5239-9b43-761735b653f3", 404, "note_missing"),
        ("GET", "/v1/notes/not-an-id", 422, "malformed"),
        ("GET", "/v1/notes/%00", 422, "malformed"),
        ("GET", "/v1/notes/%ED%A0%80", 422, "malformed"),
        ("GET", "/v1/notes?titel=a", 400, "parameter_unknown"),
        ("GET", "/v1/notes?%ff=a", 400, "parameter_unknown"),
        ("GET", "/v1/notes?limit=0", 422, "malformed"),
        ("GET", "/v1/notes?limit=201", 422, "malformed"),
        ("GET", "/v1/notes?limit=1e999", 422, "malformed"),
        ("GET", "/v1/notes?cursor=x", 422, "cursor_invalid"),
    ],
)
@ONLY_SQLITE
async def test_a_wrong_address_is_a_problem_too(
    house: House, method: str, path: str, status: int, code: str
) -> None:
    problem = is_problem(await house.client.request(method, path, headers=house.by()), status, code)
    assert problem["instance"] == httpx2.URL(path).path


@ONLY_SQLITE
async def test_an_unknown_parameter_is_told_beside_the_known_ones(house: House) -> None:
    answer = await house.client.get("/v1/notes?titel=a", headers=house.by() | {"Accept-Language": "en"})
    assert answer.json()["detail"] == "Unknown: titel; allowed: cursor, limit, title"


@ONLY_SQLITE
async def test_a_method_that_is_not_offered_is_answered_with_those_that_are(house: House) -> None:
    answer = await house.client.delete("/v1/notes", headers=house.by())
    assert answer.headers["allow"] == "GET, POST"


async def chunks(total: int) -> AsyncIterator[bytes]:
    """A body without Content-Length."""
    for _ in range(total // 100_000):
        yield b" " * 100_000


@pytest.mark.parametrize("body", [b" " * 1_100_000, chunks], ids=["Content-Length", "chunked"])
@pytest.mark.parametrize("path", ["/v1/notes", "/v1/facts"])
@ONLY_SQLITE
async def test_a_body_that_is_too_large_is_refused_either_way_it_is_framed(
    house: House, body: bytes | Callable[[int], AsyncIterator[bytes]], path: str
) -> None:
    content = body if isinstance(body, bytes) else body(30_000_000)
    headers = house.by() | {"Content-Type": "application/json", "Idempotency-Key": "too-large"}
    is_problem(await house.client.post(path, content=content, headers=headers), 413, "too_large")


async def test_a_fault_of_ours_is_told_without_its_words_and_logged_with_the_trace(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = await house.client.get("/v1/breakage", headers=house.by() | {"Accept-Language": "en"})
    problem = is_problem(answer, 500, "broken")
    assert problem["title"] == "Something failed on our side"
    assert "swordfish" not in answer.text
    assert [record.getMessage() for record in caplog.records] == [f"trace {problem['trace_id']} broke"]


async def test_what_people_wrote_does_not_reach_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    async with house.database.write_connection() as connection:
        await connection.exec_driver_sql("DROP TABLE note")
    with caplog.at_level(logging.INFO):
        is_problem(await house.submit("canary-0001", {"title": "7-swordfish-7"}), 500, "broken")
    assert "INSERT INTO note" in caplog.text
    assert "swordfish" not in caplog.text


@ONLY_SQLITE
async def test_without_a_token_or_with_a_bad_one_the_answer_says_how_to_sign_in(house: House) -> None:
    token = house.by()["Authorization"]
    for headers in (
        [],
        [("Authorization", token + "x")],
        [("Authorization", token)] * 2,
        [("X-User", "wang")],
    ):
        answer = await house.client.get("/v1/notes", headers=headers)
        is_problem(answer, 401, "token_invalid")
        assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'


async def test_a_database_that_is_away_is_no_fault_of_the_caller_and_not_for_ever(tmp_path: Path) -> None:
    """The real thing: PostgreSQL stops while the service runs."""
    with Postgres() as server:
        url = Databases(tmp_path, tmp_path, server).migrated(MIGRATIONS)
        async with keeping_house(url) as house:
            await settle(house.database)
            assert (await house.submit("before-0001")).status_code == 201
            server.stop()
            for answer in (await house.submit("after-00001"), await house.client.get("/readyz")):
                is_problem(answer, 503, "busy")
                assert answer.headers["retry-after"] == "1"
            assert (await house.client.get("/livez")).status_code == 200


@ONLY_SQLITE
async def test_a_database_file_that_cannot_be_opened_is_busy_too(house: House, tmp_path: Path) -> None:
    house.app.state.database = connect(f"sqlite+aiosqlite:///{tmp_path}")
    is_problem(await house.client.get("/readyz"), 503, "busy")


@ONLY_SQLITE
async def test_the_catalogue_lists_every_refusal_in_both_languages(house: House) -> None:
    listed = {entry["code"]: entry for entry in (await house.client.get("/v1/problems")).json()}
    assert list(listed) == sorted(listed)
    assert {"busy", "malformed", "note_missing", "not_ready", "token_outdated"} <= set(listed)
    for kind in every_kind(Refusal):
        entry = listed[kind.code]
        assert entry["status"] == status_of(kind)
        assert entry["title_zh"] != entry["title_en"]


def every_kind(kind: type[Refusal]) -> list[type[Refusal]]:
    below = kind.__subclasses__()
    return below + [deeper for one in below for deeper in every_kind(one)]


@pytest.mark.parametrize("kind", catalogue(), ids=lambda kind: kind.code)
def test_every_refusal_has_words_of_its_own_in_both_languages(kind: type[Refusal]) -> None:
    assert any("一" <= character <= "鿿" for character in kind.zh)
    assert kind.en.isascii()
    assert bool(kind.detail_zh) == bool(kind.detail_en)
    assert kind is Broken or status_of(kind) != 500
