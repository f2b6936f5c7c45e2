"""What a password must be like.

Source: GB/T 22239-2019 level 2 (complexity: at least 8 characters of 3 classes).
"""

from shared.errors import Conflict, Forbidden

SHORTEST, LONGEST = 8, 128
_CLASSES = 3


class PasswordWeak(Conflict):
    """Too short, too simple, or containing the login."""

    zh, en = "密码不符合要求", "The password does not meet the requirements"
    detail_zh = "8–128 个字符,大写字母、小写字母、数字、符号至少三类,且不得包含登录名"
    detail_en = (
        "8–128 characters, three of upper case, lower case, digits and others, and not containing the login"
    )


class PasswordWrong(Forbidden):
    """The present password was not given rightly."""

    zh, en = "原密码不正确", "The present password is wrong"


def check(password: str, *, login: str) -> None:
    """Raises PasswordWeak."""
    long_enough = SHORTEST <= len(password) <= LONGEST
    if not long_enough or _classes(password) < _CLASSES or login.lower() in password.lower():
        raise PasswordWeak


def _classes(password: str) -> int:
    kinds = {
        "upper"
        if letter.isupper()
        else "lower"
        if letter.islower()
        else "digit"
        if letter.isdigit()
        else "other"
        for letter in password
    }
    return len(kinds)
