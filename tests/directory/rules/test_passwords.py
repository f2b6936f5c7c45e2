"""What a password must be like."""

import pytest

from services.directory.rules.passwords import PasswordWeak, check


@pytest.mark.parametrize("password", ["Abcdef-1", "abcdef-1", "ABCDEF-1", "Abcdefg1", "中文Pass密码-1"])
def test_eight_characters_of_three_classes_suffice(password: str) -> None:
    check(password, login="wang")


@pytest.mark.parametrize(
    "password", ["Abcde-1", "abcdefgh", "abcdefg1", "ABCDEFG1", "1234567-", "a" * 127 + "B1"]
)
def test_shorter_longer_and_simpler_ones_do_not(password: str) -> None:
    with pytest.raises(PasswordWeak):
        check(password, login="wang")


def test_the_login_in_any_case_is_no_part_of_it() -> None:
    with pytest.raises(PasswordWeak):
        check("My-WANG-2026", login="wang")
