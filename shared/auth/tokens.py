"""Tokens are minted and verified here and nowhere else; beside `credentials.py` no module imports the JOSE library.

Three kinds exist, with different rules, and none passes for another (RFC 8725 §3.12):

    access token    typ at+jwt           Ed25519, signed by the issuer     for people and machines (RFC 9068)
    ID token        typ JWT              RS256, another key of the issuer's  tells a client who signed in (OIDC Core §2)
    service token   typ facts+jwt        HMAC-SHA256, the suite's own key  for facts between services
"""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey, OKPKey, RSAKey

from ..errors import TokenInvalid

AUDIENCE = "siyou"
ACCESS_TYPE = "at+jwt"
ID_TYPE = "JWT"
SERVICE_TYPE = "facts+jwt"
ID_ALGORITHM = "RS256"
"""What every client of OpenID Connect expects unless told otherwise (OIDC Discovery §3, Registration §2)."""
LEEWAY_SECONDS = 60
_SIGNED = ["Ed25519"]
_ID_SIGNED = [ID_ALGORITHM]
_RSA_BITS = 2048
_PUBLIC_PARTS = frozenset({"kty", "kid", "use", "alg", "crv", "x", "n", "e"})
"""RFC 7517 §4, RFC 7518 §6.3.1, RFC 8037 §2."""
_SEALED = ["HS256"]
_LONGEST = 4096
_SHORTEST_SECRET = 32
_REQUIRED = ("iss", "aud", "exp", "iat", "sub", "jti")
_HEADER_NAMES = frozenset({"alg", "typ", "kid"})
_THUMBPRINTS = frozenset({"x5t", "x5t#S256"})

Keys = KeySet
"""Public keys by key id."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a verified access token says. `is_client` for a machine."""

    subject_id: UUID
    client_id: str
    is_client: bool
    rights_version: int
    scopes: frozenset[str]
    expires_at: int


@dataclass(frozen=True, slots=True)
class IdToken:
    """Whom an ID token of ours once told of, which client, and of which session."""

    subject_id: UUID
    client_id: str
    session_id: UUID


def verify_access_token(
    token: str, keys: Keys, *, issuer: str, at: datetime, audience: str = AUDIENCE
) -> AccessToken:
    """The one way to trust an access token. Raises TokenInvalid, without saying why.

    Checks signature and algorithm, `typ`, `iss`, `aud`, `exp`, `nbf`, `iat` with 60 s leeway, and that every
    claim of RFC 9068 §2.2 is there; a header that points to a key elsewhere (`jwk`, `jku`, `x5u`, `crit`) is refused.
    """
    claims = _checked(token, keys, _SIGNED, ACCESS_TYPE, {"iss": issuer, "aud": audience}, at)
    try:
        return AccessToken(
            subject_id=UUID(claims["sub"]),
            client_id=str(claims["client_id"]),
            is_client=bool(claims.get("machine", False)),
            rights_version=int(claims["rights_version"]),
            scopes=frozenset(str(claims.get("scope", "")).split()),
            expires_at=int(claims["exp"]),
        )
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise TokenInvalid from error


def read_id_token(token: str, keys: Keys, *, issuer: str) -> IdToken:
    """An ID token as a hint at who wants to sign out; it may have run out long ago. Raises TokenInvalid.

    It opens nothing: where access is at stake, `verify_access_token` refuses it by algorithm, `typ` and `aud`.
    """
    if len(token) > _LONGEST:
        raise TokenInvalid
    try:
        decoded = jwt.decode(token, keys, algorithms=_ID_SIGNED)
        claims = decoded.claims
        if decoded.header.get("typ") != ID_TYPE or not _HEADER_NAMES.issuperset(decoded.header):
            raise TokenInvalid
        if claims["iss"] != issuer:
            raise TokenInvalid
        return IdToken(UUID(claims["sub"]), str(claims["aud"]), UUID(claims["sid"]))
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise TokenInvalid from error


def verify_service_token(token: str, secret: str, *, audience: str, at: datetime) -> str:
    """The name of the service that sent this. Raises TokenInvalid."""
    try:
        key = _sealing_key(secret)
    except ValueError as error:
        raise TokenInvalid from error
    claims = _checked(token, key, _SEALED, SERVICE_TYPE, {"aud": audience}, at)
    sender = claims.get("iss")
    if not isinstance(sender, str):
        raise TokenInvalid
    return sender


@dataclass(frozen=True, slots=True)
class Trust:
    """What is asked of another issuer's access tokens.

    `issuer` stands in them exactly so, and `audience` among their audiences. `kind` is their `typ`: RFC 9068 has
    `at+jwt`, some issuers write `JWT`. The person is known by the claim `person_claim`, a machine by its client id.
    """

    issuer: str
    audience: str
    algorithms: tuple[str, ...]
    kind: str
    person_claim: str


@dataclass(frozen=True, slots=True)
class ForeignToken:
    """What a verified access token of another issuer says: by what its subject is known there."""

    known_by: str
    client_id: str
    is_client: bool
    scopes: frozenset[str]
    expires_at: int


def issuer_named(token: str) -> str | None:
    """Who claims to have issued a token; nothing is verified yet. None for what is no token."""
    try:
        claims = json.loads(urlsafe_b64decode(token.split(".")[1] + "==")) if len(token) <= _LONGEST else None
    except (ValueError, IndexError):
        return None
    named = claims.get("iss") if isinstance(claims, dict) else None
    return named if isinstance(named, str) else None


def verify_foreign_token(token: str, keys: Keys, trust: Trust, at: datetime) -> ForeignToken:
    """As `verify_access_token`, for an issuer that the factory runs itself. Raises TokenInvalid.

    A machine's token names the client as its subject (RFC 9068 §2.2).
    """
    required = {name: {"essential": True} for name in ("exp", "iat", "sub")}
    expected = {
        "iss": {"essential": True, "value": trust.issuer},
        "aud": {"essential": True, "value": trust.audience},
    }
    decoded = _decoded(token, keys, list(trust.algorithms), required | expected, at)
    _check_header(decoded.header, trust.kind, _HEADER_NAMES | _THUMBPRINTS)
    claims = decoded.claims
    client_id = claims.get("client_id") or claims.get("azp")
    machine = client_id is not None and claims["sub"] == client_id
    known_by = client_id if machine else claims.get(trust.person_claim)
    if not isinstance(known_by, str) or not known_by or not isinstance(claims["exp"], int):
        raise TokenInvalid
    scopes = frozenset(str(claims.get("scope", "")).split())
    return ForeignToken(known_by, str(client_id or ""), machine, scopes, claims["exp"])


def _checked(
    token: str, key: Any, algorithms: list[str], kind: str, expected: dict[str, str], at: datetime
) -> dict[str, Any]:
    options: dict[str, Any] = {name: {"essential": True} for name in _REQUIRED}
    options |= {name: {"essential": True, "value": value} for name, value in expected.items()}
    decoded = _decoded(token, key, algorithms, options, at)
    _check_header(decoded.header, kind, _HEADER_NAMES)
    # An audience list would let one token serve two doors.
    if decoded.claims["aud"] != expected["aud"] or not isinstance(decoded.claims["exp"], int):
        raise TokenInvalid
    return dict(decoded.claims)


def _decoded(token: str, key: Any, algorithms: list[str], options: dict[str, Any], at: datetime) -> Any:
    """Signature and claims are as they must be. Raises TokenInvalid."""
    if len(token) > _LONGEST:
        raise TokenInvalid
    try:
        decoded = jwt.decode(token, key, algorithms=algorithms)
        registry = jwt.JWTClaimsRegistry(now=int(at.timestamp()), leeway=LEEWAY_SECONDS, **options)
        registry.validate(decoded.claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise TokenInvalid from error
    return decoded


def _check_header(header: Mapping[str, Any], kind: str, allowed: frozenset[str]) -> None:
    if header.get("typ") != kind or not allowed.issuperset(header):
        raise TokenInvalid


def new_signing_key(kid: str) -> dict[str, Any]:
    """A fresh Ed25519 key pair as a private JWK."""
    parameters: Any = {"kid": kid, "use": "sig", "alg": "Ed25519"}
    return dict(OKPKey.generate_key("Ed25519", parameters=parameters, private=True).as_dict(private=True))


def new_id_key(kid: str) -> dict[str, Any]:
    """A fresh RSA key pair as a private JWK."""
    parameters: Any = {"kid": kid, "use": "sig", "alg": ID_ALGORITHM}
    return dict(RSAKey.generate_key(_RSA_BITS, parameters=parameters, private=True).as_dict(private=True))


def public_part(private: dict[str, Any]) -> dict[str, Any]:
    """What may be published of a signing key; of what is public already, the same."""
    # Not by reading the key: that would try the primes of an RSA key each time.
    return {name: value for name, value in private.items() if name in _PUBLIC_PARTS}


def key_set(public: list[dict[str, Any]]) -> Keys:
    """Keys as fetched from a JWKS document. Raises TokenInvalid if it is not one."""
    try:
        return KeySet.import_key_set({"keys": public})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise TokenInvalid from error


def mint_access_token(
    private: dict[str, Any],
    *,
    issuer: str,
    subject_id: UUID,
    client_id: str,
    machine: bool,
    rights_version: int,
    scope: str,
    at: datetime,
    lifetime: timedelta,
    audience: str = AUDIENCE,
) -> str:
    """A signed access token (RFC 9068)."""
    issued = int(at.timestamp())
    claims = {
        "iss": issuer,
        "aud": audience,
        "sub": str(subject_id),
        "client_id": client_id,
        "machine": machine,
        "rights_version": rights_version,
        "scope": scope,
        "iat": issued,
        "exp": issued + int(lifetime.total_seconds()),
        "jti": secrets.token_urlsafe(12),
    }
    header = {"alg": "Ed25519", "typ": ACCESS_TYPE, "kid": private["kid"]}
    return jwt.encode(header, claims, OKPKey.import_key(private), algorithms=_SIGNED)


def mint_id_token(
    private: dict[str, Any], *, claims: dict[str, Any], access_token: str, at: datetime, lifetime: timedelta
) -> str:
    """A signed ID token. `claims` say who and for whom; time and `at_hash` are added (OIDC Core §2, §3.1.3.6)."""
    issued = int(at.timestamp())
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    told = claims | {
        "iat": issued,
        "exp": issued + int(lifetime.total_seconds()),
        "at_hash": urlsafe_b64encode(half).decode().rstrip("="),
    }
    header = {"alg": ID_ALGORITHM, "typ": ID_TYPE, "kid": private["kid"]}
    return jwt.encode(header, told, RSAKey.import_key(private), algorithms=_ID_SIGNED)


def _sealing_key(secret: str) -> OctKey:
    """Raises ValueError for a secret that is absent or short: anybody could seal with it."""
    if len(secret) < _SHORTEST_SECRET:
        message = f"the suite's secret must have at least {_SHORTEST_SECRET} characters"
        raise ValueError(message)
    return OctKey.import_key(secret)


def mint_service_token(secret: str, *, sender: str, audience: str, at: datetime) -> str:
    """A token for one delivery of facts; it lives a minute."""
    issued = int(at.timestamp())
    claims = {
        "iss": sender,
        "sub": sender,
        "aud": audience,
        "iat": issued,
        "exp": issued + 60,
        "jti": secrets.token_urlsafe(12),
    }
    return jwt.encode({"alg": "HS256", "typ": SERVICE_TYPE}, claims, _sealing_key(secret), algorithms=_SEALED)
