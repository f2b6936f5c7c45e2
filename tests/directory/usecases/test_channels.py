"""The ways out of the house: a real mail server and a real gateway on this machine."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import UnthreadedController

from services.directory.models import Channel
from services.directory.rules.privacy.sealing import seal
from services.directory.usecases import message_deliveries as post_office
from services.directory.usecases.channels import Gateway, Mail
from services.directory.usecases.message_deliveries import Post
from tests.directory.house import House
from tests.directory.posting import KIND, REMINDER, a_message, tell
from tests.directory.sending import LINK, Box, change, deliveries, post_of, sweep
from tests.directory.world import ident

PHONE = "13812345678"


@pytest.fixture
def post(house: House) -> Post:
    return post_of(house, Box())


class Letters:
    """What a mail server has taken."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
async def letters() -> AsyncIterator[tuple[Letters, int]]:
    handler = Letters()
    controller = UnthreadedController(handler, hostname="127.0.0.1", port=0, loop=asyncio.get_running_loop())
    server: Any = await controller._create_server()  # noqa: SLF001 - it has no public way inside a running loop
    yield handler, server.sockets[0].getsockname()[1]
    server.close()


async def test_a_chinese_mail_arrives_whole(house: House, post: Post, letters: tuple[Letters, int]) -> None:
    taken, port = letters
    mail = Mail("127.0.0.1", port, "思优 <siyou@factory.example>", starttls=False)
    await change(house, "wang", email="wang@factory.example")
    await tell(house, a_message(REMINDER), "wang", "li")
    await tell(house, a_message(KIND), "wang", "li")
    await sweep(house, replace(post, adapters={Channel.MAIL: mail}))
    [received] = taken.taken
    assert received["Subject"] == "思优:您有 2 条新消息"
    assert received["To"] == "wang@factory.example"
    assert "siyou@factory.example" in received["From"]
    text = received.get_content()
    assert text.splitlines()[:4] == ["思优:您有 2 条新消息。", "明天有会", "请登录查看。", LINK]
    assert "献血" not in text
    assert "审定" not in text
    [row] = await deliveries(house)
    assert received["Message-ID"] == f"<{row['id']}@factory.example>"
    assert received["Content-Transfer-Encoding"] in {"base64", "quoted-printable", "8bit"}


async def test_a_mail_server_that_is_not_there_is_tried_again(house: House, post: Post) -> None:
    await change(house, "wang", email="wang@factory.example")
    await tell(house, a_message(), "wang")
    await sweep(house, replace(post, adapters={Channel.MAIL: Mail("127.0.0.1", 1, "a@b", starttls=True)}))
    [row] = await deliveries(house)
    assert (row["state"], row["error"]) == ("waiting", "ConnectionRefusedError")


class TestGateway:
    @pytest.fixture
    async def calls(self) -> AsyncIterator[tuple[list[bytes], list[str], str]]:
        """Requests as they came over the wire, what is answered next, and the address."""
        came: list[bytes] = []
        answers: list[str] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1])
                for line in head.split(b"\r\n")
                if line.lower().startswith(b"content-length")
            )
            came.append(head + await reader.readexactly(length))
            status = answers.pop(0) if answers else "200 OK"
            extra = "Location: http://127.0.0.1:9/elsewhere\r\n" if status.startswith("3") else ""
            writer.write(
                f"HTTP/1.1 {status}\r\n{extra}Content-Length: 2\r\nConnection: close\r\n\r\n{{}}".encode()
            )
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        yield came, answers, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/sms"
        server.close()

    def gateway(self, house: House, url: str) -> Gateway:
        template = {"to": ["{phone}"], "no": "{employee_no}", "body": {"text": "{text}"}, "retries": 0}
        return Gateway(url, {"X-Key": "secret"}, template, house.app.state.field_keys)

    async def with_phone(self, house: House) -> None:
        sealed = seal(house.app.state.field_keys, PHONE, about=ident("wang"), field="phone")
        await change(house, "wang", phone_sealed=sealed)

    async def test_a_text_is_posted_with_the_unsealed_number(
        self, house: House, post: Post, calls: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        came, answers, url = calls
        answers += ["503 Busy", "200 OK"]
        await self.with_phone(house)
        await tell(house, a_message(), "wang", "li")
        ways = replace(post, adapters={Channel.GATEWAY: self.gateway(house, url)})
        await sweep(house, ways)
        house.watch.pass_by(minutes=3)
        await sweep(house, ways)
        assert len(came) == 2
        [row] = await deliveries(house)
        for call in came:
            head, _, body = call.partition(b"\r\n\r\n")
            assert f"idempotency-key: {row['id']}".encode() in head.lower()
            assert f'"to":["{PHONE}"]'.encode() in body.replace(b" ", b"")
            assert "您有 1 条新消息" in body.decode()
        assert (row["state"], row["attempts"]) == ("sent", 2)
        assert PHONE not in caplog.text

    @pytest.mark.parametrize("answer", ["302 Found", "400 Bad Request"])
    async def test_a_redirect_is_not_followed_and_a_refusal_is_final(
        self, house: House, post: Post, calls: Any, answer: str
    ) -> None:
        came, answers, url = calls
        answers += [answer]
        await self.with_phone(house)
        await tell(house, a_message(), "wang")
        await sweep(house, replace(post, adapters={Channel.GATEWAY: self.gateway(house, url)}))
        assert len(came) == 1
        [row] = await deliveries(house)
        assert row["error"] == f"http_{answer[:3]}"
        assert row["state"] == ("dead" if answer.startswith("4") else "waiting")


async def test_the_service_opens_the_ways_that_it_is_told_to(house: House) -> None:
    state = house.app.state
    settings = state.settings.model_copy(update={"message_channels": ("log", "gateway")})
    office = post_office.office(settings, state.field_keys)
    assert set(office.adapters) == {Channel.LOG, Channel.GATEWAY}
    await tell(house, a_message(), "wang")
    await sweep(house, office)
    [row] = await deliveries(house)
    assert (row["channel"], row["state"], row["messages"]) == ("log", "sent", 1)
