"""`/v1/me/message-preferences`: how one wants to be reached."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import ConfigDict, Field

from shared import etag
from shared.auth.access import may
from shared.auth.principal import Access
from shared.db import Tx, View
from shared.etag import IfMatch
from shared.types import Code, Read, Shape

from ..models import Channel, MessagePreference
from ..queries import message_preferences as queries
from ..usecases import message_preferences
from ..usecases.message_preferences import Wishes

router = APIRouter(prefix="/v1/me/message-preferences", tags=["me"])

Self = Annotated[Access, may("message.read")]
Own = Annotated[Access, may("message.prefer")]
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", max_length=5)]
_MOST_KINDS = 100


class QuietHours(Shape):
    """Two times of day at the factory; `until` may be the next morning. The same twice is never."""

    from_: Annotated[TimeOfDay, Field(alias="from")]
    until: TimeOfDay


class MessagePreferenceUpdate(Shape):
    """All wishes at once. A kind that is compulsory comes into the inbox all the same, and goes nowhere else."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "language": "zh",
                    "quiet_hours": {"from": "21:30", "until": "07:30"},
                    "channels_off": ["gateway"],
                    "kinds_off": ["meeting_tomorrow"],
                }
            ]
        }
    )

    language: Literal["zh", "en"]
    quiet_hours: QuietHours | None
    channels_off: Annotated[list[Channel], Field(max_length=len(Channel))]
    kinds_off: Annotated[list[Code], Field(max_length=_MOST_KINDS)]


class QuietHoursRead(Read):
    """From one time of day to the next."""

    from_: Annotated[str, Field(serialization_alias="from")]
    until: str


class MessagePreferenceRead(Read):
    """What holds. `channels` are the ways out that the factory has opened."""

    language: Literal["zh", "en"]
    quiet_hours: QuietHoursRead | None
    channels: list[Channel]
    channels_off: list[Channel]
    kinds_off: list[str]


@router.get("", summary="消息偏好 / My message preferences")
async def read_message_preferences(
    me: Self, view: View, request: Request, response: Response
) -> MessagePreferenceRead:
    """As the factory has it until one says otherwise."""
    row = await queries.of_person(view, me.person_id)
    etag.show(request, response, _etag(me.person_id, row))
    return _read(row, request)


@router.put("", summary="修改消息偏好 / Change my message preferences")
async def change_message_preferences(
    body: MessagePreferenceUpdate, me: Own, seen: IfMatch, tx: Tx, request: Request, response: Response
) -> MessagePreferenceRead:
    """Holds for everything that is sent from now on."""
    seen.require(_etag(me.person_id, await queries.of_person(tx, me.person_id, lock=True)))
    hours = body.quiet_hours
    wishes = Wishes(
        body.language,
        hours.from_ if hours else None,
        hours.until if hours else None,
        body.channels_off,
        body.kinds_off,
    )
    row = await message_preferences.keep(tx, me.person_id, wishes)
    etag.show(request, response, _etag(me.person_id, row))
    return _read(row, request)


def _etag(person_id: UUID, row: MessagePreference | None) -> str:
    return etag.etag_of(person_id, row.revision if row else 0)


def _read(row: MessagePreference | None, request: Request) -> MessagePreferenceRead:
    settings = request.app.state.settings
    from_, until = (row.quiet_from, row.quiet_until) if row else (settings.quiet_from, settings.quiet_until)
    return MessagePreferenceRead(
        language="en" if row and row.language == "en" else "zh",
        quiet_hours=QuietHoursRead(from_=from_, until=until) if from_ and until else None,
        channels=[Channel(each) for each in settings.message_channels],
        channels_off=[Channel(each) for each in row.channels_off] if row else [],
        kinds_off=row.kinds_off if row else [],
    )
