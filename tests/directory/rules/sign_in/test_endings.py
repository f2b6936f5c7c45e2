"""Signing out: who is asked, and where one goes afterwards."""

import pytest

from services.directory.models import Client, SignInSession
from services.directory.rules.sign_in import endings as rules
from shared.auth.tokens import IdToken
from shared.errors import Malformed
from shared.ids import named_id

from ..rows import NOON, WANG, a_client

BYE = "https://app.test/bye?from=siyou"
HINT = IdToken(WANG, "app", named_id("session"))
ASKED = {"post_logout_redirect_uri": BYE, "state": "a b"}


def a_session(name: str) -> SignInSession:
    return SignInSession(token_hash="h", id=named_id(name), person_id=WANG, began_at=NOON, used_at=NOON)


def test_the_state_goes_along() -> None:
    ending = rules.ending(ASKED, HINT, a_client(post_logout_redirect_uris=[BYE]))
    assert (ending.address, ending.origin) == (f"{BYE}&state=a+b", "https://app.test")


@pytest.mark.parametrize(
    "client",
    [
        None,
        a_client(),
        a_client(post_logout_redirect_uris=["https://app.test/bye"]),
        a_client(post_logout_redirect_uris=[BYE], disabled_at=NOON),
    ],
    ids=["none", "nothing registered", "another address", "disabled"],
)
def test_nobody_is_sent_where_no_client_has_registered(client: Client | None) -> None:
    with pytest.raises(rules.AfterwardsUnknown):
        rules.ending(ASKED, None, client)


@pytest.mark.parametrize(
    ("hint", "session", "ends"),
    [
        (HINT, a_session("session"), True),
        (HINT, None, True),
        (HINT, a_session("another"), False),
        (None, a_session("session"), False),
        (None, None, False),
    ],
)
def test_only_who_was_told_of_this_session_ends_it_unasked(
    hint: IdToken | None, session: SignInSession | None, *, ends: bool
) -> None:
    found = rules.session_to_end(rules.Ending(hint, None, None, None), session)
    assert found == (named_id("session") if ends else None)


def test_hint_and_parameter_name_the_same_client() -> None:
    assert rules.named_client({"client_id": "app"}, HINT) == rules.named_client({}, HINT) == "app"
    with pytest.raises(Malformed):
        rules.named_client({"client_id": "other"}, HINT)


@pytest.mark.parametrize("asked", [{"state": ["a", "b"]}, {"state": ["x" * 501]}])
def test_doubled_and_endless_parameters_are_malformed(asked: dict[str, list[str]]) -> None:
    with pytest.raises(Malformed):
        rules.single(asked)
