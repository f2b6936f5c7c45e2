"""Refusals: what was wrong, in two languages, without a word of HTTP.

The family::

    Refusal
    ├── Malformed         the request has the wrong shape
    ├── Unauthenticated   we do not know who asks
    ├── Forbidden         we know, and the answer is no
    ├── Missing           there is no such thing, or it may not be seen
    ├── Conflict          the thing is not in a state for this
    ├── Stale             the caller has seen an older version
    ├── Unconditional     a change came without the version it is based on
    ├── TooLarge          more bytes than we take
    └── Busy              not now, try again

A service adds its own refusals below these kinds, named after what is wrong (`OwnClaim`). The stable
code is the class name in snake case; it is never translated and never reused.
"""

import re
from typing import ClassVar


class SettingUnusable(Exception):
    """What the environment says cannot be worked with: one sentence with its cure, never the value itself."""


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Refusal(Exception):
    """A request that is understood and not granted. Titles are fixed; details may carry values."""

    code: ClassVar[str] = "refusal"
    zh: ClassVar[str] = "请求被拒绝"
    en: ClassVar[str] = "The request was refused"
    detail_zh: ClassVar[str] = ""
    detail_en: ClassVar[str] = ""
    remarkable: bool = False
    """Whether the attempt itself is worth an audit row: nobody comes upon it by honest mistake alone."""

    def __init_subclass__(cls) -> None:
        """Derive the code from the name, so that the two cannot drift apart."""
        super().__init_subclass__()
        cls.code = _snake(cls.__name__)

    def __init__(self, *, errors: "list[Fault] | None" = None, **values: object) -> None:
        super().__init__(self.code)
        self.values = values
        self.errors = errors or []

    def title(self, language: str) -> str:
        """One sentence that holds for every case of this refusal."""
        return self.zh if language == "zh" else self.en

    def detail(self, language: str) -> str:
        """One sentence about this very case."""
        template = self.detail_zh if language == "zh" else self.detail_en
        return template.format_map(self.values) if template else self.title(language)


class Fault:
    """One place in the request that is wrong."""

    def __init__(self, pointer: str, code: str, zh: str, en: str) -> None:
        self.pointer, self.code, self.zh, self.en = pointer, code, zh, en

    def told(self, language: str) -> dict[str, str]:
        """The fault as the problem answer shows it."""
        return {
            "pointer": self.pointer,
            "code": self.code,
            "message": self.zh if language == "zh" else self.en,
        }


class Malformed(Refusal):
    """The body, a parameter or a header has the wrong shape."""

    zh, en = "请求格式不正确", "The request is malformed"


class Unauthenticated(Refusal):
    """No token, or one that does not hold."""

    zh, en = "需要登录", "Sign-in is required"


class Forbidden(Refusal):
    """The caller's roles do not allow this act on anything."""

    zh, en = "没有权限执行此操作", "Your roles do not allow this"


class Missing(Refusal):
    """Not there, or not to be seen: the two look the same."""

    zh, en = "未找到", "Not found"


class Conflict(Refusal):
    """The thing is not in a state that allows the act."""

    zh, en = "当前状态不允许此操作", "The present state does not allow this"


class Stale(Refusal):
    """The caller's If-Match names an older version (RFC 9110 §13.1.1)."""

    zh, en = "内容已被他人修改,请重新读取", "It has changed since you read it; read it again"


class Unconditional(Refusal):
    """A change needs If-Match (RFC 6585 §3)."""

    zh, en = "修改时必须带 If-Match", "A change must carry If-Match"


class TooLarge(Refusal):
    """The body exceeds what the route takes."""

    zh, en = "请求内容过大", "The request is too large"


class Busy(Refusal):
    """Nothing is wrong with the request; there is no room for it now."""

    zh, en = "系统繁忙,请稍后重试", "Busy; try again shortly"


class TokenInvalid(Unauthenticated):
    """The access token is absent, altered, expired or meant for something else."""

    zh, en = "登录凭证无效或已过期", "The access token is missing, invalid or expired"


class TokenOutdated(Unauthenticated):
    """The person's rights changed after the token was minted."""

    zh, en = "权限已变更,请重新登录", "Your rights have changed; sign in again"


class IdempotencyKeyMissing(Malformed):
    """A creating POST came without Idempotency-Key."""

    zh, en = "缺少 Idempotency-Key", "Idempotency-Key is missing"


class IdempotencyKeyReused(Malformed):
    """The key was used before with another request."""

    zh, en = "该 Idempotency-Key 已用于另一请求", "This Idempotency-Key was used for another request"


class IdempotencyInFlight(Conflict):
    """The first request with this key is still running."""

    zh, en = "相同 Idempotency-Key 的请求正在处理", "A request with this Idempotency-Key is still running"


class CursorInvalid(Malformed):
    """The cursor was altered, or belongs to another list or caller."""

    zh, en = "分页游标无效", "The cursor is not valid for this list"


class ParameterUnknown(Malformed):
    """A query parameter that the route does not know: an error, never an empty list."""

    zh, en = "未知的查询参数", "Unknown query parameter"
    detail_zh, detail_en = "未知参数:{names};可用参数:{allowed}", "Unknown: {names}; allowed: {allowed}"


class KeyDoubled(Malformed):
    """A JSON object names a key twice (RFC 8259 §4)."""

    zh, en = "JSON 对象的键重复", "A key of a JSON object is there twice"


class MethodUnknown(Refusal):
    """The path exists, the method does not."""

    zh, en = "不支持的请求方法", "The method is not supported here"


class Broken(Refusal):
    """A fault of ours; the trace id leads to it."""

    zh, en = "系统内部错误", "Something failed on our side"


def catalogue() -> list[type[Refusal]]:
    """Every refusal known to this process, by code."""
    found: dict[str, type[Refusal]] = {}
    rest: list[type[Refusal]] = [Refusal]
    while rest:
        kind = rest.pop()
        rest += kind.__subclasses__()
        if kind is not Refusal:
            found[kind.code] = kind
    return [found[code] for code in sorted(found)]
