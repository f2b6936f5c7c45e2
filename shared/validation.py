"""What was wrong with a request's shape, per field, in both languages, without echoing what was sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from .errors import Fault

# pydantic error type → Chinese and English. Placeholders come from the error's context.
_SENTENCES: dict[str, tuple[str, str]] = {
    "missing": ("缺少此项", "is required"),
    "extra_forbidden": ("不认识的字段", "is not a known field"),
    "text_unclean": (
        "含有不允许的字符 {character}",
        "contains the character {character}, which is not allowed",
    ),
    "string_type": ("应为文字", "must be text"),
    "string_unicode": ("不是有效的文字", "is not valid text"),
    "string_too_short": ("至少 {min_length} 个字符", "must have at least {min_length} characters"),
    "string_too_long": ("最多 {max_length} 个字符", "must have at most {max_length} characters"),
    "string_pattern_mismatch": ("格式不符合 {pattern}", "must match {pattern}"),
    "int_type": ("应为整数", "must be a whole number"),
    "int_parsing": ("应为整数", "must be a whole number"),
    "int_parsing_size": ("数值超出范围", "is out of range"),
    "int_from_float": ("应为整数", "must be a whole number"),
    "float_type": ("应为数字", "must be a number"),
    "finite_number": ("应为有限的数字", "must be a finite number"),
    "decimal_type": ("应为数字", "must be a number"),
    "decimal_parsing": ("应为数字", "must be a number"),
    "decimal_max_places": (
        "最多 {decimal_places} 位小数",
        "must have at most {decimal_places} decimal places",
    ),
    "decimal_max_digits": ("数字过长", "has too many digits"),
    "decimal_whole_digits": ("数字过长", "has too many digits"),
    "bool_type": ("应为 true 或 false", "must be true or false"),
    "bool_parsing": ("应为 true 或 false", "must be true or false"),
    "greater_than": ("应大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": ("不得小于 {ge}", "must be at least {ge}"),
    "less_than": ("应小于 {lt}", "must be less than {lt}"),
    "less_than_equal": ("不得大于 {le}", "must be at most {le}"),
    "multiple_of": ("应为 {multiple_of} 的倍数", "must be a multiple of {multiple_of}"),
    "enum": ("应为以下之一:{expected}", "must be one of {expected}"),
    "literal_error": ("应为以下之一:{expected}", "must be one of {expected}"),
    "date_type": ("应为日期,如 2026-09-30", "must be a date such as 2026-09-30"),
    "date_parsing": ("应为日期,如 2026-09-30", "must be a date such as 2026-09-30"),
    "date_from_datetime_parsing": ("应为日期,如 2026-09-30", "must be a date such as 2026-09-30"),
    "date_from_datetime_inexact": ("应为日期,不带时刻", "must be a date without a time"),
    "datetime_type": ("应为带时区的时刻", "must be an instant with offset"),
    "datetime_parsing": ("应为带时区的时刻", "must be an instant with offset"),
    "datetime_from_date_parsing": ("应为带时区的时刻", "must be an instant with offset"),
    "timezone_aware": ("时刻必须带时区", "must carry an offset"),
    "uuid_type": ("应为编号", "must be an identifier"),
    "uuid_parsing": ("应为编号", "must be an identifier"),
    "list_type": ("应为列表", "must be a list"),
    "dict_type": ("应为对象", "must be an object"),
    "model_type": ("应为对象", "must be an object"),
    "model_attributes_type": ("应为对象", "must be an object"),
    "too_short": ("至少 {min_length} 项", "must have at least {min_length} items"),
    "too_long": ("最多 {max_length} 项", "must have at most {max_length} items"),
    "json_invalid": ("不是有效的 JSON", "is not valid JSON"),
    "url_parsing": ("应为网址", "must be a link"),
    "url_scheme": ("网址应以 {expected_schemes} 开头", "must begin with {expected_schemes}"),
    "url_too_long": ("网址过长", "is too long"),
    "union_tag_invalid": ("类型应为以下之一:{expected_tags}", "must be tagged one of {expected_tags}"),
    "union_tag_not_found": ("缺少类型标记", "must carry its tag"),
    "id_number": ("不得填写身份证号", "must not hold the number of an identity card"),
    "phone_number": ("应为电话号码", "must be a telephone number"),
    "partial_day": ("应为年、年月或日期,如 2012-07", "must be a year, month or day such as 2012-07"),
    "not_ascending": ("应逐项递增", "must ascend"),
    "value_error": ("不符合要求", "is not acceptable"),
}
_FALLBACK = ("不符合要求", "is not acceptable")
_MOST_TOLD = 50


def faults(errors: Sequence[Mapping[str, Any]]) -> list[Fault]:
    """Pydantic's errors as ours; at most 50 are told."""
    return [_fault(error) for error in errors[:_MOST_TOLD]]


def _fault(error: Mapping[str, Any]) -> Fault:
    kind = str(error["type"])
    context = {name: str(value)[:200] for name, value in (error.get("ctx") or {}).items()}
    zh, en = _SENTENCES.get(kind, _FALLBACK)
    return Fault(pointer(error["loc"]), kind, _filled(zh, context), _filled(en, context))


def _filled(template: str, context: dict[str, str]) -> str:
    try:
        return template.format_map(context)
    except KeyError:
        return template


def pointer(location: Sequence[Any]) -> str:
    """Where the fault is: a JSON Pointer (RFC 6901) into the body, or `query:name`, `path:name`, `header:name`."""
    where, rest = (str(location[0]), location[1:]) if location else ("body", ())
    if where != "body":
        return f"{where}:{'/'.join(_plain(part) for part in rest)}"
    return "".join(f"/{_plain(part).replace('~', '~0').replace('/', '~1')}" for part in rest)


def _plain(part: Any) -> str:
    # A key of the request may hold anything; only what can be shown safely is shown.
    return str(part)[:100].encode("ascii", "backslashreplace").decode()
