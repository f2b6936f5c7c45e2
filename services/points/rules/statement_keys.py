"""The key that signs what points states: derived from the suite's secret, so that no database holds it."""

import base64
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shared.auth.credentials import CredentialInvalid, did_of, named, sign_credential, verify_credential

_PURPOSE = b"siyou points statements, 1"


def key_from(secret: str) -> dict[str, Any]:
    """The Ed25519 key as a private JWK; the same secret gives the same key (RFC 5869)."""
    seed = HKDF(SHA256(), 32, None, _PURPOSE).derive(secret.encode())
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return named({"kty": "OKP", "crv": "Ed25519", "x": _text(raw), "d": _text(seed)})


def dids_of(*secrets: str) -> frozenset[str]:
    """The names of the keys that these secrets give."""
    return frozenset(did_of(key_from(secret)) for secret in secrets)


def signed(payload: dict[str, Any], key: dict[str, Any]) -> str:
    """A statement as a compact JWS that names its signer."""
    return sign_credential({"iss": did_of(key), **payload}, key)


def says(statement: str, did: str, payload: dict[str, Any]) -> bool:
    """Whether the statement is by that key and says exactly this."""
    try:
        return verify_credential(statement, issuer=did) == {"iss": did, **payload}
    except CredentialInvalid:
        return False


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
