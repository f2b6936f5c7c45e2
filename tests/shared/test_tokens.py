"""Every known way to forge a token, by name; each is refused without a word about why."""

import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from shared.auth import tokens
from shared.auth.tokens import key_set, mint_service_token, verify_access_token, verify_service_token
from shared.errors import TokenInvalid
from shared.ids import named_id
from tests.support.forgery import b64, forge, opened, unb64, unsigned, with_key, with_secret
from tests.support.issuer import ISSUER, NOON, Issuer

WANG = named_id("wang")
SECRET = "the suite's own secret, long enough"
NOW = int(NOON.timestamp())
issuer, stranger = Issuer("first"), Issuer("first")
PUBLIC = issuer.published[0]
GOOD = issuer.token(WANG)
HEADER, CLAIMS = opened(GOOD)
by_issuer = with_key(issuer.private)


def pem() -> bytes:
    key = Ed25519PublicKey.from_public_bytes(unb64(PUBLIC["x"]))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def header(**changes: Any) -> str:
    """Rightly signed, with another header."""
    return forge(HEADER | changes, CLAIMS, by_issuer)


def claims(**changes: Any) -> str:
    """Rightly signed, with other claims."""
    return forge(HEADER, CLAIMS | changes, by_issuer)


def without(name: str) -> str:
    """Rightly signed, with one claim missing."""
    return forge(HEADER, {key: value for key, value in CLAIMS.items() if key != name}, by_issuer)


def by_secret(secret: bytes, alg: str = "HS256") -> str:
    """Signed with a secret that everybody knows."""
    return forge(HEADER | {"alg": alg}, CLAIMS, with_secret(secret, f"sha{alg[2:]}"))


SIGNED, BODY, SIGNATURE = GOOD.split(".")
FORGERIES: dict[str, str] = {
    "alg none": forge(HEADER | {"alg": "none"}, CLAIMS, unsigned),
    "alg NoNe": forge(HEADER | {"alg": "NoNe"}, CLAIMS, unsigned),
    "alg none, signature kept": f"{b64(json.dumps(HEADER | {'alg': 'none'}).encode())}.{BODY}.{SIGNATURE}",
    "alg missing": forge({"typ": "at+jwt"}, CLAIMS, by_issuer),
    "alg null": header(alg=None),
    "alg in other letters": header(alg="ed25519"),
    "alg EdDSA": header(alg="EdDSA"),
    "alg a list": header(alg=["Ed25519"]),
    "HS256 over the public key": by_secret(unb64(PUBLIC["x"])),
    "HS256 over the public key's text": by_secret(PUBLIC["x"].encode()),
    "HS512 over the public key": by_secret(unb64(PUBLIC["x"]), "HS512"),
    "HS256 over the public key as PEM": by_secret(pem()),
    "HS256 over the JWK": by_secret(json.dumps(PUBLIC).encode()),
    "HS256 over nothing": by_secret(b""),
    "signed by a stranger who uses our key id": stranger.token(WANG),
    "the stranger's key in jwk": forge(
        HEADER | {"jwk": stranger.published[0]}, CLAIMS, with_key(stranger.private)
    ),
    "jwk beside a right signature": header(jwk=PUBLIC),
    "jku": header(jku="https://attacker.example/jwks.json"),
    "x5u": header(x5u="https://attacker.example/key.pem"),
    "x5c": header(x5c=["MIIB"]),
    "crit": header(crit=["exp"], exp=NOW + 600),
    "crit unknown": header(crit=["x"], x=1),
    "b64 false": header(b64=False, crit=["b64"]),
    "zip": header(zip="DEF"),
    "cty": header(cty="JWT"),
    "kid unknown": header(kid="second"),
    "kid a path": header(kid="../../../../dev/null"),
    "kid a number": header(kid=7),
    "typ JWT": header(typ="JWT"),
    "typ missing": forge({"alg": "Ed25519", "kid": "first"}, CLAIMS, by_issuer),
    "typ of a service token": header(typ="facts+jwt"),
    "typ in other letters": header(typ="AT+JWT"),
    "wrong audience": claims(aud="another suite"),
    "audience a list": claims(aud=["siyou"]),
    "audience a list of two doors": claims(aud=["siyou", "another suite"]),
    "wrong issuer": claims(iss="https://attacker.example"),
    "issuer almost ours": claims(iss=ISSUER + "/"),
    "issuer a list": claims(iss=[ISSUER]),
    "expired": issuer.token(WANG, at=NOON - timedelta(minutes=11, seconds=1)),
    "expiry null": claims(exp=None),
    "expiry text": claims(exp=str(NOW + 600)),
    "expiry a fraction": claims(exp=NOW + 600.5),
    "expiry true": claims(exp=True),
    "expiry beyond all bounds": claims(exp=float("inf")),
    "not yet valid": claims(nbf=NOW + 61),
    "issued in the future": claims(iat=NOW + 61),
    "subject not an identifier": claims(sub="wang"),
    "subject a list": claims(sub=[str(WANG)]),
    "rights version missing": without("rights_version"),
    "rights version text": claims(rights_version="many"),
    "rights version beyond all bounds": claims(rights_version=float("inf")),
    **{f"no {name}": without(name) for name in ("exp", "iat", "iss", "aud", "sub", "jti", "client_id")},
    "service token": mint_service_token(SECRET, sender="points", audience="siyou", at=NOON),
    "over-long": claims(scope="x" * 4096),
    "another's body": f"{SIGNED}.{issuer.token(named_id('li')).split('.')[1]}.{SIGNATURE}",
    "no signature": f"{SIGNED}.{BODY}.",
    "two parts": f"{SIGNED}.{BODY}",
    "five parts, as encrypted ones have": f"{GOOD}.a.b",
    "empty": "",
    "dots": "..",
    "space around": f" {GOOD} ",
    "line break within": GOOD[:20] + "\n" + GOOD[20:],
    "padded": f"{GOOD}==",
    "JSON form": json.dumps({"protected": SIGNED, "payload": BODY, "signature": SIGNATURE}),
    "header not an object": forge([1], CLAIMS, by_issuer),
    "header text": forge("alg", CLAIMS, by_issuer),
    "header null": forge(None, CLAIMS, by_issuer),
    "claims not an object": forge(HEADER, [CLAIMS], by_issuer),
    "header nested beyond reading": f"{b64(b'[' * 2000)}.{BODY}.{SIGNATURE}",
    "claims nested beyond reading": f"{SIGNED}.{b64(b'[' * 2000)}.{SIGNATURE}",
    "not base64": "a.b.c",
    "not ASCII": f"{SIGNED}.é.{SIGNATURE}",
    "NUL": f"{GOOD}\x00",
    "lone surrogate": f"{GOOD}\ud800",
}


def verify(token: str) -> tokens.AccessToken:
    return verify_access_token(token, key_set(issuer.published), issuer=ISSUER, at=NOON)


def test_a_token_of_the_issuer_says_who_asks() -> None:
    found = verify(issuer.token(WANG, rights_version=7, scope="a b", client_id="phone"))
    assert (found.subject_id, found.client_id, found.is_client) == (WANG, "phone", False)
    assert (found.rights_version, found.scopes, found.expires_at) == (7, frozenset("ab"), NOW + 600)


@pytest.mark.parametrize("token", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_token_is_refused(token: str) -> None:
    with pytest.raises(TokenInvalid):
        verify(token)


def test_forgeries_are_judged_by_their_forgery_alone() -> None:
    """The hand that forges also makes the good token; so each refusal above has one reason."""
    assert verify(forge(HEADER, CLAIMS, by_issuer)) == verify(GOOD)
    assert verify(header(kid="first")) == verify(GOOD)


@pytest.mark.parametrize("seconds", [-60, 0, 600, 659])
def test_clocks_may_differ_by_a_minute(seconds: int) -> None:
    at = NOON + timedelta(seconds=seconds)
    verify_access_token(GOOD, key_set(issuer.published), issuer=ISSUER, at=at)


@pytest.mark.parametrize("seconds", [-61, 661])
def test_clocks_may_not_differ_by_more(seconds: int) -> None:
    at = NOON + timedelta(seconds=seconds)
    with pytest.raises(TokenInvalid):
        verify_access_token(GOOD, key_set(issuer.published), issuer=ISSUER, at=at)


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*", fullmatch=True))
def test_whatever_stands_in_the_header_the_answer_is_the_same_refusal(token: str) -> None:
    with pytest.raises(TokenInvalid):
        verify(token)


@given(st.integers(0, len(GOOD) - 1), st.sampled_from("ABCDwxyz0189-_.=~"))
def test_a_token_with_one_letter_changed_is_refused(place: int, letter: str) -> None:
    if GOOD[place] != letter:
        with pytest.raises(TokenInvalid):
            verify(GOOD[:place] + letter + GOOD[place + 1 :])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
)


@given(st.sampled_from(sorted(CLAIMS)), json_values)
def test_a_claim_of_the_wrong_kind_never_breaks_anything(name: str, value: object) -> None:
    try:
        verify(claims(**{name: value}))
    except TokenInvalid:
        return


@given(st.sampled_from(sorted(HEADER)), json_values)
def test_a_header_field_of_the_wrong_kind_is_refused(name: str, value: object) -> None:
    if value != HEADER[name] and not (name == "kid" and value is None):
        with pytest.raises(TokenInvalid):
            verify(header(**{name: value}))


def service_token(**changes: Any) -> str:
    found, stated = opened(mint_service_token(SECRET, sender="directory", audience="points", at=NOON))
    return forge(found, stated | changes, with_secret(SECRET.encode()))


def test_a_service_token_says_which_service_tells() -> None:
    token = mint_service_token(SECRET, sender="directory", audience="points", at=NOON)
    assert verify_service_token(token, SECRET, audience="points", at=NOON) == "directory"
    assert verify_service_token(service_token(), SECRET, audience="points", at=NOON) == "directory"


@pytest.mark.parametrize(
    "token",
    [
        GOOD,
        forge({"alg": "HS256", "typ": "at+jwt"}, CLAIMS | {"aud": "points"}, with_secret(SECRET.encode())),
        mint_service_token(SECRET + "x", sender="directory", audience="points", at=NOON),
        mint_service_token(SECRET, sender="directory", audience="activities", at=NOON),
        mint_service_token(SECRET, sender="directory", audience="points", at=NOON - timedelta(seconds=121)),
        mint_service_token(SECRET, sender="directory", audience="points", at=NOON + timedelta(seconds=61)),
        forge({"alg": "none", "typ": "facts+jwt"}, opened(service_token())[1], unsigned),
        service_token(aud=["points", "directory"]),
        service_token(iss=7),
        service_token(iss=None),
        service_token(exp=None),
        "",
        "..",
        f"{b64(b'[' * 2000)}.a.b",
    ],
    ids=[
        "access token",
        "access token type under our secret",
        "another secret",
        "for another service",
        "expired",
        "from the future",
        "alg none",
        "audience a list",
        "sender a number",
        "no sender",
        "no expiry",
        "empty",
        "dots",
        "nested beyond reading",
    ],
)
def test_a_forged_service_token_is_refused(token: str) -> None:
    with pytest.raises(TokenInvalid):
        verify_service_token(token, SECRET, audience="points", at=NOON)


def test_without_a_secret_nobody_is_believed() -> None:
    """A service whose secret was forgotten must not take tokens sealed with nothing."""
    stated = opened(service_token())[1]
    for secret in ("", "short"):
        sealed = forge({"alg": "HS256", "typ": "facts+jwt"}, stated, with_secret(secret.encode()))
        with pytest.raises(TokenInvalid):
            verify_service_token(sealed, secret, audience="points", at=NOON)
        with pytest.raises(ValueError, match="at least 32"):
            mint_service_token(secret, sender="directory", audience="points", at=NOON)


def test_what_is_published_of_a_key_does_not_hold_its_secret() -> None:
    assert "d" in issuer.private
    assert set(PUBLIC) == {"kty", "crv", "x", "kid", "use", "alg"}


@pytest.mark.parametrize("keys", [[{}], [{"kty": "OKP"}], ["x"], [None], [{"kty": "oct", "k": 7}]])
def test_what_is_no_key_is_refused_as_a_whole(keys: Any) -> None:
    with pytest.raises(TokenInvalid):
        key_set(keys)
