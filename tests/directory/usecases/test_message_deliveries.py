"""What leaves the house: gathered, sent, tried again, given up; over a real mail server and a real gateway."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import UnthreadedController
from sqlalchemy import update
from sqlmodel import col

from services.directory.models import Channel, Message, Person
from services.directory.rules.message_deliveries import LEASE
from services.directory.rules.message_preferences import quiet
from services.directory.rules.sealing import seal
from services.directory.usecases import message_deliveries as post_office
from services.directory.usecases.channels import Gateway, Mail, NotSent, Outgoing
from services.directory.usecases.message_deliveries import Post
from tests.directory.house import House, both
from tests.directory.posting import ALARM, KIND, REMINDER, a_message, inbox, tell
from tests.directory.world import ident

LINK = "https://siyou.example/messages"
PHONE = "13812345678"


class Box:
    """A way out that keeps what it is given, or refuses it."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.refusals: list[NotSent] = []

    def reaches(self, person: Person) -> bool:
        return bool(person)

    async def send(self, outgoing: Outgoing) -> None:
        self.sent.append(outgoing)
        if self.refusals:
            raise self.refusals.pop(0)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def post(house: House, box: Box) -> Post:
    return Post({Channel.MAIL: box}, quiet("21:30", "07:30"), house.app.state.zone, LINK)


async def sweep(house: House, post: Post) -> None:
    await post_office.sweep(house.database, house.watch.at, post=post)


async def deliveries(house: House, query: str = "") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await house.get(f"/v1/message-deliveries{query}", "system")).json()[
        "items"
    ]
    return items


async def change(house: House, key: str, **values: Any) -> None:
    async with house.database.write() as tx:
        await tx.execute(update(Person).where(col(Person.id) == ident(key)).values(**values))


async def prefer(house: House, key: str, **wishes: Any) -> None:
    body = {"language": "zh", "quiet_hours": None, "channels_off": [], "kinds_off": []} | wishes
    headers = house.by(key) | {"If-Match": "*"}
    answer = await house.client.put("/v1/me/message-preferences", json=body, headers=headers)
    assert answer.status_code == 200, answer.text


class TestGathering:
    @both
    async def test_one_letter_an_hour_whatever_comes_and_nothing_twice(
        self, house: House, post: Post, box: Box
    ) -> None:
        for key in range(5):
            await tell(house, a_message(key=key), "wang", "li")
        await asyncio.gather(*(sweep(house, post) for _ in range(3)))
        assert sorted(each.person.id for each in box.sent) == sorted((ident("wang"), ident("li")))
        await tell(house, a_message(key="late"), "wang")
        house.watch.pass_by(minutes=10)
        await sweep(house, post)
        assert len(box.sent) == 2
        house.watch.pass_by(minutes=50)
        await sweep(house, post)
        assert (box.sent[2].person.id, box.sent[2].letter.subject) == (ident("wang"), "思优:您有 1 条新消息")
        assert [each["messages"] for each in await deliveries(house)] == [1, 5, 5]

    async def test_quiet_hours_hold_back_what_is_not_urgent_until_they_end(
        self, house: House, post: Post, box: Box
    ) -> None:
        house.watch.pass_by(hours=10)  # ten in the evening
        await tell(house, a_message(KIND), "wang")
        await sweep(house, post)
        assert box.sent == []
        await tell(house, a_message(ALARM), "wang")
        await sweep(house, replace(post, urgent_in_quiet=False))
        assert box.sent == []
        house.watch.pass_by(hours=9, minutes=30)
        await sweep(house, post)
        assert [each.letter.subject for each in box.sent] == ["思优:您有 2 条新消息"]

    async def test_what_is_urgent_goes_at_night_where_the_factory_lets_it(
        self, house: House, post: Post, box: Box
    ) -> None:
        house.watch.pass_by(hours=10)
        await tell(house, a_message(KIND), "wang")
        await tell(house, a_message(ALARM), "wang")
        await sweep(house, post)
        assert [each.letter.subject for each in box.sent] == ["思优:您有 1 条新消息"]

    async def test_wishes_are_kept(self, house: House, post: Post, box: Box) -> None:
        await prefer(house, "wang", channels_off=["mail"])
        await prefer(house, "li", kinds_off=[KIND.code])
        await prefer(house, "zhao", language="en")
        await tell(house, a_message(KIND), "wang", "li", "zhao")
        await sweep(house, post)
        assert [each.letter.text for each in box.sent] == [
            f"Siyou: 1 new message.\nSign in to read it.\n{LINK}"
        ]
        assert len(await inbox(house, "li")) == 1, "what is compulsory is in the inbox all the same"

    async def test_nothing_is_sent_of_what_was_read_or_taken_back_or_is_old(
        self, house: House, post: Post, box: Box
    ) -> None:
        await tell(house, a_message(key="read"), "wang")
        await house.post(f"/v1/messages/{(await inbox(house, 'wang'))[0]['id']}/reading", None, "wang")
        await tell(house, a_message(key="off"), "li")
        await tell(house, a_message(key="off", revision=2, withdrawn=True), "li")
        await tell(house, a_message(), "zhao")
        house.watch.pass_by(days=4)
        await sweep(house, post)
        assert box.sent == []
        async with house.database.read() as view:
            assert (
                await view.get_one(Message, UUID((await inbox(house, "zhao"))[0]["id"]))
            ).deliver_at is None

    async def test_at_a_death_all_stops_at_once_gathered_or_not(
        self, house: House, post: Post, box: Box
    ) -> None:
        box.refusals = [NotSent("http_503")]
        await tell(house, a_message(key=1), "wang")
        await sweep(house, post)
        await tell(house, a_message(ALARM, key=2), "wang")
        await change(house, "wang", departure="died")
        house.watch.pass_by(minutes=5)
        await sweep(house, post)
        assert len(box.sent) == 1
        assert [each["state"] for each in await deliveries(house)] == ["dropped"]
        assert await tell(house, a_message(key=3), "wang") == ["ignored"]


class TestTrying:
    async def test_tried_again_under_the_same_id_until_it_is_taken(
        self, house: House, post: Post, box: Box
    ) -> None:
        box.refusals = [NotSent("smtp_451"), NotSent("TimeoutError")]
        await tell(house, a_message(), "wang")
        for _ in range(4):
            await sweep(house, post)
            house.watch.pass_by(minutes=4)
        assert len(box.sent) == 3
        assert len({each.delivery_id for each in box.sent}) == 1
        [row] = await deliveries(house, "?state=sent")
        assert (row["attempts"], row["error"]) == (3, None)

    async def test_given_up_after_eight_tries_listed_and_tried_again_by_the_administrator(
        self, house: House, post: Post, box: Box
    ) -> None:
        box.refusals = [NotSent("http_503")] * 8
        await tell(house, a_message(), "wang")
        for _ in range(10):
            await sweep(house, post)
            house.watch.pass_by(hours=4)
        assert len(box.sent) == 8
        [dead] = await deliveries(house, "?state=dead")
        assert (dead["attempts"], dead["error"]) == (8, "http_503")
        path = f"/v1/message-deliveries/{dead['id']}/repetition"
        assert (await house.post(path, None, "secretary")).status_code == 403
        assert (await house.post(path, None, "system")).status_code == 201
        await sweep(house, post)
        assert (await deliveries(house))[0]["state"] == "sent"
        again = await house.post(path, None, "system")
        assert (again.status_code, again.json()["code"]) == (409, "message_delivery_not_dead")

    async def test_what_would_fail_again_is_given_up_at_once(
        self, house: House, post: Post, box: Box
    ) -> None:
        box.refusals = [NotSent("smtp_550", final=True)]
        await tell(house, a_message(), "wang")
        await sweep(house, post)
        assert [(each["state"], each["attempts"]) for each in await deliveries(house)] == [("dead", 1)]

    @both
    async def test_a_worker_that_dies_in_between_sends_once_more_under_the_same_id(
        self, house: House, post: Post, box: Box
    ) -> None:
        async def die(outgoing: Outgoing) -> None:
            box.sent.append(outgoing)
            raise asyncio.CancelledError

        dying = Box()
        dying.send = die  # type: ignore[method-assign]  # this one dies
        await tell(house, a_message(), "wang")
        with pytest.raises(asyncio.CancelledError):
            await sweep(house, replace(post, adapters={Channel.MAIL: dying}))
        await sweep(house, post)
        assert len(box.sent) == 1, "until its lease is over nobody else takes it"
        house.watch.pass_by(seconds=LEASE.total_seconds() + 1)
        await sweep(house, post)
        assert len({each.delivery_id for each in box.sent}) == 1
        assert [(each["state"], each["attempts"]) for each in await deliveries(house)] == [("sent", 2)]


class Letters:
    """What a mail server has taken."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
async def letters() -> AsyncIterator[tuple[Letters, int]]:
    handler = Letters()
    controller = UnthreadedController(handler, hostname="127.0.0.1", port=0, loop=asyncio.get_running_loop())
    server = await controller._create_server()  # noqa: SLF001 - it has no public way inside a running loop
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
