"""The permission of a route is the type of a parameter: `reviewer: Annotated[Access, may("claim.decide")]`."""

from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import OAuth2AuthorizationCodeBearer

from ..clock import now, today
from ..errors import Forbidden, TokenInvalid, TokenOutdated
from .policy import POLICY
from .principal import Access, grants_for

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
    verified = await state.token_gate.admit(token, now(request))
    standing = await state.standings.of(verified.subject_id, today(request))
    if standing is None or not standing.active:
        raise TokenInvalid
    if verified.rights_version < standing.rights_version:
        raise TokenOutdated
    grants = grants_for(standing, act)
    access = Access(
        act=act,
        person_id=standing.subject_id,
        client_id=verified.client_id,
        branch_id=standing.branch_id,
        group_id=standing.group_id,
        roles=frozenset(held.role for held in standing.held),
        grants=grants,
    )
    request.state.access = access
    if not grants:
        raise Forbidden
    return access


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
