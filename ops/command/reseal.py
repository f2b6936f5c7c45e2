"""`./siyou reseal`: seal again under the first of SIYOU_FIELD_KEYS what older keys sealed."""

import typer

from services.directory.rules.privacy.sealing import FieldKeys, Unopened, key_ring
from services.directory.settings import DirectorySettings
from services.directory.usecases import sealed_fields
from shared.errors import SettingUnusable

from .place import Place, run, secrets, stop


def reseal() -> None:
    """Seal telephone numbers, secrets of webhooks and HR's files again under the first key; can be broken off."""
    try:
        keys = key_ring(DirectorySettings(**secrets()).field_keys)
        done = run(lambda place: _all(place, keys))
    except (SettingUnusable, Unopened) as error:
        stop(str(error), code=1)
    typer.echo(
        f"{done} fields sealed again under key {keys.first}; the other keys may go once the suite has restarted."
    )


async def _all(place: Place, keys: FieldKeys) -> int:
    """In small transactions, so that whatever is done stays done; the suite may go on working meanwhile."""
    done = 0
    async with place.database.read() as view:
        await sealed_fields.check(view, keys)
    while some := await place.database.retrying(lambda session: sealed_fields.reseal(session, keys)):
        done += some
    async with place.database.write() as session:
        await place.note(session, "reseal", keys.first)
    return done
