"""Where nothing is sent to, by name and by number."""

from contextlib import nullcontext

import pytest

from services.directory.rules.outward import egress
from services.directory.rules.outward.egress import AddressUnsafe, Policy, policy_of, target_of

NOTHING_MORE = Policy()
INTRANET = policy_of("10.8.0.0/24, 127.0.0.1/32, fd12:3456::/64", "8443", plain=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://hr.example/x",
        "ftp://hr.example/x",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "https://user@hr.example/",
        "https://hr.example@127.0.0.1/",
        "https://hr.example:8443/",
        "https://hr.example:22/",
        "https://hr.example:0/",
        "https://hr.example:99999/",
        "https://hr.example:/",
        "https://hr example/",
        "https://hr.example/\\@127.0.0.1",
        "https://hr.example/#x",
        "https://hr.example/\r\nHost: x",
        "https://人.example/",
        "https://hr.example./",
        "https://-hr.example/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://0x7f.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://127.0.0.1.0x0/",
        "https://0.0.0.0/",
        "https://10.0.0.8/",
        "https://172.16.3.4/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://100.100.100.200/",
        "https://168.63.129.16/",
        "https://192.0.0.192/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::]/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:8.8.8.8]/",
        "https://[::127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b:1::a00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
        "https://[2600::5efe:7f00:1]/",
        "https://[fe80::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[fec0::1]/",
        "https://[fd00:ec2::254]/",
        "https://[fc00::1]/",
        "https://[ff02::1]/",
        "https://[2001:db8::1]/",
        "https://[hr.example]/",
        "https://" + "a" * 500,
    ],
)
def test_what_is_no_plain_address_of_the_public_net_is_refused(url: str) -> None:
    with pytest.raises(AddressUnsafe):
        target_of(url, NOTHING_MORE)


@pytest.mark.parametrize(
    ("url", "at"),
    [
        ("https://hr.example", "https://8.8.8.8:443/"),
        ("https://HR.example/a/b?c=d", "https://8.8.8.8:443/a/b?c=d"),
        ("https://8.8.8.8/x", "https://8.8.8.8:443/x"),
    ],
)
def test_the_public_net_is_reached_by_the_number_that_was_looked_at(url: str, at: str) -> None:
    target = target_of(url, NOTHING_MORE)
    assert target.at(egress.pinned(target, ["8.8.8.8"], NOTHING_MORE)) == at


@pytest.mark.parametrize(
    ("url", "addresses", "safe"),
    [
        ("https://hr.factory:8443/", ["10.8.0.5"], True),
        ("http://hr.factory/", ["10.8.0.5"], True),
        ("http://hr.factory/", ["fd12:3456::5"], True),
        ("https://hr.factory/", ["10.9.0.5"], False),
        ("http://hr.example/", ["8.8.8.8"], False),
        ("https://hr.factory/", ["10.8.0.5", "192.168.1.1"], False),
        ("https://hr.factory/", ["::ffff:10.8.0.5"], False),
        ("https://hr.factory/", [], False),
        ("https://hr.factory/", ["nonsense"], False),
    ],
)
def test_inner_networks_are_reached_only_where_they_are_listed(
    url: str, addresses: list[str], safe: bool
) -> None:
    with nullcontext() if safe else pytest.raises(AddressUnsafe):
        egress.pinned(target_of(url, INTRANET), addresses, INTRANET)


def test_not_even_a_list_opens_the_way_to_metadata() -> None:
    with pytest.raises(AddressUnsafe):
        target_of("https://169.254.169.254/", policy_of("0.0.0.0/0", "", plain=True))


def test_the_host_header_names_the_port_only_where_it_is_not_the_usual_one() -> None:
    assert target_of("https://hr.example/", INTRANET).authority == "hr.example"
    assert target_of("https://hr.example:8443/", INTRANET).authority == "hr.example:8443"


@pytest.mark.parametrize(("networks", "ports"), [("10.8.0.1/24", ""), ("everywhere", ""), ("", "https")])
def test_a_setting_that_means_nothing_is_refused_at_the_start(networks: str, ports: str) -> None:
    with pytest.raises(egress.EgressSettingWrong):
        policy_of(networks, ports, plain=False)
