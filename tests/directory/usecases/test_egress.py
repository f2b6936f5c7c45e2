"""Where webhooks never go. Abuse cases 13 and 14."""

import ssl
from pathlib import Path

import pytest

from services.directory.rules.outward.egress import policy_of
from services.directory.usecases import egress
from services.directory.usecases.egress import Sent, post
from tests.directory.receiver import Receiver, a_certificate, receiving

pytestmark = pytest.mark.anyio
HEADERS = {"Content-Type": "application/json"}


def stands_for(*answers: str) -> egress.Resolve:
    """A name that means these numbers, one after the other; the last of them from then on."""
    left = list(answers)

    async def resolve(_host: str, _port: int) -> list[str]:
        return [left.pop(0) if len(left) > 1 else left[0]]

    return resolve


async def sent(receiver: Receiver, url: str, networks: str = "", *answers: str) -> Sent:
    """Post to it where the ports are open, and http is let in to these networks."""
    policy = policy_of(networks, str(receiver.port), plain=True)
    there = url.replace("PORT", str(receiver.port))
    return await post(there, b"{}", HEADERS, policy, stands_for(*(answers or ("127.0.0.1",))))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:PORT/",
        "https://127.0.0.1:PORT/",
        "http://localhost:PORT/",
        "https://localhost:PORT/",
        "http://0.0.0.0:PORT/",
        "http://2130706433:PORT/",
        "http://0177.0.0.1:PORT/",
        "http://0x7f.1:PORT/",
        "http://127.1:PORT/",
        "http://[::ffff:127.0.0.1]:PORT/",
        "http://[::1]:PORT/",
        "http://user@127.0.0.1:PORT/",
        "http://127.0.0.1.:PORT/",
        "gopher://127.0.0.1:PORT/",
    ],
)
async def test_webhooks_to_inner_addresses_in_whatever_writing_are_refused_and_no_byte_is_sent(
    url: str,
) -> None:
    async with receiving() as receiver:
        assert (await sent(receiver, url)).error == "unsafe"
        assert (receiver.touched, receiver.heard) == (0, 0)


async def test_a_name_for_an_inner_address_is_refused_and_no_byte_is_sent() -> None:
    async with receiving() as receiver:
        assert (await sent(receiver, "https://hr.example:PORT/")).error == "unsafe"
        assert receiver.touched == 0


async def test_a_port_that_nobody_opened_is_refused_and_no_byte_is_sent() -> None:
    async with receiving() as receiver:
        policy = policy_of("127.0.0.1/32", "", plain=True)
        assert (await post(f"http://127.0.0.1:{receiver.port}/", b"{}", HEADERS, policy)).error == "unsafe"
        assert receiver.touched == 0


async def test_a_name_that_means_something_else_the_second_time_is_asked_once_only() -> None:
    """What was looked at is what is connected to: the second meaning, the trap, is never reached."""
    async with receiving() as trap:
        asked: list[str] = []
        meanings = stands_for("192.0.2.1", "127.0.0.1")

        async def resolve(host: str, port: int) -> list[str]:
            asked.append(host)
            return await meanings(host, port)

        policy = policy_of("192.0.2.0/24", str(trap.port), plain=True)
        with pytest.MonkeyPatch.context() as patch:
            # The first meaning leads to a net of examples: to wait for it would take the whole patience.
            patch.setattr(egress, "PATIENCE_SECONDS", 0.2)
            told = await post(f"http://hr.example:{trap.port}/", b"{}", HEADERS, policy, resolve)
        assert (told.status, asked, trap.touched) == (None, ["hr.example"], 0)
        assert told.error in {"too_slow", "unreachable"}


async def test_a_name_that_turns_to_an_inner_address_later_is_refused_then() -> None:
    async with receiving() as receiver:
        policy = policy_of("127.0.0.1/32", str(receiver.port), plain=True)
        resolve = stands_for("127.0.0.1", "10.0.0.1")
        url = f"http://hr.factory:{receiver.port}/"
        assert (await post(url, b"{}", HEADERS, policy, resolve)).status == 204
        assert (await post(url, b"{}", HEADERS, policy, resolve)).error == "unsafe"
        assert receiver.touched == 1


async def test_a_redirect_is_an_answer_and_never_followed() -> None:
    async with receiving() as receiver, receiving() as inner:
        receiver.status, receiver.more = 302, f"Location: http://127.0.0.1:{inner.port}/\r\n"
        assert (await sent(receiver, "http://hr.factory:PORT/", "127.0.0.1/32")).status == 302
        assert inner.touched == 0


async def test_the_name_stands_in_the_host_header_and_the_number_is_connected_to() -> None:
    async with receiving() as receiver:
        await sent(receiver, "http://hr.factory:PORT/a?b=c", "127.0.0.1/32")
        [got] = receiver.received
        assert (got.path, got.headers["host"]) == ("/a?b=c", f"hr.factory:{receiver.port}")


@pytest.mark.parametrize(
    ("name", "told"), [("hr.factory", (204, None)), ("crm.factory", (None, "unreachable"))]
)
async def test_the_certificate_is_held_against_the_name_though_the_number_is_connected_to(
    name: str, told: tuple[int | None, str | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sits at the number must prove to be who was named."""
    file = a_certificate(name, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))  # the only authority, for what OpenSSL reads from now on
    egress.trust.cache_clear()
    asked: list[str | None] = []
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    context.sni_callback = lambda _socket, server_name, _context: asked.append(server_name)
    async with receiving(context) as receiver:
        sent_ = await sent(receiver, "https://hr.factory:PORT/", "127.0.0.1/32")
        assert (sent_.status, sent_.error) == told
        assert asked == ["hr.factory"]
        assert len(receiver.received) == (1 if told[0] else 0)
    egress.trust.cache_clear()


async def test_proxies_of_the_environment_do_not_redirect_what_we_send(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with receiving() as receiver, receiving() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert (await sent(receiver, "http://hr.factory:PORT/", "127.0.0.1/32")).status == 204
        assert (receiver.touched, proxy.touched) == (1, 0)


async def test_of_an_answer_only_the_beginning_is_read_and_it_writes_no_line_of_its_own() -> None:
    async with receiving() as receiver:
        receiver.status, receiver.answer = 500, b"no\r\n\x1b[31mway" + b"x" * 10_000_000
        answer = (await sent(receiver, "http://hr.factory:PORT/", "127.0.0.1/32")).answer
        assert answer is not None
        assert answer.startswith("no   [31mway")
        assert len(answer) == egress.MOST_ANSWER


async def test_who_never_answers_costs_no_more_than_our_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(egress, "PATIENCE_SECONDS", 0.2)
    async with receiving() as receiver:
        receiver.silent = True
        told = await sent(receiver, "http://hr.factory:PORT/", "127.0.0.1/32")
        assert (told.status, told.error) == (None, "too_slow")


async def test_nobody_at_home_is_told_as_that() -> None:
    async with receiving() as receiver:
        gone = Receiver(port=receiver.port)
    assert (await sent(gone, "http://hr.factory:PORT/", "127.0.0.1/32")).error == "unreachable"
