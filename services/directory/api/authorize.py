"""`/oauth2/authorize`: a person signs in for a browser client (RFC 6749 §4.1.1, RFC 7636, OIDC Core §3.1.2)."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from shared import language
from shared.clock import Now
from shared.problems import keep_shape

from .. import queries, rules, usecases
from ..models import Account
from ..rules.sign_in import scopes
from ..rules.sign_in.authorization import AuthorizationRefused, Door, Wishes, is_fresh
from ..rules.sign_in.passwords import PasswordUsedBefore, PasswordWeak
from ..rules.sign_in.sign_ins import BROWSER_REMEMBERED, LONGEST_LOGIN, TooManyAttempts
from ..usecases.sign_ins import Attempt, SignedIn
from . import browsers
from .browsers import BROWSER, SESSION
from .given import check_new_password, demands_of, passwords_of
from .pages import SignInPage, say

router = APIRouter(tags=["sign-in"])

_PARAMETERS: dict[str, Any] = {
    "parameters": [
        {"name": name, "in": "query", "required": required, "schema": {"type": "string"}}
        for name, required in (
            ("response_type", True),
            ("client_id", True),
            ("redirect_uri", True),
            ("code_challenge", True),
            ("code_challenge_method", True),
            *((name, False) for name in ("state", "scope", "nonce", "prompt", "max_age")),
            *((name, False) for name in ("login_hint", "ui_locales", "resource")),
        )
    ]
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One look at the page: who asks, from which browser, in which language."""

    request: Request
    asked: dict[str, list[str]]
    door: Door
    wishes: Wishes
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
        csrf = browsers.csrf(self.request, self.browser)
        stays = scopes.has(self.wishes.scope, scopes.OFFLINE)
        response = SignInPage(self.door, self.asked, self.language, csrf, stays=stays, **shown).response()
        seconds = int(BROWSER_REMEMBERED.total_seconds())
        browsers.keep(self.request, response, BROWSER, self.browser, seconds)
        return response

    def signed_in(self, code: str, session: str | None) -> Response:
        """Back to the client with a code; the browser stays signed in."""
        response = RedirectResponse(self.door.address(self.issuer, code=code), 303)
        if session:
            browsers.keep(self.request, response, SESSION, session, None)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


async def _visit(request: Request) -> Visit | Response:
    """Raises ClientUnknown, RedirectUnknown; what else is wrong with the request goes back to the client."""
    asked = rules.authorization.read_query(request.url.query)
    async with request.app.state.database.read() as view:
        client = await queries.clients.by_name(view, rules.authorization.named_client(asked))
    door = rules.authorization.door(asked, client)
    issuer = request.app.state.settings.issuer
    try:
        wishes = rules.authorization.wishes(asked, door.client, issuer)
    except AuthorizationRefused as refused:
        answer = {"error": refused.error, "error_description": refused.description}
        return RedirectResponse(door.address(issuer, **answer), 303)
    spoken = rules.authorization.language_asked(asked) or language.of(request.headers)
    return Visit(request, asked, door, wishes, browsers.browser(request), spoken)


@router.get("/oauth2/authorize", summary="登录页 / The sign-in page", openapi_extra=_PARAMETERS)
async def show_sign_in(request: Request, now: Now) -> Response:
    """Asks for login and password, or only whether to go on when this browser is signed in already."""
    visit = await _visit(request)
    if isinstance(visit, Response):
        return visit
    found = await _signed_in(visit, now)
    if found:
        return visit.page(person=found.person.name)
    hint = visit.asked.get("login_hint", [""])[0]
    return visit.page(login=hint if len(hint) <= LONGEST_LOGIN else "")


async def _signed_in(visit: Visit, now: Now) -> SignedIn | None:
    secret = browsers.cookie(visit.request, SESSION)
    if secret is None or visit.wishes.anew:
        return None
    state = visit.request.app.state
    found: SignedIn | None = await state.database.retrying(
        lambda tx: usecases.sign_ins.resume(tx, secret, state.lifetimes, now)
    )
    return found if found and is_fresh(visit.wishes, found.session.began_at, now) else None


@router.post("/oauth2/authorize", summary="登录 / Sign in", openapi_extra=_PARAMETERS)
async def sign_in(request: Request, now: Now) -> Response:
    """Judges what the page sends, and goes back to the client with a code."""
    visit = await _visit(request)
    if isinstance(visit, Response):
        return visit
    form = await browsers.form(request)
    if not browsers.is_ours(request, form, visit.browser):
        return visit.page(message=say(visit.language, "expired"), status=403)
    if form.get("act") == "continue":
        return await _go_on(visit, now)
    return await _with_password(visit, form, now)


async def _go_on(visit: Visit, now: Now) -> Response:
    found = await _signed_in(visit, now)
    if found is None:
        return visit.page(message=say(visit.language, "expired"), status=403)
    return visit.signed_in(await _code(visit, found, now), None)


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
    changing = account and rules.passwords.must_change(account, demands_of(visit.request), now)
    if right and account and changing and account.disabled_at is None:
        if message := await _unfit(visit, new_password, account):
            return visit.page(login=login, choose=True, message=message)
        hashed: str | None = await passwords.hash(new_password)
    else:
        hashed = None
    done: SignedIn | None = await state.database.retrying(
        lambda tx: usecases.sign_ins.finish(
            tx,
            attempt,
            right=right,
            new_password_hash=hashed,
            lifetimes=state.lifetimes,
            at=now,
            trace_id=visit.trace_id,
        )
    )
    if done is None:
        return visit.page(login=login, message=say(visit.language, "wrong"), status=403)
    return visit.signed_in(await _code(visit, done, now), done.secret)


async def _locked(visit: Visit, attempt: Attempt, login: str, now: Now) -> Response:
    async with visit.request.app.state.database.write() as tx:
        await usecases.sign_ins.note_refused(tx, attempt, now, visit.trace_id)
    return visit.page(login=login, message=TooManyAttempts().title(visit.language), status=429)


async def _unfit(visit: Visit, new_password: str, account: Account) -> str | None:
    """Why the new password cannot replace the present one."""
    if not new_password:
        return say(visit.language, "choose")
    try:
        await check_new_password(visit.request, account, new_password)
    except (PasswordWeak, PasswordUsedBefore) as refused:
        return refused.detail(visit.language)
    return None


async def _code(visit: Visit, signed_in: SignedIn, now: Now) -> str:
    code: str = await visit.request.app.state.database.retrying(
        lambda tx: usecases.codes.make(tx, visit.door, visit.wishes, signed_in, now)
    )
    return code
