"""Which of our two languages an answer speaks."""

from starlette.datastructures import Headers

DEFAULT = "zh"
TAGS = {"zh": "zh-CN", "en": "en"}


def preferred(accept: str | None) -> str:
    """`zh` or `en`, by Accept-Language quality (RFC 9110 §12.5.4); Chinese unless English is preferred."""
    if not accept:
        return DEFAULT
    quality = {"zh": 0.0, "en": 0.0}
    for part in accept.split(",")[:20]:
        tag, _, parameters = part.strip().partition(";")
        language = tag.split("-")[0].lower()
        if language in quality:
            quality[language] = max(quality[language], _quality(parameters))
    return "en" if quality["en"] > quality["zh"] else DEFAULT


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def of(headers: Headers) -> str:
    """The language that a request's headers ask for."""
    return preferred(headers.get("accept-language"))
