"""A browser with cookies that signs people in, and the client behind it that turns codes into tokens."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2

from tests.support.issuer import ISSUER

from .house import House
from .world import CALLBACK, PASSWORD

VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ALL = "openid profile offline_access siyou"
ASKED = {
    "response_type": "code",
    "client_id": "test-app",
    "redirect_uri": CALLBACK,
    "state": "xyz & 状态",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "ui_locales": "en",
}


def answered(response: httpx2.Response) -> dict[str, str]:
    """What a redirect carries back to the client."""
    assert response.status_code == 303, response.text
    parts = urlsplit(response.headers["location"])
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == CALLBACK
    return dict(parse_qsl(parts.query, keep_blank_values=True))


@dataclass
class Browser:
    """One browser: its cookies, and the page it looks at."""

    house: House
    cookies: dict[str, str] = field(default_factory=dict)
    page: str = ""

    async def look(self, **changed: Any) -> httpx2.Response:
        """Open the sign-in page."""
        return self.seen(
            await self.house.client.get(
                "/oauth2/authorize", params=self.query(changed), headers=self.headers()
            )
        )

    async def send(self, *, asked: dict[str, Any] | None = None, **form: str) -> httpx2.Response:
        """Send the page's form with these fields."""
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.page)
        fields = {"csrf": found[1] if found else ""} | form
        return self.seen(
            await self.house.client.post(
                "/oauth2/authorize", params=self.query(asked or {}), data=fields, headers=self.headers()
            )
        )

    async def sign_in(
        self, login: str, password: str = PASSWORD, *, asked: dict[str, Any] | None = None, **more: str
    ) -> httpx2.Response:
        """Open the page, fill it in, send it."""
        await self.look(**(asked or {}))
        return await self.send(asked=asked, act="sign_in", login=login, password=password, **more)

    async def code(self, login: str = "wang", **asked: Any) -> str:
        """A fresh authorization code, with or without signing in once more."""
        page = await self.look(**asked)
        if 'name="password"' not in page.text:
            return answered(await self.send(asked=asked, act="continue"))["code"]
        return answered(await self.sign_in(login, asked=asked))["code"]

    async def tokens(self, login: str = "wang", **asked: Any) -> dict[str, Any]:
        """What a client gets that asks for everything."""
        found: dict[str, Any] = (await self.redeem(await self.code(login, **({"scope": ALL} | asked)))).json()
        return found

    async def refresh(self, token: str, **changed: str) -> httpx2.Response:
        """What the client does when its access token has run out."""
        form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": "test-app"}
        return await self.house.client.post("/oauth2/token", data=form | changed)

    async def redeem(self, code: str, **changed: str) -> httpx2.Response:
        """What the client does with a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": "test-app",
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        return await self.house.client.post("/oauth2/token", data=form | changed)

    def query(self, changed: dict[str, Any]) -> dict[str, Any]:
        """The authorization request; None leaves a parameter out."""
        return {name: value for name, value in (ASKED | changed).items() if value is not None}

    def headers(self) -> dict[str, str]:
        """Its cookies."""
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

    def seen(self, response: httpx2.Response) -> httpx2.Response:
        """Keep cookies and page."""
        for header in response.headers.get_list("set-cookie"):
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
            if not self.cookies[name]:
                del self.cookies[name]
            assert "HttpOnly" in header
            assert "SameSite=lax" in header
            assert ISSUER.startswith("https:")
            assert "Secure" in header
        self.house.client.cookies.clear()
        self.page = response.text
        return response
