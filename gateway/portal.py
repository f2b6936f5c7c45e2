"""The page at `/`, the documentation at `/docs`, and every file they need: the users' network has no CDN.

No script or style stands in a page and none comes from elsewhere, so the policy allows our own origin only.
"""

import hashlib
from collections.abc import Awaitable, Callable
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from shared import language

Page = Callable[[Request], Awaitable[Response]]

_OURS = Path(__file__).parent / "assets"
_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "favicon.png": "image/png",
    "portal.js": "text/javascript; charset=utf-8",
    "portal.css": "text/css; charset=utf-8",
    "oauth2-redirect.js": "text/javascript; charset=utf-8",
}

# Swagger UI's style sheet carries its icons as data: URLs; its script sets styles in a way no policy forbids.
POLICY = "; ".join(
    (
        "default-src 'none'",
        *("script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'"),
        *("base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"),
    )
)
_HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer", "Vary": "Accept-Language"}

_WORDS = {
    "zh": {
        "title": "四有 · 接口",
        "docs": "接口文档",
        "description": "OpenAPI 描述",
        "problems": "问题目录",
        "ready": "运行状态",
        "home": "首页",
        "other": "English",
        "intro": "党员积分与支部活动:一套 REST 接口。",
        "hint": (
            "点 Authorize 登录:客户端 siyou-docs,授权码 + PKCE,不需要密钥。新建类 POST 须带 "
            "Idempotency-Key,修改须带 If-Match。"
        ),
    },
    "en": {
        "title": "Siyou · API",
        "docs": "Documentation",
        "description": "OpenAPI description",
        "problems": "Problem catalogue",
        "ready": "State",
        "home": "Home",
        "other": "中文",
        "intro": "Member points and activities of a Party branch, as one REST API.",
        "hint": (
            "Authorize signs you in: client siyou-docs, authorization code with PKCE, no secret. A creating "
            "POST carries an Idempotency-Key, a change carries If-Match."
        ),
    },
}

_FRAME = """<!doctype html>
<html lang="{tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="/docs/assets/favicon.png">
{head}
</head>
<body>
{body}
</body>
</html>
"""
_LINK = '<link rel="stylesheet" href="/docs/assets/{name}">'
_SCRIPT = '<script src="/docs/assets/{name}" defer></script>'


def pages() -> dict[str, Page]:
    """Path → what answers there."""
    return {
        "/": _landing,
        "/docs": _docs,
        "/docs/oauth2-redirect": _redirect,
        **{f"/docs/assets/{name}": _asset(name) for name in _ASSETS},
    }


def _spoken(request: Request) -> str:
    chosen = request.query_params.get("lang")
    return chosen if chosen in _WORDS else language.of(request.headers)


def _page(spoken: str, head: list[str], body: str) -> HTMLResponse:
    frame = _FRAME.format(
        tag=language.TAGS[spoken], title=escape(_WORDS[spoken]["title"]), head="\n".join(head), body=body
    )
    return HTMLResponse(frame, headers=_HEADERS | {"Content-Language": language.TAGS[spoken]})


def _switch(spoken: str, path: str) -> str:
    other = "zh" if spoken == "en" else "en"
    return f'<a href="{path}?lang={other}" lang="{language.TAGS[other]}">{_WORDS[spoken]["other"]}</a>'


async def _landing(request: Request) -> Response:
    spoken = _spoken(request)
    words = {name: escape(text) for name, text in _WORDS[spoken].items()}
    doors = (
        (f"/docs?lang={spoken}", words["docs"]),
        ("/openapi.json", words["description"]),
        ("/v1/problems", words["problems"]),
        ("/readyz", words["ready"]),
    )
    items = "".join(f'<li><a href="{href}">{text}</a> <code>{href}</code></li>' for href, text in doors)
    body = (
        f"<header><h1>{words['title']}</h1><nav>{_switch(spoken, '/')}</nav></header>\n"
        f'<main><p>{words["intro"]}</p><ul class="doors">{items}</ul></main>'
    )
    return _page(spoken, [_LINK.format(name="portal.css")], body)


async def _docs(request: Request) -> Response:
    spoken = _spoken(request)
    words = {name: escape(text) for name, text in _WORDS[spoken].items()}
    head = [
        *(_LINK.format(name=name) for name in ("swagger-ui.css", "portal.css")),
        *(_SCRIPT.format(name=name) for name in ("swagger-ui-bundle.js", "portal.js")),
    ]
    body = (
        f'<header><h1>{words["title"]}</h1><nav><a href="/?lang={spoken}">{words["home"]}</a>'
        f"{_switch(spoken, '/docs')}</nav></header>\n"
        f'<main><p class="hint">{words["hint"]}</p></main>\n<div id="portal"></div>'
    )
    return _page(spoken, head, body)


async def _redirect(request: Request) -> Response:
    return _page(_spoken(request), [_SCRIPT.format(name="oauth2-redirect.js")], "")


def _asset(name: str) -> Page:
    async def asset(request: Request) -> Response:
        content, etag = _content(name)
        headers = {"ETag": etag, "Cache-Control": "public, max-age=3600", "Content-Security-Policy": POLICY}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type=_ASSETS[name])

    return asset


@cache
def _content(name: str) -> tuple[bytes, str]:
    """A file and its ETag, read once and only when somebody asks."""
    ours = _OURS / name
    content = (ours if ours.exists() else _foreign() / name).read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:24]}"'


def _foreign() -> Path:
    """Where the wheel keeps Swagger UI; found without importing it, since it would import FastAPI."""
    spec = find_spec("fastapi_offline")
    if spec is None or spec.origin is None:
        message = "the package fastapi-offline, which carries Swagger UI, is not installed"
        raise FileNotFoundError(message)
    return Path(spec.origin).parent / "static"
