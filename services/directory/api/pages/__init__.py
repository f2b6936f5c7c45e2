"""The pages of signing in and out: two languages, nothing from elsewhere and no script."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.language import TAGS

from ...rules.sign_in.authorization import Door
from ...rules.sign_in.passwords import PasswordWeak

_WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "title": "四有 · 登录",
        "asks": "“{client}”请求以您的身份使用四有。",
        "goes_to": "登录后返回 {origin}",
        "stays": "该应用会保持登录,直到您退出。",
        "login": "登录名",
        "password": "密码",
        "new_password": "新密码",
        "policy": PasswordWeak.detail_zh,
        "sign_in": "登录",
        "signed_in_as": "当前已登录:{person}",
        "go_on": "继续",
        "someone_else": "换一个账号",
        "other_language": "English",
        "other_tag": "en",
        "wrong": "登录名或密码不正确。",
        "choose": "这是初始密码,请再次输入并设置新密码。",
        "expired": "页面已过期,请重新登录。",
        "end_title": "四有 · 退出登录",
        "end_asks": "退出后,本浏览器及由它登录的应用都须重新登录。",
        "end": "退出登录",
        "ended": "已退出登录。",
        "go_back": "返回 {origin}",
        "end_expired": "页面已过期,请再试一次。",
    },
    "en": {
        "title": "Siyou · Sign in",
        "asks": "“{client}” asks to use Siyou as you.",
        "goes_to": "Afterwards you return to {origin}",
        "stays": "It keeps you signed in until you sign out.",
        "login": "Login",
        "password": "Password",
        "new_password": "New password",
        "policy": PasswordWeak.detail_en,
        "sign_in": "Sign in",
        "signed_in_as": "Signed in as {person}",
        "go_on": "Continue",
        "someone_else": "Use another account",
        "other_language": "中文",
        "other_tag": "zh-CN",
        "wrong": "The login or the password is wrong.",
        "choose": "This is the initial password. Enter it again and choose a new one.",
        "expired": "The page has expired. Sign in again.",
        "end_title": "Siyou · Sign out",
        "end_asks": "This browser, and every application that it signed in to, will have to sign in again.",
        "end": "Sign out",
        "ended": "You are signed out.",
        "go_back": "Return to {origin}",
        "end_expired": "The page has expired. Try again.",
    },
}
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
)


@dataclass(frozen=True, slots=True)
class SignInPage:
    """All that a page shows. `asked` are the parameters of the authorization request, kept in its address."""

    door: Door
    asked: dict[str, list[str]]
    language: str
    csrf: str
    person: str | None = None
    login: str = ""
    choose: bool = False
    stays: bool = False
    message: str = ""
    status: int = 200
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def response(self) -> HTMLResponse:
        """The page, forbidden to run scripts, load anything, be framed, or send its form elsewhere."""
        words = _WORDS[self.language]
        body = _templates.get_template("sign_in.html").render(
            words=words,
            tag=TAGS[self.language],
            nonce=self.nonce,
            client=self.door.client.title,
            origin=self.door.origin,
            person=self.person,
            login=self.login,
            choose=self.choose,
            stays=self.stays,
            message=self.message,
            csrf=self.csrf,
            query=self._query(),
            other_language=self._query(ui_locales=words["other_tag"]),
            someone_else=self._query(prompt="login"),
        )
        return HTMLResponse(body, self.status, _headers(self.language, self.nonce, self.door.origin))

    def _query(self, **changed: str) -> str:
        return urlencode(self.asked | {name: [value] for name, value in changed.items()}, doseq=True)


@dataclass(frozen=True, slots=True)
class EndPage:
    """Asks whether to sign out, or says that it is done. `asked`: the request, kept in the address."""

    asked: dict[str, list[str]]
    language: str
    csrf: str
    ended: bool = False
    origin: str | None = None
    address: str | None = None
    message: str = ""
    status: int = 200
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def response(self) -> HTMLResponse:
        """The page, as closed as the one of signing in."""
        words = _WORDS[self.language]
        other = {"ui_locales": [words["other_tag"]]}
        body = _templates.get_template("end_session.html").render(
            words=words,
            tag=TAGS[self.language],
            nonce=self.nonce,
            csrf=self.csrf,
            ended=self.ended,
            origin=self.origin,
            address=self.address,
            message=self.message,
            query=urlencode(self.asked, doseq=True),
            other_language=urlencode(self.asked | other, doseq=True),
        )
        return HTMLResponse(body, self.status, _headers(self.language, self.nonce, self.origin))


def _headers(language: str, nonce: str, origin: str | None) -> dict[str, str]:
    # Browsers hold the redirect after a form to `form-action` too.
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; "
        f"form-action 'self'{f' {origin}' if origin else ''}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
        "Content-Language": TAGS[language],
    }


def say(language: str, what: str) -> str:
    """One of the page's messages."""
    return _WORDS[language][what]
