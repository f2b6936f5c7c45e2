"""What is kept sealed in the database, telephone numbers and the secrets of webhooks, and what is shown in its place.

A sealed text is `v1.KEY.BYTES`: the form, the id of the key, and nonce with ciphertext (AES-256-GCM) in base64url.
Person and field are sealed in with it: copied to another row or column it no longer opens.
"""

import base64
import hashlib
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import SettingUnusable

_FORM = "v1"
_NONCE_BYTES = 12  # NIST SP 800-38D §8.2: 96 random bits, good for 2³² texts under one key
_KEY = re.compile(r"[0-9a-fA-F]{64}")
_MAINLAND = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")
_NUMBER = re.compile(r"\+?[0-9]{3,20}")
_SHOWN_HEAD, _SHOWN_TAIL = 3, 4
_PHONE = "phone"


class FieldKeysWrong(SettingUnusable):
    """What is given as keys is none; the message says how to make one and never repeats what was given."""


class Unopened(Exception):
    """A sealed text that none of these keys opens, or that stands where it was not sealed for."""


@dataclass(frozen=True)
class FieldKeys:
    """A ring: the first key seals, each of them opens. A key's id is made from the key, so a wrong one has another."""

    first: str
    ring: Mapping[str, AESGCM] = field(repr=False)


def key_ring(text: str) -> FieldKeys:
    """The keys of the setting: 64 hexadecimal digits each, separated by commas, the one that seals first.

    Raises FieldKeysWrong.
    """
    given = [part.strip() for part in text.split(",") if part.strip()]
    if not given or not all(_KEY.fullmatch(part) for part in given):
        message = (
            "SIYOU_FIELD_KEYS holds no usable keys: it takes 64 hexadecimal digits each, separated by commas. "
            'One is made by: python3 -c "import secrets; print(secrets.token_hex(32))"'
        )
        raise FieldKeysWrong(message)
    keys = [bytes.fromhex(part) for part in given]
    return FieldKeys(_id(keys[0]), MappingProxyType({_id(key): AESGCM(key) for key in keys}))


def seal(keys: FieldKeys, text: str, *, about: UUID, field: str) -> str:
    """The text as it is kept: under the first key, for this row and field alone."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    closed = keys.ring[keys.first].encrypt(nonce, text.encode(), _bound(keys.first, about, field))
    return f"{_FORM}.{keys.first}.{base64.urlsafe_b64encode(nonce + closed).decode()}"


def unseal(keys: FieldKeys, sealed: str, *, about: UUID, field: str) -> str:
    """The text. Raises Unopened."""
    form, key_id, body = _parts(sealed)
    key = keys.ring.get(key_id)
    if form != _FORM or key is None:
        message = f"{field} of {about} is sealed under key {key_id}, which is not among SIYOU_FIELD_KEYS"
        raise Unopened(message)
    try:
        data = base64.b64decode(body, altchars=b"-_", validate=True)
        return key.decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], _bound(key_id, about, field)).decode()
    except (InvalidTag, ValueError) as error:
        message = f"{field} of {about} was altered, or sealed for something else"
        raise Unopened(message) from error


def key_of(sealed: str) -> str:
    """The id of the key that opens it. Raises Unopened for what was never sealed."""
    return _parts(sealed)[1]


def is_current(keys: FieldKeys, sealed: str) -> bool:
    """Whether it is sealed under the first key; everything else wants sealing again. Raises Unopened."""
    return key_of(sealed) == keys.first


def normal_phone(text: str) -> str | None:
    """A telephone number without what people write between the digits; None if it is none.

    A mobile number of the mainland loses its 86; another country's keeps its plus, and inner numbers may be short.
    """
    bare = re.sub(r"[\s\-()./·—–]", "", unicodedata.normalize("NFKC", text))
    if mobile := _MAINLAND.fullmatch(bare):
        return mobile.group(1)
    return bare if _NUMBER.fullmatch(bare) else None


def seal_phone(keys: FieldKeys, number: str | None, person_id: UUID) -> str | None:
    """What `Person.phone_sealed` keeps of a normal number."""
    return None if number is None else seal(keys, number, about=person_id, field=_PHONE)


def open_phone(keys: FieldKeys, sealed: str | None, person_id: UUID) -> str | None:
    """The number of a person. Raises Unopened."""
    return None if sealed is None else unseal(keys, sealed, about=person_id, field=_PHONE)


def mask_phone(number: str) -> str:
    """A normal number as most see it: `138****5678`; of a short one only that there is one."""
    hidden = len(number) - _SHOWN_HEAD - _SHOWN_TAIL
    if hidden < _SHOWN_TAIL:
        return "*" * len(number)
    return f"{number[:_SHOWN_HEAD]}{'*' * hidden}{number[-_SHOWN_TAIL:]}"


def _id(key: bytes) -> str:
    """Eight hexadecimal digits of the key's digest: enough to tell keys apart, nothing to find one by."""
    return hashlib.sha256(b"siyou field key " + key).hexdigest()[:8]


def _bound(key_id: str, about: UUID, field: str) -> bytes:
    return f"{_FORM}|{key_id}|{field}|{about}".encode()


def _parts(sealed: str) -> tuple[str, str, str]:
    match sealed.split("."):
        case [form, key_id, body]:
            return form, key_id, body
    message = "a field that should be sealed is not"
    raise Unopened(message)
