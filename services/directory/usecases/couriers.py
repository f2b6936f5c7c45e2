"""Couriers: take what is due, sign it, send it, write down what became of it. Several processes may have them.

Who takes a message says until when to be trusted; one that is killed in the middle is believed dead after that, and
another sends the message again under the same id.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession
from standardwebhooks import Webhook

from shared.clock import Clock, day_of
from shared.db import Database
from shared.roster import standings

from .. import queries
from ..models import DeliveryState, WebhookDelivery
from ..rules.outward import webhooks as rules
from ..rules.outward.egress import Policy
from ..rules.privacy import sealing
from . import egress, webhooks

log = logging.getLogger(__name__)

AT_ONCE = 20
PAUSE = 1.0
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A message in hand: where to, and with which secrets it is signed."""

    delivery: WebhookDelivery
    url: str
    secrets: list[str]


class Couriers:
    """One per process."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        zone: ZoneInfo,
        keys: sealing.FieldKeys,
        policy: Policy,
        resolve: egress.Resolve = egress.system_resolve,
    ) -> None:
        self.policy, self.resolve = policy, resolve
        self._database, self._clock, self._zone, self._keys = database, clock, zone, keys
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look in the background."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """End; what is under way counts as never arrived and goes out again once its lease is over."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(PAUSE)
            try:
                while await self.deliver_due():
                    pass
            except Exception:  # the loop must outlive every fault of a delivery
                log.exception("the couriers failed and will go on")

    async def deliver_due(self) -> int:
        """Try each of what is due once, up to twenty together; says how many."""
        async with self._database.read() as view:
            if not await queries.webhooks.is_due(view, self._clock()):
                return 0
        errands = await self._database.retrying(self.take)
        await asyncio.gather(*(self._run_errand(each) for each in errands))
        return len(errands)

    async def take(self, session: AsyncSession) -> list[Errand]:
        """What is due, from now on in this process's hands."""
        at = self._clock()
        found = await queries.webhooks.due(session, at, AT_ONCE)
        known = await standings(session, list({row.owner_id for row, _ in found}), day_of(at, self._zone))
        errands = []
        for row, endpoint in found:
            if not rules.may_read(known.get(row.owner_id)):
                # Whoever lost the right since is told nothing more.
                row.state, row.next_at, row.last_error = DeliveryState.GIVEN_UP, None, "right_lost"
                continue
            row.attempts, row.next_at = row.attempts + 1, at + rules.LEASE
            errands.append(Errand(row, endpoint.url, await self._secrets(session, row, at)))
        await session.flush()
        return errands

    async def _secrets(self, session: AsyncSession, row: WebhookDelivery, at: datetime) -> list[str]:
        return [
            webhooks.opened(self._keys, each)
            for each in await queries.webhooks.secrets(session, [row.endpoint_id], at)
        ]

    async def _run_errand(self, errand: Errand) -> None:
        row, at = errand.delivery, self._clock()
        headers = signed(row, errand.secrets, at)
        sent = await egress.post(errand.url, row.body.encode(), headers, self.policy, self.resolve)
        outcome: dict[str, Any] = {
            "last_status": sent.status,
            "last_error": sent.error,
            "last_answer": sent.answer,
            "last_milliseconds": sent.milliseconds,
        }
        luck = random.random()  # noqa: S311 - spreads load, guards nothing
        await self._database.retrying(
            lambda session: webhooks.record(session, row, outcome, luck=luck, at=self._clock())
        )


def signed(row: WebhookDelivery, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks: one signature for each secret in force."""
    signatures = [Webhook(secret).sign(row.message_id, at, row.body) for secret in secrets]
    return {
        "Content-Type": "application/cloudevents+json; charset=utf-8",
        "User-Agent": "siyou-webhooks",
        "webhook-id": row.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
