"""The permission of a route is the type of a parameter: `reviewer: Annotated[Access, may("claim.decide")]`."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import OAuth2AuthorizationCodeBearer

from ..clock import now, today
from ..errors import Forbidden, TokenInvalid, TokenOutdated
from ..roster import Standings
from .foreign import Gates
from .policy import POLICY, WATCHED, Role
from .principal import Access, Held, Standing, grants_for
from .tokens import AccessToken

bearer = OAuth2AuthorizationCodeBearer(
    authorizationUrl="/oauth2/authorize",
    tokenUrl="/oauth2/token",
    scheme_name="siyou",
    description="Authorization code with PKCE for people, client credentials for machines.",
    scopes={},
    auto_error=False,
)


async def admit(request: Request, token: str | None, act: str) -> Access:
    """The caller, if the matrix gives any right to the act. Raises TokenInvalid, TokenOutdated, Forbidden.

    Forbidden says nothing about any object: it does not depend on one.
    """
    if not token:
        raise TokenInvalid
    state = request.app.state
    verified, found = await known(state.token_gate, state.standings, token, now(request), today(request))
    access = access_to(act, verified, found)
    request.state.access = access
    if not access.grants:
        raise forbidden(act)
    return access


def forbidden(act: str) -> Forbidden:
    """The refusal; of some acts the mere attempt is written down."""
    refusal = Forbidden()
    refusal.remarkable = act in WATCHED
    return refusal


async def known(
    gate: Gates, standings: Standings, token: str, at: datetime, on: date
) -> tuple[AccessToken, Standing]:
    """Who sends the token and what is known of them. Raises TokenInvalid, TokenOutdated."""
    verified = await gate.admit(token, at)
    found = await standings.of(verified.subject_id, on)
    if found is None or not found.active:
        raise TokenInvalid
    if verified.rights_version < found.rights_version:
        raise TokenOutdated
    return verified, found


_AS_STAFF = Held(Role.STAFF)


def access_to(act: str, verified: AccessToken, standing: Standing) -> Access:
    """The caller's rights for an act; none if there are no grants.

    A person is staff; a machine is not, nor whoever a community has sent.
    """
    outsider = any(held.role is Role.COMMUNITY_OFFICER for held in standing.held)
    if not verified.is_client and not outsider:
        standing = replace(standing, held=(*standing.held, _AS_STAFF))
    return Access(
        act=act,
        person_id=standing.subject_id,
        client_id=verified.client_id,
        branch_id=standing.branch_id,
        group_id=standing.group_id,
        roles=frozenset(held.role for held in standing.held),
        grants=grants_for(standing, act),
    )


def token_of(request: Request) -> str | None:
    """The bearer token of a request; two Authorization headers are none."""
    given = request.headers.getlist("authorization")
    scheme, _, token = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    return token if scheme.lower() == "bearer" and token else None


class May:
    """A dependency that lets the caller in for one act of the matrix."""

    def __init__(self, act: str) -> None:
        if act not in POLICY:
            message = f"no such act in the policy: {act}"
            raise ValueError(message)
        self.act = act

    async def __call__(
        self, request: Request, _documented: Annotated[str | None, Security(bearer)] = None
    ) -> Access:
        """Raises TokenInvalid, TokenOutdated, Forbidden."""
        return await admit(request, token_of(request), self.act)


def may(act: str) -> Any:
    """`Depends` for an act, to stand in an `Annotated` type."""
    return Depends(May(act))
