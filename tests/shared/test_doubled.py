"""A key that is there twice is seen wherever it stands, and nothing else is taken for one."""

import pytest

from shared.doubled import is_doubled


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
