"""`./siyou doctor`: what is well and what is not, each in one line."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

import typer
from sqlalchemy import func, select, text

import suite
from services.directory import queries
from shared.inbox import INBOX
from shared.outbox import DELIVERY, OUTBOX
from shared.settings import SuiteSettings

from .place import Place, known, run, secrets, stop, url_of

_LATE = timedelta(minutes=5)
_SHORTEST = 32
Finding = tuple[bool, str]


def doctor(
    service: Annotated[
        str, typer.Argument(help="One service alone, whose database SIYOU_DATABASE_URL may name.")
    ] = "",
) -> None:
    """Look at databases, schemas, keys, deliveries and accounts; exit code 1 if something is not well."""
    findings = [_secrets()]
    named = [suite.service(known(service))] if service else suite.SERVICES
    for each in named:
        if url_of(each.name) is None:
            findings.append((False, f"{each.name}: no database; start ./run once, or set SIYOU_DATABASE_URL"))
        else:
            findings += run(_look, each.name)
    for well, line in findings:
        typer.echo(f"{'ok ' if well else 'BAD'}  {line}")
    if not all(well for well, _ in findings):
        stop("Something is not well.", code=1)


def _secrets() -> Finding:
    settings = SuiteSettings(**secrets())
    short = [name for name in ("service_key", "cursor_key") if len(getattr(settings, name)) < _SHORTEST]
    if short:
        return False, f"secrets: {', '.join(short)} missing or shorter than {_SHORTEST} characters"
    return True, "secrets: present"


async def _look(place: Place) -> list[Finding]:
    looks: list[Callable[[Place], Awaitable[Finding]]] = [_sound, _told, _heard]
    if place.service == suite.ISSUER:
        looks += [_keys, _somebody]
    return [await look(place) for look in looks]


async def _sound(place: Place) -> Finding:
    name = place.service
    async with place.database.read() as view:
        if place.database.dialect != "sqlite":
            await view.execute(text("SELECT 1"))
            return True, f"{name}: the database answers, newest schema"
        found = (await view.execute(text("PRAGMA quick_check"))).scalar_one()
    return found == "ok", f"{name}: {'sound file, newest schema' if found == 'ok' else found}"


async def _told(place: Place) -> Finding:
    query = (
        select(func.count(), func.min(OUTBOX.c.told_at))
        .join(OUTBOX, OUTBOX.c.id == DELIVERY.c.fact_id)
        .where(DELIVERY.c.delivered_at.is_(None), OUTBOX.c.told_at < place.at - _LATE)
    )
    async with place.database.read() as view:
        late, since = (await view.execute(query)).one()
    if late:
        return False, f"{place.service}: {late} deliveries are late, since {since:%Y-%m-%d %H:%M} UTC"
    return True, f"{place.service}: nothing told more than five minutes ago still waits"


async def _heard(place: Place) -> Finding:
    query = select(func.count()).where(INBOX.c.outcome == "refused")
    async with place.database.read() as view:
        refused = (await view.execute(query)).scalar_one()
    sentence = f"{refused} facts could not be understood; see ./siyou facts unheard {place.service}"
    return not refused, f"{place.service}: {sentence if refused else 'every fact was understood'}"


async def _keys(place: Place) -> Finding:
    async with place.database.read() as view:
        keys = await queries.signing_keys.in_use(view)
    return bool(keys), f"{place.service}: {len(keys)} signing keys are published"


async def _somebody(place: Place) -> Finding:
    async with place.database.read() as view:
        anyone = await queries.accounts.any_at_all(view)
    sentence = "somebody can sign in" if anyone else "nobody can sign in; see ./siyou administrator first"
    return anyone, f"{place.service}: {sentence}"
