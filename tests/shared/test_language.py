"""Chinese unless English is preferred, whatever the header holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.language import preferred


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("*", "zh"),
        ("zh-CN", "zh"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.5, zh;q=0.5", "zh"),
        ("en;q=0", "zh"),
        ("zh;q=0.1, en;q=0.2", "en"),
        ("de, en;q=0.1", "en"),
        ("de", "zh"),
        ("en;q=nonsense", "zh"),
        ("en;level=1", "en"),
        ("en;q=5, zh;q=1", "zh"),
    ],
)
def test_the_language_follows_what_the_caller_prefers(accept: str | None, language: str) -> None:
    assert preferred(accept) == language


@given(st.text() | st.from_regex(r"(en|zh|\*)(;q=[0-9.e+-]{1,5})?(,.*)?", fullmatch=True))
def test_no_header_breaks_anything(accept: str) -> None:
    assert preferred(accept) in {"zh", "en"}


def test_a_header_of_endless_parts_is_not_read_to_its_end() -> None:
    assert preferred("de," * 100 + "en") == "zh"
