"""Tokens made by hand, as an attacker makes them: any header, any claims, any signature."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Sign = Callable[[bytes], bytes]


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def with_key(private: dict[str, Any]) -> Sign:
    """Sign as the holder of an Ed25519 key would."""
    return Ed25519PrivateKey.from_private_bytes(unb64(private["d"])).sign


def with_secret(secret: bytes, digest: str = "sha256") -> Sign:
    """Sign with HMAC."""
    return lambda data: hmac.new(secret, data, getattr(hashlib, digest)).digest()


def unsigned(_data: bytes) -> bytes:
    """No signature at all."""
    return b""


def forge(header: object, claims: object, sign: Sign) -> str:
    """A compact token of these very words."""
    signed = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{signed}.{b64(sign(signed.encode()))}"


def opened(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token, unverified."""
    header, claims, _ = token.split(".")
    return json.loads(unb64(header)), json.loads(unb64(claims))
