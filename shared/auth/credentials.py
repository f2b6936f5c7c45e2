"""Credentials are signed and verified here: W3C Verifiable Credentials as compact JWTs, their keys named by did:key.

A credential is no token: it opens no door, lives for years, and is read by strangers without asking us. Its header
names a key that the reader can compute from the name itself, so that it verifies with the network off; whether that
key is whose it says is another question, answered by the list of keys that the signer publishes.
Source: VC Data Model 2.0; Open Badges 3.0 §8.2 (JSON Web Token proof format); the did:key method, §3.1.
"""

import base64
import json
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

_ALGORITHM = "EdDSA"
_HEADER_NAMES = frozenset({"alg", "typ", "kid"})
_LONGEST = 65_536
_NAMED = "did:key:z"
_LONGEST_NAME = 60
_ED25519 = b"\xed\x01"  # multicodec ed25519-pub
_DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class CredentialInvalid(ValueError):
    """Not a credential, altered, or signed by another key than the one of its issuer."""


class _AsForeignersName(jws.JWSRegistry):
    """Signs as `EdDSA`: RFC 9864 prefers `Ed25519`, but few verifiers of badges know that name yet."""

    def get_alg(self, name: str) -> Any:
        """The one algorithm. Raises UnsupportedAlgorithmError."""
        return self.algorithms[name] if name == _ALGORITHM else super().get_alg(name)


_REGISTRY = _AsForeignersName(algorithms=[_ALGORITHM])


def new_credential_key() -> dict[str, Any]:
    """A fresh Ed25519 key pair as a private JWK; its `kid` is the DID URL that headers name it by."""
    return named(OKPKey.generate_key("Ed25519", private=True).as_dict(private=True))


def named(jwk: dict[str, Any]) -> dict[str, Any]:
    """An Ed25519 JWK with the name and use of a credential key."""
    did = did_of(jwk)
    return {**jwk, "kid": f"{did}#{did.removeprefix('did:key:')}", "use": "sig", "alg": _ALGORITHM}


def public_key(private: dict[str, Any]) -> dict[str, Any]:
    """What may be published of a credential key."""
    return {name: value for name, value in private.items() if name != "d"}


def did_of(jwk: dict[str, Any]) -> str:
    """The did:key of an Ed25519 JWK, private or public."""
    number = int.from_bytes(_ED25519 + _bytes(jwk["x"]))
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = _DIGITS[digit] + digits
    return _NAMED + digits


def sign_credential(payload: dict[str, Any], private: dict[str, Any]) -> str:
    """The credential as a compact JWT; the same payload and key give the same text."""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    header = {"alg": _ALGORITHM, "typ": "JWT", "kid": private["kid"]}
    return jws.serialize_compact(header, body, OKPKey.import_key(private), registry=_REGISTRY)


def verify_credential(token: str, *, issuer: str) -> dict[str, Any]:
    """The payload of a credential that this did:key has signed and that names it as its issuer.

    Raises CredentialInvalid, without saying why. Time and status are the caller's to judge.
    """
    if len(token) > _LONGEST:
        raise CredentialInvalid
    try:
        signed = jws.deserialize_compact(token, _key_of(issuer), registry=_REGISTRY)
        payload = json.loads(signed.payload or b"")
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise CredentialInvalid from error
    header = signed.headers()
    if (
        not _HEADER_NAMES.issuperset(header)
        or header.get("kid") != f"{issuer}#{issuer.removeprefix('did:key:')}"
    ):
        raise CredentialInvalid
    if not isinstance(payload, dict) or payload.get("iss") != issuer:
        raise CredentialInvalid
    return payload


def _key_of(did: str) -> OKPKey:
    """Raises ValueError for what is not the did:key of an Ed25519 key."""
    message = "not the did:key of an Ed25519 key"
    if not did.startswith(_NAMED) or len(did) > _LONGEST_NAME:
        raise ValueError(message)
    number = 0
    for digit in did.removeprefix(_NAMED):
        number = number * 58 + _DIGITS.index(digit)
    x = base64.urlsafe_b64encode(number.to_bytes(_LONGEST_NAME)[-32:]).decode().rstrip("=")
    if did_of({"x": x}) != did:
        raise ValueError(message)
    return OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": x})


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
