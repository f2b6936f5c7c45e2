"""Where we may send anything: an address is looked at as a name when it is registered, and as a number when we connect.

A name is resolved once, each of its numbers is looked at, and the connection goes to one that was: a name that means
something else the second time has no second time.
Source: RFC 6890 (special-purpose addresses), RFC 4291 §2.5, RFC 6052 §2.1, OWASP "Server Side Request Forgery".
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.errors import Conflict, SettingUnusable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_USUAL = {"https": 443, "http": 80}
_LONGEST = 500
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
# Such a last word makes some programs read the whole as a number: 127.1, 0x7f.1, 2130706433.
_NUMBER_LIKE = re.compile(r"([0-9]+|0x[0-9a-f]*)")
_TRICKY = frozenset(" \"'<>\\^`{|}#")
_NEVER: tuple[Network, ...] = tuple(
    map(
        ipaddress.ip_network,
        (
            "169.254.0.0/16",  # link-local, with the metadata of AWS, Azure, GCP, Tencent
            "100.100.100.200/32",  # metadata of Alibaba
            "168.63.129.16/32",  # wire server of Azure
            "192.0.0.192/32",  # metadata of Oracle
            "fd00:ec2::/32",  # metadata of AWS
            "fe80::/10",
            "0.0.0.0/8",
            "224.0.0.0/3",  # multicast, reserved, broadcast
            "ff00::/8",
            "::/128",
        ),
    )
)
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
_HOLDS_4: tuple[ipaddress.IPv6Network, ...] = (
    ipaddress.IPv6Network("2002::/16"),  # 6to4
    ipaddress.IPv6Network("2001::/32"),  # Teredo
)
_ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})


class AddressUnsafe(Conflict):
    """Nothing is sent there."""

    zh, en = "不允许向该地址推送", "Nothing may be sent to this address"
    detail_zh = "须为完整的 https 地址、常用端口,不含账号;内网地址须由管理员列入 SIYOU_WEBHOOK_NETWORKS"
    detail_en = (
        "It must be a complete https address at the usual port, without a user; an inner address must be listed in "
        "SIYOU_WEBHOOK_NETWORKS by whoever runs the suite"
    )


class EgressSettingWrong(SettingUnusable):
    """What is given as networks or ports is none."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Beside the public net at port 443: inner `networks`, more `ports`, and whether `plain` http is let in to them."""

    networks: tuple[Network, ...] = ()
    ports: frozenset[int] = frozenset()
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart. `host` is a name, or a number as its standard writes it; `path` begins with a slash."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def literal(self) -> Address | None:
        """The number, if the host is one."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    @property
    def authority(self) -> str:
        """What the Host header says."""
        return _bracketed(self.host) + ("" if self.port == _USUAL[self.scheme] else f":{self.port}")

    def at(self, address: str) -> str:
        """The same, addressed by number."""
        return f"{self.scheme}://{_bracketed(address)}:{self.port}{self.path}"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def policy_of(networks: str, ports: str, *, plain: bool) -> Policy:
    """From the settings, each a list with commas. Raises EgressSettingWrong."""
    try:
        found = tuple(ipaddress.ip_network(each.strip()) for each in networks.split(",") if each.strip())
        numbers = frozenset(int(each) for each in ports.split(",") if each.strip())
    except ValueError as error:
        message = "SIYOU_WEBHOOK_NETWORKS takes networks such as 10.8.0.0/24, SIYOU_WEBHOOK_PORTS ports such as 8443"
        raise EgressSettingWrong(message) from error
    return Policy(found, numbers, plain)


def target_of(url: str, policy: Policy) -> Target:
    """Take an address apart and look at all that can be seen without asking anybody. Raises AddressUnsafe."""
    if len(url) > _LONGEST or not url.isascii() or not url.isprintable() or set(url) & _TRICKY:
        raise AddressUnsafe
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressUnsafe from error
    if parts.scheme not in _USUAL or (parts.scheme == "http" and not policy.plain):
        raise AddressUnsafe
    if "@" in parts.netloc or "%" in parts.netloc or (port is None and parts.netloc.endswith(":")):
        raise AddressUnsafe
    port = _USUAL[parts.scheme] if port is None else port
    if port != _USUAL[parts.scheme] and port not in policy.ports:
        raise AddressUnsafe
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = Target(parts.scheme, _host(host, bracketed="[" in parts.netloc), port, path)
    if target.literal is not None:
        pinned(target, [target.host], policy)
    return target


def _host(host: str, *, bracketed: bool) -> str:
    """Raises AddressUnsafe for what is neither a name nor a number in its one proper form."""
    try:
        number = ipaddress.ip_address(host)
    except ValueError:
        number = None
    if number is not None:
        if (number.version == 6) is not bracketed:  # noqa: PLR2004 - RFC 3986 §3.2.2
            raise AddressUnsafe
        return str(number)
    if bracketed or not _NAME.fullmatch(host) or _NUMBER_LIKE.fullmatch(host.rpartition(".")[2]):
        raise AddressUnsafe
    return host


def pinned(target: Target, addresses: Sequence[str], policy: Policy) -> str:
    """The number to connect to, of all that the name stands for. Raises AddressUnsafe if any is out of bounds."""
    if not addresses or not all(_may_reach(each, target, policy) for each in addresses):
        raise AddressUnsafe
    return addresses[0]


def _may_reach(address: str, target: Target, policy: Policy) -> bool:
    try:
        number = ipaddress.ip_address(address)
    except ValueError:
        return False
    if any(number in each for each in _NEVER):
        return False
    if any(number in each for each in policy.networks):
        return True
    return target.scheme == "https" and _is_public(number)


def _is_public(number: Address) -> bool:
    if isinstance(number, ipaddress.IPv4Address):
        return number.is_global
    if number not in _GLOBAL_6 or any(number in each for each in _HOLDS_4):
        return False
    return number.is_global and int(number) >> 32 & 0xFFFF_FFFF not in _ISATAP
