"""The service card (服务卡): what a person has done in a month, a quarter or a span, line by line.

It is filled from records that are final and from nothing else, so it can be made anew at any time.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.errors import Missing


class ServiceCardMissing(Missing):
    """No service of this person in this time, or none for you to see."""

    zh, en = "该期间没有可查看的服务记录", "There is no service in this time for you to see"


@dataclass(frozen=True, slots=True)
class Line:
    """One final record as a card shows it; `minutes` are those both sides agreed on, travel not among them."""

    record_id: UUID
    served_on: date
    project_id: UUID
    project: str
    community_id: UUID
    community: str
    minutes: int
