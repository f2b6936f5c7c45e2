"""What a token request must be like."""

from datetime import timedelta

import pytest

from services.directory.models import Client, ClientKind
from services.directory.rules.sign_in import tokens as rules
from services.directory.rules.sign_in.digests import digest

from ..rows import NOON, WANG, a_client, a_code, a_person, an_account

FORM = "application/x-www-form-urlencoded"
# The example of RFC 7636, appendix B.
VERIFIER, CHALLENGE = (
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
)


ISSUER = "https://siyou.test"
KEPT = [digest("older"), digest("secret")]


def a_request(*, client_id: str = "app", **more: str) -> rules.TokenRequest:
    given = {
        "grant_type": rules.CODE,
        "code": "c",
        "redirect_uri": "https://app.test/cb",
        "verifier": VERIFIER,
    }
    return rules.TokenRequest(shown=rules.Shown(client_id), **(given | more))


def read(form: bytes, header: str | None = None) -> rules.TokenRequest:
    return rules.read_request(form, FORM, header, issuer=ISSUER)


def test_the_verifier_of_the_rfc_proves_its_challenge() -> None:
    assert rules.proves(VERIFIER, CHALLENGE)


@pytest.mark.parametrize(
    "verifier", [VERIFIER[:-1], VERIFIER + "x", CHALLENGE, "", "x" * 129, VERIFIER + "\n"]
)
def test_no_other_verifier_does(verifier: str) -> None:
    assert not rules.proves(verifier, CHALLENGE)


@pytest.mark.parametrize("grant", ["password", "implicit", "urn:ietf:params:oauth:grant-type:jwt-bearer"])
def test_there_are_three_grants_and_no_other(grant: str) -> None:
    with pytest.raises(rules.TokenRefused) as refused:
        read(f"grant_type={grant}".encode())
    assert refused.value.error == "unsupported_grant_type"


def test_a_client_in_the_header_is_decoded_as_the_rfc_says() -> None:
    """RFC 6749 §2.3.1: name and secret are form-encoded before base64."""
    asked = read(b"grant_type=client_credentials", "Basic YSUzQWI6YyslMjU=")  # a%3Ab:c+%25
    assert asked.shown == rules.Shown("a:b", "c %", basic=True)


def test_a_token_is_for_the_one_resource_there_is() -> None:
    """RFC 8707 §2."""
    asked = read(b"grant_type=client_credentials&resource=https%3A%2F%2Fsiyou.test")
    assert asked.grant_type == rules.CLIENT_CREDENTIALS
    with pytest.raises(rules.TokenRefused, match="invalid_target"):
        read(b"grant_type=client_credentials&resource=https%3A%2F%2Felse.test")


@pytest.mark.parametrize("header", ["Bearer x", "Basic", "Basic !!!", "Basic eA==", "Basic /w=="])
def test_a_header_that_cannot_be_read_names_no_client(header: str) -> None:
    with pytest.raises(rules.TokenRefused) as refused:
        read(b"grant_type=client_credentials", header)
    assert (refused.value.error, refused.value.basic) == ("invalid_client", True)


def test_two_different_names_are_an_invalid_request() -> None:
    with pytest.raises(rules.TokenRefused) as refused:
        read(b"grant_type=client_credentials&client_id=b", "Basic YTpi")
    assert refused.value.error == "invalid_request"


@pytest.mark.parametrize("secret", ["older", "secret"])
def test_a_machine_shows_one_of_its_secrets(secret: str) -> None:
    machine = a_client(ClientKind.MACHINE)
    assert rules.check_client(rules.Shown("app", secret), machine, KEPT) is machine


@pytest.mark.parametrize("secret", ["", "Secret", "secret "])
def test_another_secret_is_refused(secret: str) -> None:
    with pytest.raises(rules.TokenRefused, match="invalid_client"):
        rules.check_client(rules.Shown("app", secret), a_client(ClientKind.MACHINE), KEPT)


@pytest.mark.parametrize("client", [None, a_client(ClientKind.MACHINE)], ids=["unknown", "without a secret"])
def test_nobody_is_a_client_without_being_known(client: Client | None) -> None:
    """Not even with the word that unknown clients are compared with."""
    with pytest.raises(rules.TokenRefused, match="invalid_client"):
        rules.check_client(rules.Shown("app", "nobody"), client, [])


def test_a_disabled_client_is_refused() -> None:
    with pytest.raises(rules.TokenRefused, match="invalid_client"):
        rules.check_client(rules.Shown("app"), a_client(disabled_at=NOON), [])


def test_a_browser_client_has_no_secret_to_show() -> None:
    browser = a_client()
    assert rules.check_client(rules.Shown("app"), browser, []) is browser
    with pytest.raises(rules.TokenRefused, match="invalid_client"):
        rules.check_client(rules.Shown("app", "something"), browser, [])


@pytest.mark.parametrize(
    ("kind", "grant"),
    [
        (ClientKind.BROWSER, rules.CLIENT_CREDENTIALS),
        (ClientKind.MACHINE, rules.CODE),
        (ClientKind.MACHINE, rules.REFRESH),
    ],
)
def test_each_grant_is_for_one_kind_of_client(kind: ClientKind, grant: str) -> None:
    with pytest.raises(rules.TokenRefused, match="unauthorized_client"):
        rules.check_grant(grant, a_client(kind))


def test_a_code_is_good_for_a_minute() -> None:
    code = a_code(CHALLENGE)
    assert rules.check_code(a_request(), code, NOON + timedelta(seconds=60)) is code
    with pytest.raises(rules.TokenRefused, match="invalid_grant"):
        rules.check_code(a_request(), code, NOON + timedelta(seconds=60, microseconds=1))


@pytest.mark.parametrize(
    "changed", [{"client_id": "other"}, {"redirect_uri": "https://app.test/"}, {"verifier": "x" * 43}]
)
def test_a_code_is_for_one_client_address_and_verifier(changed: dict[str, str]) -> None:
    with pytest.raises(rules.TokenRefused, match="invalid_grant"):
        rules.check_code(a_request(**changed), a_code(CHALLENGE), NOON)


def test_who_may_no_longer_sign_in_gets_no_token() -> None:
    account = an_account()
    assert rules.check_holder(account, a_person()).id == WANG
    for held, person in (
        (None, a_person()),
        (account, a_person(active=False)),
        (an_account(disabled_at=NOON), a_person()),
    ):
        with pytest.raises(rules.TokenRefused, match="invalid_grant"):
            rules.check_holder(held, person)
