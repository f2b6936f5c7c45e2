"""Secrets of our own making are 256 random bits; what is kept of them is their SHA-256."""

import hashlib
import hmac
import secrets


def new_secret() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What may be kept of a secret, 64 hexadecimal characters."""
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, kept: str) -> bool:
    """Whether this is the secret, in a time that tells nothing."""
    return hmac.compare_digest(digest(secret), kept)
