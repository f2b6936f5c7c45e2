"""What a password must be like, by the rule book that a factory goes by.

Source: OWASP ASVS 5.0 §6.2 and NIST SP 800-63B-4 §3.1.1 (long, unknown to attackers, of any make, changed only for a
reason); GB/T 22239-2019 level 2, 8.1.4.1 (complex, changed regularly).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped] # it has none

from shared.errors import Conflict, Forbidden

from ...models import Account
from .lifetimes import Profile

LONGEST = 128
MOST_REMEMBERED = 5
_EVERYBODYS = frozenset(FREQUENCY_LISTS["passwords"]) | {"siyou", "dangyuan"}
_AROUND = "0123456789!@#$%^&*.,?_- "
_FEWEST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Demands:
    """`classes`: of upper case, lower case, digits and others. `remembered`: so many old ones are not taken again.

    After `lifetime` another must be chosen.
    """

    shortest: int
    classes: int
    lifetime: timedelta | None
    remembered: int


DEMANDS = {
    Profile.ASVS: Demands(shortest=15, classes=1, lifetime=None, remembered=0),
    Profile.DENGBAO: Demands(shortest=8, classes=3, lifetime=timedelta(days=90), remembered=MOST_REMEMBERED),
}


class PasswordWeak(Conflict):
    """Too short, too simple, what everybody tries, or containing the login."""

    zh, en = "密码不符合要求", "The password does not meet the requirements"
    detail_zh = (
        "{shortest}–128 个字符,大写字母、小写字母、数字、符号至少 {classes} 类,不得包含登录名,不得为常见密码"
    )
    detail_en = (
        "{shortest}–128 characters, at least {classes} of upper case, lower case, digits and others, "
        "not containing the login, and nothing that everybody tries"
    )


class PasswordUsedBefore(Conflict):
    """It is one of the last."""

    zh, en = "不得使用最近用过的密码", "This password was used before"
    detail_zh, detail_en = (
        "最近 {remembered} 个密码不得重复使用",
        "None of the last {remembered} is taken again",
    )


class PasswordWrong(Forbidden):
    """The present password was not given rightly."""

    zh, en = "原密码不正确", "The present password is wrong"


def check(password: str, *, login: str, demands: Demands) -> None:
    """Raises PasswordWeak."""
    fits = demands.shortest <= len(password) <= LONGEST and _classes(password) >= demands.classes
    if not fits or _is_guessed(password.lower(), login.lower()):
        raise PasswordWeak(shortest=demands.shortest, classes=demands.classes)


def _is_guessed(password: str, login: str) -> bool:
    """Whether it is what attackers try first, also with digits and marks around it."""
    core = password.strip(_AROUND)
    return (
        login in password
        or len(set(password)) < _FEWEST_LETTERS
        or password in _EVERYBODYS
        or core in _EVERYBODYS
    )


def old_ones(account: Account, before: Sequence[str], demands: Demands) -> list[str]:
    """The hashes that a new password must not match; `before` are those before the present one, newest first."""
    return [account.password_hash, *before][: demands.remembered]


def must_change(account: Account, demands: Demands, at: datetime) -> bool:
    """Whether another must be chosen before anything else: it is an initial one, or has run out."""
    if account.password_is_initial:
        return True
    return demands.lifetime is not None and at - account.password_changed_at >= demands.lifetime


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
