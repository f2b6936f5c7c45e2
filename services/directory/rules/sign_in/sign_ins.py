"""How many attempts there are, and whether a browser is still signed in.

An account is guarded without letting a stranger shut its owner out: attempts from a browser in which the
account was signed in before are counted apart from those of all other browsers together. Whoever guesses
uses up the strangers' five; the owner goes on in the usual browser. From a new browser the owner waits at
most until the fifteen minutes since the first of the five are over: later attempts do not prolong them.
Logins that do not exist are counted alike, so that being locked tells nothing.

Source: GB/T 22239-2019 level 2 (login failures, idle time); OWASP, device cookies.
"""

from datetime import datetime, timedelta

from shared.errors import Refusal

from .lifetimes import Lifetimes

MOST_ATTEMPTS = 5
WINDOW = timedelta(minutes=15)
BROWSER_REMEMBERED = timedelta(days=180)
LONGEST_LOGIN = 40
STRANGERS, SIGNED_IN = "strangers", "signed in"


class TooManyAttempts(Refusal):
    """Five attempts were made; the next may come when fifteen minutes have passed since the first."""

    zh, en = "尝试次数过多,请在 15 分钟后再试", "Too many attempts; try again after 15 minutes"


def folded(login: str) -> str:
    """Logins are compared without regard to case."""
    return login.strip().lower()


def counted_as(login: str, browser: str) -> str:
    """What attempts are counted by: the login, and the known browser or all strangers."""
    return f"{folded(login)}\n{browser}"


def is_alive(began_at: datetime, used_at: datetime, at: datetime, lifetimes: Lifetimes) -> bool:
    """Whether a session still holds."""
    return at - used_at <= lifetimes.session_idle and at - began_at <= lifetimes.session_longest
