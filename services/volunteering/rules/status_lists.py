"""The status list: one bit for each sheet a key has signed, set once the sheet no longer holds.

A list of bits tells a reader about one sheet without telling us which. The list of Open Badges itself
(1EdTechRevocationList) names every withdrawn credential to everybody, and is not kept here.
Source: W3C Bitstring Status List v1.0, §2.2, §3.3 and §6.1.
"""

import base64
import gzip
from collections.abc import Iterable
from datetime import timedelta

from shared.errors import Missing

from ..models import LIST_SIZE

GOOD_FOR = timedelta(days=1)
"""So long an old list can be passed off as the present one."""


class StatusListMissing(Missing):
    """No key of ours has this list."""

    zh, en = "没有这份状态列表", "No such status list"


def encoded(ended: Iterable[int]) -> str:
    """The bits as they are published: compressed, base64url, with the prefix of that encoding."""
    bits = bytearray(LIST_SIZE // 8)
    for index in ended:
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")
