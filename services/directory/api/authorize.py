"""`/oauth2/authorize`: a person signs in for a browser client (RFC 6749 §4.1.1, RFC 7636)."""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from shared import language
from shared.clock import Now
from shared.errors import Malformed
from shared.problems import keep_shape

from .. import queries, rules, usecases
from ..models import Person
from ..rules.authorization import AuthorizationRefused, Door
from ..rules.digests import new_secret
from ..rules.passwords import PasswordWeak
from ..rules.sign_ins import BROWSER_REMEMBERED, TooManyAttempts
from ..usecases.sign_ins import Attempt
from .given import passwords_of
from .pages import SignInPage, say

router = APIRouter(tags=["sign-in"])

SESSION, BROWSER = "siyou_session", "siyou_browser"
_MOST_COOKIE = 100
_PARAMETERS: dict[str, Any] = {
    "parameters": [
        {"name": name, "in": "query", "required": required, "schema": {"type": "string"}}
        for name, required in (
            ("response_type", True),
            ("client_id", True),
            ("redirect_uri", True),
            ("code_challenge", True),
            ("code_challenge_method", True),
            ("state", False),
            ("scope", False),
            ("prompt", False),
            ("ui_locales", False),
        )
    ]
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at the page: who asks, from which browser, in which language."""

    request: Request
    asked: dict[str, list[str]]
    door: Door
    challenge: str
    browser: str
    language: str

    @property
    def issuer(self) -> str:
        """Our own name."""
        return str(self.request.app.state.settings.issuer)

    @property
    def trace_id(self) -> str | None:
        """Where the log has more."""
        return self.request.scope.get("siyou.trace_id")

    def page(self, **shown: Any) -> Response:
        """The page, with the cookie that its form must come back with."""
        keep_shape(self.request)
        csrf = _csrf(self.request, self.browser)
        response = SignInPage(self.door, self.asked, self.language, csrf, **shown).response()
        self._keep(response, BROWSER, self.browser, int(BROWSER_REMEMBERED.total_seconds()))
        return response

    def signed_in(self, code: str, session: str | None) -> Response:
        """Back to the client with a code; the browser stays signed in."""
        response = RedirectResponse(self.door.address(self.issuer, code=code), 303)
        if session:
            self._keep(response, SESSION, session, None)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _keep(self, response: Response, name: str, value: str, seconds: int | None) -> None:
        secure = self.issuer.startswith("https:")
        response.set_cookie(
            name, value, seconds, path="/oauth2", secure=secure, httponly=True, samesite="lax"
        )


async def _visit(request: Request) -> Visit | Response:
    """Raises ClientUnknown, RedirectUnknown; what else is wrong with the request goes back to the client."""
    asked = rules.authorization.read_query(request.url.query)
    async with request.app.state.database.read() as view:
        client = await queries.clients.by_name(view, rules.authorization.named_client(asked))
    door = rules.authorization.door(asked, client)
    try:
        challenge = rules.authorization.challenge(asked)
    except AuthorizationRefused as refused:
        answer = {"error": refused.error, "error_description": refused.description}
        return RedirectResponse(door.address(request.app.state.settings.issuer, **answer), 303)
    spoken = rules.authorization.language_asked(asked) or language.of(request.headers)
    return Visit(request, asked, door, challenge, _cookie(request, BROWSER) or new_secret(), spoken)


def _cookie(request: Request, name: str) -> str | None:
    value = request.cookies.get(name)
    return value if value and len(value) <= _MOST_COOKIE else None


def _csrf(request: Request, browser: str) -> str:
    """What only a page that we showed to this browser can hold."""
    key = f"sign-in page {request.app.state.cursor_key}".encode()
    return hmac.new(key, browser.encode(), hashlib.sha256).hexdigest()


@router.get("/oauth2/authorize", summary="登录页 / The sign-in page", openapi_extra=_PARAMETERS)
async def show_sign_in(request: Request, now: Now) -> Response:
    """Asks for login and password, or only whether to go on when this browser is signed in already."""
    visit = await _visit(request)
    if isinstance(visit, Response):
        return visit
    person = await _signed_in(visit, now)
    return visit.page(person=person.name if person else None)


async def _signed_in(visit: Visit, now: Now) -> Person | None:
    secret = _cookie(visit.request, SESSION)
    if secret is None or visit.asked.get("prompt") == ["login"]:
        return None
    person: Person | None = await visit.request.app.state.database.retrying(
        lambda tx: usecases.sign_ins.resume(tx, secret, now)
    )
    return person


@router.post("/oauth2/authorize", summary="登录 / Sign in", openapi_extra=_PARAMETERS)
async def sign_in(request: Request, now: Now) -> Response:
    """Judges what the page sends, and goes back to the client with a code."""
    visit = await _visit(request)
    if isinstance(visit, Response):
        return visit
    form = await _form(request)
    if not hmac.compare_digest(form.get("csrf", "").encode(), _csrf(request, visit.browser).encode()):
        return visit.page(message=say(visit.language, "expired"), status=403)
    if form.get("act") == "continue":
        return await _go_on(visit, now)
    return await _with_password(visit, form, now)


async def _form(request: Request) -> dict[str, str]:
    try:
        body = (await request.body()).decode("ascii")
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=10, errors="strict"))
    except ValueError as error:
        raise Malformed from error


async def _go_on(visit: Visit, now: Now) -> Response:
    person = await _signed_in(visit, now)
    if person is None:
        return visit.page(message=say(visit.language, "expired"), status=403)
    return visit.signed_in(await _code(visit, person, now), None)


async def _with_password(visit: Visit, form: dict[str, str], now: Now) -> Response:
    login, password, new_password = (form.get(name, "") for name in ("login", "password", "new_password"))
    state, passwords = visit.request.app.state, passwords_of(visit.request)
    attempt: Attempt = await state.database.retrying(
        lambda tx: usecases.sign_ins.begin(tx, login, visit.browser, now)
    )
    if attempt.locked:
        return await _locked(visit, attempt, login, now)
    account = attempt.account
    right = await passwords.matches(account.password_hash if account else None, password)
    if right and account and account.password_is_initial and account.disabled_at is None:
        if message := _unfit(visit, new_password, account.login):
            return visit.page(login=login, choose=True, message=message)
        hashed: str | None = await passwords.hash(new_password)
    else:
        hashed = None
    done = await state.database.retrying(
        lambda tx: usecases.sign_ins.finish(
            tx, attempt, right=right, new_password_hash=hashed, at=now, trace_id=visit.trace_id
        )
    )
    if done is None:
        return visit.page(login=login, message=say(visit.language, "wrong"), status=403)
    session, person = done
    return visit.signed_in(await _code(visit, person, now), session)


async def _locked(visit: Visit, attempt: Attempt, login: str, now: Now) -> Response:
    async with visit.request.app.state.database.write() as tx:
        await usecases.sign_ins.note_refused(tx, attempt, now, visit.trace_id)
    return visit.page(login=login, message=TooManyAttempts().title(visit.language), status=429)


def _unfit(visit: Visit, new_password: str, login: str) -> str | None:
    """Why the new password cannot replace the initial one."""
    if not new_password:
        return say(visit.language, "choose")
    try:
        rules.passwords.check(new_password, login=login)
    except PasswordWeak as weak:
        return weak.detail(visit.language)
    return None


async def _code(visit: Visit, person: Person, now: Now) -> str:
    code: str = await visit.request.app.state.database.retrying(
        lambda tx: usecases.codes.make(tx, visit.door, visit.challenge, person.id, now)
    )
    return code
