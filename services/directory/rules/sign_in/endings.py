"""Signing out (OIDC RP-Initiated Logout): who asks, whether the person must confirm, and where one goes afterwards."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

from shared.auth.tokens import IdToken
from shared.errors import Malformed

from ...models import Client, SignInSession

_ONCE = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales")
_LONGEST = {"id_token_hint": 4096, "client_id": 100, "post_logout_redirect_uri": 500, "state": 500}


class AfterwardsUnknown(Malformed):
    """The address to go to afterwards is not, character by character, one that the named client registered."""

    zh, en = "退出后的跳转地址未登记", "The address to go to after signing out is not registered"


@dataclass(frozen=True, slots=True)
class Ending:
    """A request to sign out. `hint`: the ID token of a client, if it is one of ours."""

    hint: IdToken | None
    client: Client | None
    afterwards: str | None
    state: str | None

    @property
    def address(self) -> str | None:
        """Where one goes afterwards, with the client's state."""
        if self.afterwards is None or self.state is None:
            return self.afterwards
        parts = urlsplit(self.afterwards)
        query = "&".join(piece for piece in (parts.query, urlencode({"state": self.state})) if piece)
        return urlunsplit(parts._replace(query=query))

    @property
    def origin(self) -> str | None:
        """Scheme, host and port of that address."""
        parts = urlsplit(self.afterwards) if self.afterwards else None
        return f"{parts.scheme}://{parts.netloc}" if parts else None


def single(asked: dict[str, list[str]]) -> dict[str, str]:
    """What is known of the parameters. Raises Malformed: one twice, or far too long."""
    found = {name: asked[name] for name in _ONCE if name in asked}
    if any(len(values) > 1 or len(values[0]) > _LONGEST.get(name, 100) for name, values in found.items()):
        raise Malformed
    return {name: values[0] for name, values in found.items()}


def named_client(asked: dict[str, str], hint: IdToken | None) -> str | None:
    """By parameter or by hint; both must say the same. Raises Malformed."""
    given = asked.get("client_id")
    if hint and given not in {None, hint.client_id}:
        raise Malformed
    return hint.client_id if hint else given


def ending(asked: dict[str, str], hint: IdToken | None, client: Client | None) -> Ending:
    """Raises AfterwardsUnknown: nobody is sent anywhere but to an address registered by a client in use."""
    afterwards = asked.get("post_logout_redirect_uri")
    if afterwards is not None and (
        client is None or client.disabled_at is not None or afterwards not in client.post_logout_redirect_uris
    ):
        raise AfterwardsUnknown
    return Ending(hint, client, afterwards, asked.get("state"))


def session_to_end(asked: Ending, present: SignInSession | None) -> UUID | None:
    """The session that ends without a question: the hint's, unless this browser is signed in by another one.

    Only the client that was told of it holds the hint; without one, anybody's page could have sent the person here.
    """
    if asked.hint is None or (present and present.id != asked.hint.session_id):
        return None
    return asked.hint.session_id
