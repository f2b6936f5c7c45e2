"""What is taken for the number of an identity card, and what is not."""

import pytest

from services.directory.rules.privacy.id_numbers import holds_id_number


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",
        "11010519491231002x",
        "身份证11010519491231002X。",
        "\uff11\uff11\uff10\uff11\uff10\uff15\uff11\uff19\uff14\uff19\uff11\uff12\uff13\uff11\uff10\uff10\uff12\uff38",
    ],
)
def test_a_number_with_birthday_and_check_digit_is_one(text: str) -> None:
    assert holds_id_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # the check digit is another
        "110105194913310028",  # there is no such month
        "110105184912310027",  # nobody is that old
        "13812345678",
        "GH20120716000123",
        "A11010519491231002X",
        "11010519491231002X7",
        "20260716103000123456",
        "",
    ],
)
def test_other_long_numbers_are_none(text: str) -> None:
    assert not holds_id_number(text)
