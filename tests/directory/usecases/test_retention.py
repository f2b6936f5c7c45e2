"""What has been kept long enough goes, once, and nothing else does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import text

from services.directory.models import (
    Channel,
    CorrectionRequest,
    DeliveredMessage,
    DepartureReason,
    Message,
    MessageDelivery,
    MessageDeliveryState,
    Person,
    Reading,
    RequestVerdict,
)
from services.directory.rules.privacy.sealing import seal_phone
from services.directory.usecases.retention import Retention
from tests.directory.house import House, both
from tests.directory.world import ident

OLD = datetime(2020, 1, 1, tzinfo=UTC)


def a_reading(at: datetime) -> Reading:
    return Reading(
        person_id=ident("wang"),
        reader_id=ident("secretary"),
        client_id="test-app",
        purpose="care",
        fields=["phone"],
        at=at,
    )


def a_message(at: datetime, key: str) -> Message:
    words = dict.fromkeys(("title_zh", "title_en", "body_zh", "body_en"), "words")
    flags = dict.fromkeys(("compulsory", "harmless", "urgent", "withdrawn"), False)
    more: dict[str, Any] = words | flags
    return Message(
        person_id=ident("wang"),
        source="points",
        key=key,
        revision=1,
        kind="result",
        about="/v1/me",
        told_at=at,
        **more,
    )


async def leave(house: House, key: str, on: date, departure: DepartureReason) -> None:
    async with house.database.write() as tx:
        row = await tx.get_one(Person, ident(key))
        row.phone_sealed = seal_phone(house.app.state.field_keys, "13812345678", row.id)
        row.email, row.active = "somebody@factory.example", False
        row.left_on, row.departure = on, departure.value


async def count(house: House, query: str) -> int:
    async with house.database.read() as view:
        found: int = (await view.execute(text(f"SELECT count(*) FROM {query}"))).scalar_one()  # noqa: S608 - our own
        return found


@both
async def test_what_has_run_out_goes_and_the_rest_stays(house: House) -> None:
    now = house.watch.at
    async with house.database.write() as tx:
        tx.add_all([a_reading(OLD), a_reading(now)])
        sent, fresh = a_message(OLD, "old"), a_message(now, "fresh")
        delivery = MessageDelivery(
            person_id=ident("wang"),
            channel=Channel.MAIL,
            urgent=False,
            slot=OLD,
            state=MessageDeliveryState.SENT,
            made_at=OLD,
            next_at=OLD,
            sent_at=OLD,
        )
        tx.add_all([sent, fresh, delivery])
        await tx.flush()
        tx.add(DeliveredMessage(delivery_id=delivery.id, message_id=sent.id))
        request = await tx.get_one(CorrectionRequest, ident("request of wang"))
        request.verdict, request.answer = RequestVerdict.REFUSED, "已核对"
        request.decided_by, request.decided_at = ident("organiser"), OLD
    today = now.date()
    await leave(house, "li", today - timedelta(days=181), DepartureReason.RESIGNED)
    await leave(house, "leader", today - timedelta(days=100), DepartureReason.RESIGNED)
    await leave(house, "organiser", today - timedelta(days=900), DepartureReason.RETIRED)
    retention: Retention = house.app.state.retention
    await retention.once(house.database, now)
    await retention.once(house.database, now)
    assert await count(house, "reading") == 1
    assert await count(house, "message") == 1
    assert await count(house, "message_delivery") == await count(house, "delivered_message") == 0
    assert await count(house, "correction_request") == 2
    assert await count(house, "person WHERE phone_sealed IS NOT NULL AND email IS NOT NULL") == 5
    gone = [each for _, each in await house.audited("retention.applied")]
    assert gone == ["readings", "message_deliveries", "messages", "correction_requests", "leavers_contact"]


async def test_a_round_is_made_once_an_hour(house: House) -> None:
    retention: Retention = house.app.state.retention
    for minutes, left in ((0, 0), (30, 1), (61, 0)):
        await retention.sweep(house.database, house.watch.at + timedelta(minutes=minutes))
        assert await count(house, "reading") == left
        async with house.database.write() as tx:
            tx.add(a_reading(OLD))
            if left:
                await tx.execute(text("DELETE FROM reading"))
