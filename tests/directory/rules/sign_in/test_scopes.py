"""What a client may ask for."""

import pytest

from services.directory.rules.sign_in.scopes import SCOPES, ScopeRefused, granted, narrowed


@pytest.mark.parametrize(
    ("asked", "scope"),
    [
        ("", "siyou"),
        ("  ", "siyou"),
        ("siyou", "siyou"),
        ("profile openid", "openid profile"),
        ("openid unheard-of", "openid"),
    ],
)
def test_what_is_known_is_granted_and_the_api_if_nothing_is_named(asked: str, scope: str) -> None:
    assert granted(asked, SCOPES) == scope


@pytest.mark.parametrize(
    ("asked", "allowed"), [("unheard-of", SCOPES), ("openid siyou", ["openid"]), ("", ["openid"])]
)
def test_nothing_known_and_more_than_allowed_are_refused(asked: str, allowed: list[str]) -> None:
    with pytest.raises(ScopeRefused):
        granted(asked, allowed)


def test_a_refreshed_token_is_for_as_much_or_less() -> None:
    assert narrowed("", "siyou offline_access") == "siyou offline_access"
    assert narrowed("siyou", "siyou offline_access") == "siyou"
    with pytest.raises(ScopeRefused):
        narrowed("openid", "siyou offline_access")
