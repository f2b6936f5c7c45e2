"""A credential verifies by its issuer's name alone; every known way to forge one is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3.did import did_jwk_from_jwk, resolve_did

from shared.auth.credentials import (
    CredentialInvalid,
    did_of,
    new_credential_key,
    public_key,
    sign_credential,
    verify_credential,
)
from tests.support.forgery import b64, forge, opened, unb64, unsigned, with_key, with_secret

KEY, STRANGER = new_credential_key(), new_credential_key()
DID = did_of(KEY)
PAYLOAD: dict[str, Any] = {"id": "urn:uuid:1", "iss": DID, "name": "内部服务记录单"}
GOOD = sign_credential(PAYLOAD, KEY)
HEADER, _ = opened(GOOD)
SIGNED, BODY, SIGNATURE = GOOD.split(".")
by_key = with_key(KEY)
FORGERIES: dict[str, str] = {
    "alg none": forge(HEADER | {"alg": "none"}, PAYLOAD, unsigned),
    "alg none, signature kept": f"{b64(json.dumps(HEADER | {'alg': 'none'}).encode())}.{BODY}.{SIGNATURE}",
    "alg Ed25519, which we do not write": forge(HEADER | {"alg": "Ed25519"}, PAYLOAD, by_key),
    "HS256 over the public key": forge(HEADER | {"alg": "HS256"}, PAYLOAD, with_secret(unb64(KEY["x"]))),
    "a stranger's signature": forge(HEADER, PAYLOAD, with_key(STRANGER)),
    "a stranger's key in the header": forge(
        HEADER | {"jwk": public_key(STRANGER)}, PAYLOAD, with_key(STRANGER)
    ),
    "the right key in the header": forge(HEADER | {"jwk": public_key(KEY)}, PAYLOAD, by_key),
    "jku": forge(HEADER | {"jku": "https://attacker.example/keys"}, PAYLOAD, by_key),
    "x5u": forge(HEADER | {"x5u": "https://attacker.example/key.pem"}, PAYLOAD, by_key),
    "another's kid": forge(HEADER | {"kid": STRANGER["kid"]}, PAYLOAD, by_key),
    "no kid": forge({"alg": "EdDSA", "typ": "JWT"}, PAYLOAD, by_key),
    "crit": forge(HEADER | {"crit": ["x"], "x": 1}, PAYLOAD, by_key),
    "another issuer named": forge(HEADER, PAYLOAD | {"iss": did_of(STRANGER)}, by_key),
    "no issuer named": forge(HEADER, {"id": "urn:uuid:1"}, by_key),
    "a list for a payload": forge(HEADER, [PAYLOAD], by_key),
    "a word for a payload": forge(HEADER, "credential", by_key),
    "signature cut off": f"{SIGNED}.{BODY}.",
    "two parts": f"{SIGNED}.{BODY}",
    "nothing": "",
    "not base64": "!.!.!",
    "too long": f"{SIGNED}.{BODY * 1_000}.{SIGNATURE}",
}


def test_what_was_signed_is_read() -> None:
    assert verify_credential(GOOD, issuer=DID) == PAYLOAD


def test_the_same_words_and_key_give_the_same_credential() -> None:
    assert sign_credential(PAYLOAD, KEY) == GOOD


@pytest.mark.parametrize("token", FORGERIES.values(), ids=FORGERIES)
def test_no_forgery_passes(token: str) -> None:
    with pytest.raises(CredentialInvalid):
        verify_credential(token, issuer=DID)


NO_KEYS = {
    "nothing": "",
    "no key": "did:key:",
    "an empty key": "did:key:z",
    "a letter that is no digit": "did:key:z0",
    "did:web": "did:web:siyou.test",
    "one digit more": f"{DID}1",
    "one digit less": DID[:-1],
    "ones before": DID.replace("did:key:z", "did:key:z1"),
    "endless": "did:key:z" + "z" * 9_999,
}


@pytest.mark.parametrize("did", NO_KEYS.values(), ids=NO_KEYS)
def test_a_name_that_is_no_key_verifies_nothing(did: str) -> None:
    with pytest.raises(CredentialInvalid):
        verify_credential(GOOD, issuer=did)


@given(st.integers(0, len(GOOD) - 2), st.sampled_from("AZaz09_-."))
def test_no_character_can_be_another(at: int, other: str) -> None:
    """But the very last: four of its bits belong to no byte of the signature (RFC 4648 §3.5)."""
    if GOOD[at] == other:
        return
    with pytest.raises(CredentialInvalid):
        verify_credential(GOOD[:at] + other + GOOD[at + 1 :], issuer=DID)


def test_a_foreign_library_finds_the_same_key_in_the_name() -> None:
    found = resolve_did(DID)
    assert found == resolve_did(DID)
    assert b"PUBLIC KEY" in found
    assert did_jwk_from_jwk(public_key(KEY)).startswith("did:jwk:")


def test_the_private_part_is_not_published() -> None:
    assert "d" in KEY
    assert "d" not in public_key(KEY)
    assert public_key(KEY)["kid"].startswith(f"{DID}#z")
