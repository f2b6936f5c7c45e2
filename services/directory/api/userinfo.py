"""`/oauth2/userinfo`: who signed in (OIDC Core §5.3)."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from shared.auth.access import token_of
from shared.clock import Now
from shared.problems import keep_shape
from shared.types import Read

from .. import usecases
from ..models import Person
from ..rules.sign_in import scopes
from ..usecases.introspections import Holder
from .oauth import UNCACHED, TokenError

router = APIRouter(tags=["sign-in"])


class UserRead(Read):
    """The person's id; with the scope `profile` also name and login. What one may do is asked at `/v1/me`."""

    sub: str
    name: str | None = None
    preferred_username: str | None = None


@router.get(
    "/oauth2/userinfo",
    response_model=UserRead,
    responses={401: {"model": TokenError}, 403: {"model": TokenError}},
    summary="登录者是谁 / Who signed in",
)
async def read_user(request: Request, now: Now) -> Response:
    """For the holder of an access token with the scope `openid`."""
    state, token = request.app.state, token_of(request)
    keep_shape(request)
    held = None
    if token:
        async with state.database.read() as view:
            held = await usecases.introspections.read(view, state.settings.issuer, token, now)
    if held is None:
        return _refused(401, "invalid_token", "no access token, or one without force")
    if not isinstance(held.subject, Person) or scopes.OPENID not in held.token.scopes:
        return _refused(403, "insufficient_scope", "the token was not asked for with the scope openid")
    return JSONResponse(_told(held, held.subject).model_dump(exclude_none=True), headers=UNCACHED)


@router.post(
    "/oauth2/userinfo",
    response_model=UserRead,
    responses={401: {"model": TokenError}, 403: {"model": TokenError}},
    summary="同上 / The same, for clients that post",
)
async def read_user_by_post(request: Request, now: Now) -> Response:
    """The token comes in the header here too."""
    return await read_user(request, now)


def _told(held: Holder, person: Person) -> UserRead:
    if scopes.PROFILE not in held.token.scopes:
        return UserRead(sub=str(person.id))
    login = held.account.login if held.account else None
    return UserRead(sub=str(person.id), name=person.name, preferred_username=login)


def _refused(status: int, error: str, description: str) -> Response:
    """RFC 6750 §3."""
    answer = TokenError(error=error, error_description=description)
    challenge = f'Bearer error="{error}"' + (', scope="openid"' if status == 403 else "")  # noqa: PLR2004 - RFC 6750 §3.1
    return JSONResponse(answer.model_dump(), status, UNCACHED | {"WWW-Authenticate": challenge})
