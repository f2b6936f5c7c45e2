"""What a QR code carries is half of what the credential would be, and gives it back to the letter."""

import base45  # type: ignore[import-untyped] # has no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.volunteering.api.pages import qr_code
from services.volunteering.rules.packed import PREFIX, packed
from services.volunteering.rules.packed import base45 as ours
from tests.volunteering.rules.test_credentials import ENDORSED, GOOD
from tests.volunteering.sheets import read_codes, restored


@pytest.mark.parametrize(
    ("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"", "")]
)
def test_the_examples_of_rfc_9285(data: bytes, text: str) -> None:
    assert ours(data) == text


@given(st.binary(max_size=200))
def test_a_foreign_library_reads_our_base45(data: bytes) -> None:
    assert base45.b45decode(ours(data)) == data


def test_a_credential_comes_back_to_the_letter() -> None:
    assert restored(packed(GOOD, ENDORSED)) == (GOOD, ENDORSED)


def test_unfolded_it_takes_half_the_room() -> None:
    """Version 40, the largest QR code, holds 4,296 such characters, and few cameras read more than version 30."""
    assert len(packed(GOOD, ENDORSED)) < len(GOOD) / 2
    assert len(packed(GOOD, ENDORSED)) < 2_000


def test_a_foreign_decoder_reads_the_code() -> None:
    (read,) = read_codes(qr_code(packed(GOOD, ENDORSED), "png"))
    assert read.startswith(PREFIX)
    assert restored(read) == (GOOD, ENDORSED)
