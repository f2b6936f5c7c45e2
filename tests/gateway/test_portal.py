"""The pages: nothing in them comes from elsewhere, nothing is script, and they speak both languages."""

import re

import httpx2
import pytest

from gateway import portal
from gateway.forward import End

from .conftest import opened

EXTERNAL = re.compile(r"""(?:https?:)?//[\w.-]+\.\w+""")
REFERENCE = re.compile(r"""(?:src|href)="([^"]*)\"""")
PAGES = ["/", "/docs", "/docs/oauth2-redirect", "/?lang=en", "/docs?lang=en"]


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_names_no_address_but_ours(client: httpx2.AsyncClient, path: str) -> None:
    page = await client.get(path)
    assert page.status_code == 200
    assert not EXTERNAL.search(page.text)
    for reference in REFERENCE.findall(page.text):
        assert reference.startswith("/")
        if reference.startswith("/docs/assets/"):
            assert (await client.get(reference)).status_code == 200


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_is_held_to_our_own_origin_and_holds_no_script(
    client: httpx2.AsyncClient, path: str
) -> None:
    page = await client.get(path)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "unsafe" not in policy
    assert not EXTERNAL.search(policy)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page.text)


@pytest.mark.parametrize("name", ["portal.js", "portal.css", "oauth2-redirect.js"])
async def test_our_own_files_name_no_address_elsewhere(client: httpx2.AsyncClient, name: str) -> None:
    asset = await client.get(f"/docs/assets/{name}")
    code = re.sub(r"^\s*(//|/\*).*$", "", asset.text, flags=re.MULTILINE)
    assert not EXTERNAL.search(code)


async def test_swagger_ui_is_served_by_us_and_asks_no_validator(client: httpx2.AsyncClient) -> None:
    bundle = await client.get("/docs/assets/swagger-ui-bundle.js")
    assert len(bundle.content) > 1_000_000
    assert bundle.headers["content-type"] == "text/javascript; charset=utf-8"
    assert bundle.headers["content-security-policy"] == portal.POLICY
    unchanged = {"If-None-Match": bundle.headers["etag"]}
    assert (await client.get("/docs/assets/swagger-ui-bundle.js", headers=unchanged)).status_code == 304
    assert "validatorUrl: null" in (await client.get("/docs/assets/portal.js")).text


async def test_the_style_sheet_fetches_nothing(client: httpx2.AsyncClient) -> None:
    sheet = (await client.get("/docs/assets/swagger-ui.css")).text
    fetched = re.findall(r"""url\(["']?([^"')]{1,40})""", sheet)
    assert fetched
    assert all(address.startswith("data:") for address in fetched)
    assert "@import" not in sheet


async def test_authorize_is_wired_to_code_and_pkce_with_our_client(client: httpx2.AsyncClient) -> None:
    script = (await client.get("/docs/assets/portal.js")).text
    assert 'clientId: "siyou-docs"' in script
    assert "usePkceWithAuthorizationCodeGrant: true" in script
    assert "/docs/oauth2-redirect" in script


async def test_the_pages_speak_chinese_by_default_and_english_on_request(client: httpx2.AsyncClient) -> None:
    chinese, english = await client.get("/docs"), await client.get("/docs?lang=en")
    preferred = await client.get("/docs", headers={"Accept-Language": "en"})
    assert '<html lang="zh-CN">' in chinese.text
    assert "授权码 + PKCE" in chinese.text
    assert '<html lang="en">' in english.text
    assert preferred.text == english.text
    assert (await client.get("/docs?lang=<script>")).text == chinese.text


async def test_the_first_page_leads_to_documentation_and_problems(client: httpx2.AsyncClient) -> None:
    page = (await client.get("/")).text
    assert 'href="/docs?lang=zh"' in page
    assert 'href="/v1/problems"' in page
    assert 'href="/openapi.json"' in page


async def test_the_pages_can_only_be_read(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/docs", content=b"x")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_unknown")
    assert answer.headers["allow"] == "GET, HEAD"


async def test_an_unknown_asset_is_a_problem(client: httpx2.AsyncClient) -> None:
    for name in ("nothing.js", "../app.py", "portal.py"):
        assert (await client.get(f"/docs/assets/{name}")).status_code == 404


@pytest.mark.parametrize(
    ("origin", "let_in"), [("http://localhost:5173", True), ("http://evil.example", False)]
)
async def test_only_a_named_origin_may_read_answers(end: End, origin: str, *, let_in: bool) -> None:
    asking = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    asking["Access-Control-Request-Headers"] = "authorization,idempotency-key"
    async with opened(end, cors_origins=("http://localhost:5173",)) as client:
        asked = await client.options("/v1/claims", headers=asking)
        answer = await client.get("/v1/claims", headers={"Origin": origin})
    for shown in (asked, answer):
        assert shown.headers.get("access-control-allow-origin") == (origin if let_in else None)
        assert "access-control-allow-credentials" not in shown.headers
    assert ("X-Trace-Id" in answer.headers.get("access-control-expose-headers", "")) is let_in


async def test_no_origin_is_let_in_by_default(client: httpx2.AsyncClient) -> None:
    answer = await client.get("/v1/claims", headers={"Origin": "http://localhost:5173"})
    assert "access-control-allow-origin" not in answer.headers
