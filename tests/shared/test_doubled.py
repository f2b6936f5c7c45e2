"""A key that is there twice is seen wherever it stands, and nothing else is taken for one."""

import json
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from shared.doubled import is_doubled, surely_once
from shared.types import Shape


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": 1, "a": 2}',
        b'{"a": 1, "a": 1}',
        b'[1, {"a": {"b": [], "b": []}}]',
        b'{"a": 1, "\\u0061": 2}',
        '{"党": 1, "党": 2}'.encode("utf-16"),
    ],
)
def test_a_key_that_is_there_twice_is_seen(raw: bytes) -> None:
    assert is_doubled(raw)


@pytest.mark.parametrize(
    "raw",
    [b'{"a": 1, "b": {"a": 2}}', b'[{"a": 1}, {"a": 1}]', b"", b"{", b"\xff", b"[" * 100_000, b"9" * 10_000],
)
def test_what_is_right_or_no_json_at_all_is_left_to_others(raw: bytes) -> None:
    assert not is_doubled(raw)


class Row(Shape):
    a: str = ""
    b: str = ""


class Rows(Shape):
    rows: Annotated[list[Row], Field(default_factory=list)]
    a: str = ""


PAIRS = st.lists(st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["", "x", '"a":', '":'])), max_size=4)
GAPS = st.sampled_from(["", " ", "\n\t "])


def written(pairs: list[tuple[str, str]], gap: str) -> str:
    return "{" + ",".join(f'"{key}"{gap}:{gap}{json.dumps(word)}' for key, word in pairs) + "}"


@given(rows=st.lists(PAIRS, max_size=3), gap=GAPS, own=st.integers(0, 2))
def test_the_quick_look_never_takes_doubled_keys_for_single_ones(
    rows: list[list[tuple[str, str]]], gap: str, own: int
) -> None:
    inner = ",".join(written(row, gap) for row in rows)
    raw = ("{" + ", ".join([f'"rows"{gap}:[{inner}]', *['"a":"y"'] * own]) + "}").encode()
    if surely_once(raw, Rows.model_validate_json(raw)):
        assert not is_doubled(raw)


def test_the_quick_look_is_enough_for_an_ordinary_body() -> None:
    raw = b'{"rows": [{"a": "1", "b" : "2"}, {"b":"3"}], "a":"4"}'
    assert surely_once(raw, Rows.model_validate_json(raw))
