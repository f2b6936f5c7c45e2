"""What a token request must be like."""

from datetime import timedelta

import pytest

from services.directory.models import Account, ClientKind
from services.directory.rules import tokens as rules
from services.directory.rules.digests import digest

from .rows import NOON, WANG, a_client, a_code, a_person

FORM = "application/x-www-form-urlencoded"
# The example of RFC 7636, appendix B.
VERIFIER, CHALLENGE = (
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
)


def a_request(**more: str) -> rules.TokenRequest:
    given = {
        "grant_type": rules.CODE,
        "client_id": "app",
        "secret": "",
        "code": "c",
        "redirect_uri": "https://app.test/cb",
        "verifier": VERIFIER,
    }
    return rules.TokenRequest(**(given | more), basic=False)


def test_the_verifier_of_the_rfc_proves_its_challenge() -> None:
    assert rules.proves(VERIFIER, CHALLENGE)


@pytest.mark.parametrize(
    "verifier", [VERIFIER[:-1], VERIFIER + "x", CHALLENGE, "", "x" * 129, VERIFIER + "\n"]
)
def test_no_other_verifier_does(verifier: str) -> None:
    assert not rules.proves(verifier, CHALLENGE)


@pytest.mark.parametrize("grant", ["password", "implicit", "refresh_token"])
def test_there_are_two_grants_and_no_other(grant: str) -> None:
    with pytest.raises(rules.TokenRefused) as refused:
        rules.read_request(f"grant_type={grant}".encode(), FORM, None)
    assert refused.value.error == "unsupported_grant_type"


def test_a_client_in_the_header_is_decoded_as_the_rfc_says() -> None:
    """RFC 6749 §2.3.1: name and secret are form-encoded before base64."""
    read = rules.read_request(b"grant_type=client_credentials", FORM, "Basic YSUzQWI6YyslMjU=")  # a%3Ab:c+%25
    assert (read.client_id, read.secret, read.basic) == ("a:b", "c %", True)


@pytest.mark.parametrize("header", ["Bearer x", "Basic", "Basic !!!", "Basic eA==", "Basic /w=="])
def test_a_header_that_cannot_be_read_names_no_client(header: str) -> None:
    with pytest.raises(rules.TokenRefused) as refused:
        rules.read_request(b"grant_type=client_credentials", FORM, header)
    assert (refused.value.error, refused.value.basic) == ("invalid_client", True)


def test_two_different_names_are_an_invalid_request() -> None:
    with pytest.raises(rules.TokenRefused) as refused:
        rules.read_request(b"grant_type=client_credentials&client_id=b", FORM, "Basic YTpi")
    assert refused.value.error == "invalid_request"


def test_a_machine_shows_its_secret() -> None:
    machine = a_client(ClientKind.MACHINE, secret_hash=digest("secret"))
    request = a_request(grant_type=rules.CLIENT_CREDENTIALS, secret="secret")
    assert rules.check_client(request, machine) is machine


@pytest.mark.parametrize("secret", ["", "Secret", "secret "])
def test_another_secret_is_refused(secret: str) -> None:
    machine = a_client(ClientKind.MACHINE, secret_hash=digest("secret"))
    with pytest.raises(rules.TokenRefused, match="invalid_client"):
        rules.check_client(a_request(grant_type=rules.CLIENT_CREDENTIALS, secret=secret), machine)


def test_nobody_is_a_client_without_being_known() -> None:
    """Not even with the word that unknown clients are compared with."""
    with pytest.raises(rules.TokenRefused, match="invalid_client"):
        rules.check_client(a_request(secret="nobody"), None)


def test_a_disabled_client_is_refused() -> None:
    with pytest.raises(rules.TokenRefused, match="invalid_client"):
        rules.check_client(a_request(), a_client(disabled_at=NOON))


def test_a_browser_client_has_no_secret_to_show() -> None:
    browser = a_client()
    assert rules.check_client(a_request(secret=""), browser) is browser
    with pytest.raises(rules.TokenRefused, match="invalid_client"):
        rules.check_client(a_request(secret="something"), browser)


@pytest.mark.parametrize(
    ("kind", "grant"), [(ClientKind.BROWSER, rules.CLIENT_CREDENTIALS), (ClientKind.MACHINE, rules.CODE)]
)
def test_each_kind_of_client_has_one_grant(kind: ClientKind, grant: str) -> None:
    machine = kind is ClientKind.MACHINE
    client = a_client(kind, secret_hash=digest("secret") if machine else None)
    with pytest.raises(rules.TokenRefused, match="unauthorized_client"):
        rules.check_client(a_request(grant_type=grant, secret="secret" if machine else ""), client)


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
    account = Account(person_id=WANG, login="wang", password_hash="-")
    assert rules.check_holder(account, a_person()).id == WANG
    for held, person in (
        (None, a_person()),
        (account, a_person(active=False)),
        (Account(person_id=WANG, login="wang", password_hash="-", disabled_at=NOON), a_person()),
    ):
        with pytest.raises(rules.TokenRefused, match="invalid_grant"):
            rules.check_holder(held, person)
