"""Sealed texts open under any key of the ring, for their own row and field, and for nothing else."""

from uuid import UUID

import pytest

from services.directory.rules.privacy.sealing import (
    FieldKeysWrong,
    Unopened,
    is_current,
    key_of,
    key_ring,
    mask_phone,
    normal_phone,
    seal,
    unseal,
)
from shared.ids import named_id

OLD, NEW = "1f" * 32, "2e" * 32
WANG, LI = named_id("test", "wang"), named_id("test", "li")


def test_a_sealed_text_opens_again_and_does_not_hold_what_it_says() -> None:
    keys = key_ring(OLD)
    sealed = seal(keys, "13812345678", about=WANG, field="phone")
    assert "13812345678" not in sealed
    assert unseal(keys, sealed, about=WANG, field="phone") == "13812345678"
    assert seal(keys, "13812345678", about=WANG, field="phone") != sealed


@pytest.mark.parametrize(("about", "field"), [(LI, "phone"), (WANG, "email")])
def test_copied_to_another_row_or_field_it_stays_shut(about: UUID, field: str) -> None:
    sealed = seal(key_ring(OLD), "13812345678", about=WANG, field="phone")
    with pytest.raises(Unopened, match="sealed for something else"):
        unseal(key_ring(OLD), sealed, about=about, field=field)


def test_an_altered_text_stays_shut() -> None:
    sealed = seal(key_ring(OLD), "13812345678", about=WANG, field="phone")
    other = sealed[:-6] + ("AAAA" if sealed[-6:-2] != "AAAA" else "BBBB") + sealed[-2:]
    for wrong in (other, sealed[:-1], sealed.replace("v1.", "v2.")):
        with pytest.raises(Unopened):
            unseal(key_ring(OLD), wrong, about=WANG, field="phone")


def test_the_first_key_seals_and_every_key_opens() -> None:
    before = seal(key_ring(OLD), "8001", about=WANG, field="phone")
    both = key_ring(f"{NEW}, {OLD}")
    after = seal(both, "8001", about=WANG, field="phone")
    assert unseal(both, before, about=WANG, field="phone") == "8001"
    assert (is_current(both, before), is_current(both, after)) == (False, True)
    assert key_of(after) == key_ring(NEW).first


def test_without_its_key_the_refusal_names_key_and_row_and_not_the_text() -> None:
    sealed = seal(key_ring(OLD), "13812345678", about=WANG, field="phone")
    with pytest.raises(Unopened) as refused:
        unseal(key_ring(NEW), sealed, about=WANG, field="phone")
    assert str(refused.value) == (
        f"phone of {WANG} is sealed under key {key_ring(OLD).first}, which is not among SIYOU_FIELD_KEYS"
    )


def test_a_number_that_was_never_sealed_is_not_taken_for_one_that_was() -> None:
    with pytest.raises(Unopened, match="should be sealed is not"):
        unseal(key_ring(OLD), "13812345678", about=WANG, field="phone")


@pytest.mark.parametrize("text", ["", " , ", "1f", OLD[:-1], OLD + "0", f"{OLD},no", "g" * 64])
def test_what_is_no_ring_of_keys_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(FieldKeysWrong) as refused:
        key_ring(text)
    assert OLD[:-1] not in str(refused.value)


def test_keys_do_not_show_when_a_ring_is_printed() -> None:
    assert OLD not in repr(key_ring(OLD))
    assert "AESGCM" not in repr(key_ring(OLD))


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("138 1234 5678", "13812345678"),
        ("+86-138-1234-5678", "13812345678"),
        ("008613812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("(010) 6552-9988", "01065529988"),
        ("+1 415 555 2671", "+14155552671"),
        ("8001", "8001"),
        ("12", None),
        ("none", None),
        ("138123456789012345678", None),
        ("", None),
    ],
)
def test_a_telephone_number_loses_what_stands_between_its_digits(written: str, normal: str | None) -> None:
    assert normal_phone(written) == normal


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812345678", "138****5678"),
        ("01065529988", "010****9988"),
        ("+14155552671", "+14*****2671"),
        ("65529988", "********"),
        ("8001", "****"),
    ],
)
def test_most_see_the_ends_of_a_long_number_and_nothing_of_a_short_one(number: str, shown: str) -> None:
    assert mask_phone(number) == shown
