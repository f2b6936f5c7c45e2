"""The published bits, read by foreign code."""

from collections.abc import Set as AbstractSet

from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3 import decode_encoded_list, set_indices

from services.volunteering.models import LIST_SIZE
from services.volunteering.rules.status_lists import encoded

SIXTEEN_KIB = 16 * 1024


@given(st.sets(st.integers(0, LIST_SIZE - 1), max_size=20))
def test_just_the_ended_are_set(ended: AbstractSet[int]) -> None:
    assert set_indices(decode_encoded_list(encoded(ended))) == ended


def test_the_first_place_is_the_highest_bit() -> None:
    """Bitstring Status List v1.0 §2.2: index zero is the left-most bit."""
    assert decode_encoded_list(encoded([0]))[0] == 0b1000_0000
    assert decode_encoded_list(encoded([7]))[0] == 0b0000_0001


def test_an_empty_list_is_as_long_as_a_full_one() -> None:
    """§6.1: one is hidden among at least 131,072."""
    assert len(decode_encoded_list(encoded([]))) == SIXTEEN_KIB


def test_the_same_state_is_the_same_text() -> None:
    assert encoded([3, 5]) == encoded([5, 3])
