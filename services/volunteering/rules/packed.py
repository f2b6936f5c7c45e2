"""A credential as a QR code carries it: unfolded, deflated, in the 45 characters that QR codes pack best.

    SY1:  base45( deflate( six lines ) )
    lines: header, payload and signature of the credential, header, payload and signature of its endorsement

Headers and payloads are the JSON texts as they were signed; in the payload `@` stands where the endorsement was.
Folded, an endorsement is base64 in base64, which hardly deflates: the code would have twice the dots. Unfolding loses
nothing, the reader restores the credential to the letter. Source: RFC 1950, RFC 9285.
"""

import base64
import zlib

PREFIX = "SY1:"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def packed(credential: str, endorsement: str) -> str:
    """What the code says."""
    header, payload, signature = _unfolded(credential)
    lines = [header, payload.replace(endorsement, "@"), signature, *_unfolded(endorsement)]
    return PREFIX + base45(zlib.compress("\n".join(lines).encode(), 9))


def _unfolded(token: str) -> list[str]:
    header, payload, signature = token.split(".")
    return [_text(header), _text(payload), signature]


def _text(part: str) -> str:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()


def base45(data: bytes) -> str:
    """RFC 9285: two bytes are three characters, a last one is two."""
    pairs = [int.from_bytes(data[at : at + 2]) for at in range(0, len(data) - 1, 2)]
    text = "".join(_digits(pair, 3) for pair in pairs)
    return text + _digits(data[-1], 2) if len(data) % 2 else text


def _digits(number: int, count: int) -> str:
    return "".join(_LETTERS[number // 45**place % 45] for place in range(count))
