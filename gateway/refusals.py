"""What the gateway itself refuses, before or instead of a service."""

from shared import problems
from shared.errors import Busy, Malformed, Missing, Refusal, TooLarge


class AddressUnknown(Missing):
    """No service answers for the path, or it is not a path that two programs must read alike."""

    zh, en = "没有这个地址", "There is nothing at this address"


class MessageUnclear(Malformed):
    """A header that two programs may read differently (RFC 9112 §11.2)."""

    zh, en = "请求头有歧义", "The request's headers are ambiguous"
    detail_zh, detail_en = (
        "请求头 {header} 重复、矛盾、缺失或格式不正确",
        "The header {header} is doubled, contradictory, missing or malformed",
    )


class AddressTooLong(TooLarge):
    """More than 8 KB of path and query."""

    zh, en = "地址过长", "The address is too long"


class HeadersTooLarge(TooLarge):
    """More than 100 headers, or more than 32 KB of them."""

    zh, en = "请求头过大", "The headers are too large"


class BodyTooSlow(Refusal):
    """The body did not arrive within the deadline."""

    zh, en = "请求内容未按时到达", "The body did not arrive in time"


class ServiceAway(Refusal):
    """The service cannot be reached, or answered what is no answer."""

    zh, en = "服务暂时无法访问,请稍后重试", "A part of the suite cannot be reached; try again shortly"


class ServiceSlow(Refusal):
    """The service did not begin its answer within the deadline."""

    zh, en = "服务未按时答复,请稍后重试", "A part of the suite did not answer in time; try again shortly"


class SuiteNotReady(Busy):
    """Starting, stopping, or without one of its services."""

    zh, en = "系统尚未就绪", "The suite is not ready"
    detail_zh, detail_en = "尚未就绪:{names}", "Not ready: {names}"


problems.STATUS |= {
    MessageUnclear: 400,
    BodyTooSlow: 408,
    AddressTooLong: 414,
    HeadersTooLarge: 431,
    ServiceAway: 502,
    ServiceSlow: 504,
}
