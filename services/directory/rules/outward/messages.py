"""Messages: what is understood of what others tell, and whom it reaches."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.errors import Missing
from shared.ids import new_id
from shared.types import Code, Line, Prose, Shape, Title


class MessageMissing(Missing):
    """Not there, or somebody else's."""

    zh, en = "消息不存在", "There is no such message"


class Words(Shape):
    """A sentence or two in both languages."""

    zh: Prose
    en: Prose


class Told(Shape):
    """The data of `message.due`."""

    key: Code
    revision: Annotated[int, Field(ge=1, le=2**31 - 1)]
    to: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    topic: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
    title: Title
    body: Words
    about: Annotated[Line, Field(pattern=r"^/[a-z]")]
    due_at: AwareDatetime | None
    compulsory: bool
    harmless: bool
    urgent: bool
    withdrawn: bool


def told(data: dict[str, Any]) -> Told:
    """What a fact says. Raises ValueError for what cannot be understood."""
    return Told.model_validate(data)


def is_wanted(told: Told, kinds_off: Collection[str]) -> bool:
    """Whether it comes into the inbox: what is compulsory does, whatever somebody has turned off."""
    return told.compulsory or told.topic not in kinds_off


def row(told: Told, person_id: UUID, source: str, at: datetime) -> dict[str, Any]:
    """The message of one person, ready to insert; one that was taken back is not sent anywhere."""
    return {
        "id": new_id(),
        "person_id": person_id,
        "source": source,
        "key": told.key,
        "revision": told.revision,
        "kind": told.topic,
        "title_zh": told.title.zh,
        "title_en": told.title.en,
        "body_zh": told.body.zh,
        "body_en": told.body.en,
        "about": told.about,
        "due_at": told.due_at,
        "compulsory": told.compulsory,
        "harmless": told.harmless,
        "urgent": told.urgent,
        "withdrawn": told.withdrawn,
        "told_at": at,
        "read_at": None,
        "deliver_at": None if told.withdrawn else at,
    }
