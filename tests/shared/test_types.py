"""Text without traps, numbers without surprises: what may cross the border, and what may not."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.types import Code, Line, Points, Prose, Read, Shape, Whole

line, prose, code = TypeAdapter[str](Line), TypeAdapter[str](Prose), TypeAdapter[str](Code)
whole, points = TypeAdapter[int](Whole), TypeAdapter[Decimal](Points)

TRAPS = {
    "NUL": "a\x00b",
    "bell": "a\x07b",
    "escape": "a\x1b[31mb",
    "DEL": "a\x7fb",
    "C1 control": "a\x85b",
    "carriage return": "a\rb",
    "lone surrogate": "a\ud800b",
    "right-to-left override": "a\u202eb",
    "isolate": "a\u2066b",
    "line separator": "a\u2028b",
}


@pytest.mark.parametrize("text", TRAPS.values(), ids=TRAPS.keys())
@pytest.mark.parametrize("kind", [line, prose], ids=["line", "prose"])
def test_no_text_holds_a_character_that_reads_otherwise_than_it_looks(
    kind: TypeAdapter[str], text: str
) -> None:
    with pytest.raises(ValidationError):
        kind.validate_python(text)


def test_only_prose_may_hold_line_breaks_and_tabs() -> None:
    assert prose.validate_python("一\n二\t三") == "一\n二\t三"
    for text in ("一\n二", "一\t二"):
        with pytest.raises(ValidationError, match=r"contains U\+000"):
            line.validate_python(text)


def test_text_is_kept_as_it_was_written_save_for_the_space_around_it() -> None:
    assert line.validate_python("  党员责任区 é 👩‍🔧  ") == "党员责任区 é 👩‍🔧"


@pytest.mark.parametrize(("length", "taken"), [(0, False), (1, True), (200, True), (201, False)])
def test_a_line_has_one_to_two_hundred_characters(length: int, taken: bool) -> None:
    if taken:
        assert line.validate_python("字" * length) == "字" * length
    else:
        with pytest.raises(ValidationError):
            line.validate_python("字" * length)


@given(st.text(max_size=200))
def test_every_line_that_is_taken_can_be_stored_and_shown(text: str) -> None:
    try:
        taken = line.validate_python(text)
    except ValidationError:
        return
    assert "\x00" not in taken
    assert json.loads(json.dumps(taken).encode()) == taken
    assert taken.encode("utf-8").decode("utf-8") == taken


@pytest.mark.parametrize("text", ["", "-a", "a b", "a\n", "é", "a" * 101])
def test_a_code_is_short_and_plain(text: str) -> None:
    assert code.validate_python("A01.b:c/d_e-f") == "A01.b:c/d_e-f"
    with pytest.raises(ValidationError):
        code.validate_python(text)


@pytest.mark.parametrize("number", ["-1", "9007199254740992", "1.5", "NaN", "Infinity", "1e999"])
def test_a_whole_number_is_one_that_every_reader_of_json_keeps_exact(number: str) -> None:
    assert whole.validate_json("9007199254740991") == 2**53 - 1
    with pytest.raises(ValidationError):
        whole.validate_json(number)


@pytest.mark.parametrize(
    "number", ["0.125", "99999.01", "-99999.01", "NaN", "Infinity", "1e999", '"sNaN"', "true"]
)
def test_points_have_at_most_two_places_and_a_bound(number: str) -> None:
    with pytest.raises(ValidationError):
        points.validate_json(number)


@given(st.integers(-9_999_900, 9_999_900))
def test_points_come_back_from_json_exactly_as_they_went(cents: int) -> None:
    exact = Decimal(cents) / 100
    shown = points.dump_json(exact)
    assert not shown.startswith(b'"'), "a JSON number, not text"
    assert points.validate_json(shown) == exact


def test_what_comes_in_may_hold_nothing_that_was_not_asked_for() -> None:
    class Wish(Shape):
        title: Line

    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Wish.model_validate({"title": "a", "status": "approved"})


def test_a_refused_value_does_not_stand_in_the_words_of_the_error() -> None:
    class Wish(Shape):
        title: Line

    with pytest.raises(ValidationError) as refused:
        Wish.model_validate({"title": ["swordfish"]})
    assert "swordfish" not in str(refused.value)


def test_what_goes_out_always_has_every_field() -> None:
    class Answer(Read):
        title: str | None = None

    assert Answer.model_json_schema(mode="serialization")["required"] == ["title"]
