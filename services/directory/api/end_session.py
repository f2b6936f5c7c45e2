"""`/oauth2/end-session`: signing out (OIDC RP-Initiated Logout 1.0)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from shared import language
from shared.clock import Now
from shared.problems import keep_shape

from .. import queries, rules, usecases
from ..models import SignInSession
from ..rules.sign_in.digests import digest
from ..rules.sign_in.endings import Ending
from ..rules.sign_in.sign_ins import BROWSER_REMEMBERED
from . import browsers
from .browsers import BROWSER, SESSION
from .pages import EndPage, say

router = APIRouter(tags=["sign-in"])

_NAMES = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales")
_PARAMETERS: dict[str, Any] = {
    "parameters": [{"name": name, "in": "query", "schema": {"type": "string"}} for name in _NAMES],
    "security": [],
}


@dataclass(frozen=True, slots=True)
class Leaving:
    """One look at the page: what is asked, by whom, and whether the browser is signed in."""

    request: Request
    asked: dict[str, list[str]]
    ending: Ending
    session: SignInSession | None
    browser: str
    language: str

    def page(self, **shown: Any) -> Response:
        """The page, with the cookie that its form must come back with."""
        keep_shape(self.request)
        csrf = browsers.csrf(self.request, self.browser)
        shown |= {"origin": self.ending.origin, "address": self.ending.address}
        response = EndPage(self.asked, self.language, csrf, **shown).response()
        seconds = int(BROWSER_REMEMBERED.total_seconds())
        browsers.keep(self.request, response, BROWSER, self.browser, seconds)
        return response

    def done(self) -> Response:
        """Away to the client's address, or a page that says so; the browser forgets its session."""
        address = self.ending.address
        response = RedirectResponse(address, 303) if address else self.page(ended=True)
        browsers.forget(self.request, response, SESSION)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


async def _leaving(request: Request, asked: dict[str, list[str]]) -> Leaving:
    """Raises Malformed, AfterwardsUnknown."""
    words, state = rules.endings.single(asked), request.app.state
    secret = browsers.cookie(request, SESSION)
    async with state.database.read() as view:
        hint = await usecases.endings.read_hint(view, state.settings.issuer, words.get("id_token_hint"))
        name = rules.endings.named_client(words, hint)
        client = await queries.clients.by_name(view, name) if name else None
        found = await queries.sign_ins.session_of(view, digest(secret)) if secret else None
    spoken = rules.authorization.language_asked(asked) or language.of(request.headers)
    ending = rules.endings.ending(words, hint, client)
    return Leaving(request, asked, ending, found[0] if found else None, browsers.browser(request), spoken)


@router.get("/oauth2/end-session", summary="退出页 / The sign-out page", openapi_extra=_PARAMETERS)
async def show_end(request: Request, now: Now) -> Response:
    """With an ID token of this browser's session it ends at once; otherwise the person is asked."""
    leaving = await _leaving(request, rules.authorization.read_query(request.url.query))
    ends = rules.endings.session_to_end(leaving.ending, leaving.session)
    if ends is None:
        return leaving.page() if leaving.session else leaving.page(ended=True)
    await _end(request, ends, now)
    return leaving.done()


@router.post("/oauth2/end-session", summary="退出登录 / Sign out", openapi_extra=_PARAMETERS)
async def end_session(request: Request, now: Now) -> Response:
    """The person's own answer to our page; or a client that posts what it would otherwise ask for by GET."""
    form = await browsers.form(request)
    if form.get("act") != "end":
        # A form from elsewhere comes without our cookie (SameSite); what it leads to comes with it.
        asked = {name: value for name, value in form.items() if name in _NAMES}
        return RedirectResponse(f"/oauth2/end-session?{urlencode(asked)}", 303)
    leaving = await _leaving(request, rules.authorization.read_query(request.url.query))
    if not browsers.is_ours(request, form, leaving.browser):
        return leaving.page(message=say(leaving.language, "end_expired"), status=403)
    if leaving.session:
        await _end(request, leaving.session.id, now)
    return leaving.done()


async def _end(request: Request, session_id: Any, now: Now) -> None:
    state, trace_id = request.app.state, request.scope.get("siyou.trace_id")
    await state.database.retrying(
        lambda tx: usecases.endings.end(tx, state.teller, session_id, at=now, trace_id=trace_id)
    )
