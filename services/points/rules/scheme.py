"""A scheme's data, read with care: its JSON Schema (`schemes/scheme.schema.json`) and what must hold beyond it."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from shared.errors import Conflict, Fault, Malformed
from shared.types import text_fault

from . import forced_service
from .scheme_text import Full, SchemeText

SHIPPED = Path(__file__).parent.parent / "schemes"
"""Where schemes A and B and the JSON Schema stand."""


class SchemeInvalid(Malformed):
    """The scheme's text breaks its schema or its sums; `errors` names each place."""

    zh, en = "方案内容不符合要求", "The scheme's text is not valid"


class SchemeNotDraft(Conflict):
    """An approved scheme never changes; write a new version."""

    zh, en = (
        "方案已经批准,不能再改;请另立新版本",
        "The scheme is approved and cannot change; write a new version",
    )


class SchemeNotApproved(Conflict):
    """A period needs a scheme that a resolution has approved."""

    zh, en = "方案尚未批准", "The scheme is not approved"


class SchemeNotEffective(Conflict):
    """A scheme holds for periods that start on or after its effective date (rule 14)."""

    zh, en = "方案在该周期开始时尚未生效", "The scheme is not in effect when the period starts"
    detail_zh, detail_en = "方案自 {effective_on} 起生效", "It takes effect on {effective_on}"


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON Schema of a scheme's text."""
    loaded: dict[str, Any] = json.loads((SHIPPED / "scheme.schema.json").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def shipped(code: str) -> dict[str, Any] | None:
    """The text of scheme A or B as shipped."""
    file = SHIPPED / f"scheme-{code.lower()}.json"
    if code not in {"A", "B"}:
        return None
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded


def digest(body: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a scheme's text."""
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def read(body: dict[str, Any]) -> SchemeText:
    """The text as rules judge it. Raises SchemeInvalid, ServiceCompulsory with a pointer for every fault."""
    if forced := forced_service.losses(body):
        raise forced_service.ServiceCompulsory(errors=forced)
    try:
        faults = [*_unclean(body), *_schema_faults(body)]
    except RecursionError:
        faults = [Fault("", "too_deep", "层次过深", "is nested too deep")]
    if faults:
        raise SchemeInvalid(errors=faults)
    text = SchemeText.model_validate(_without_schema_key(body))
    if sums := _sum_faults(text):
        raise SchemeInvalid(errors=sums)
    if forced := forced_service.shares(text):
        raise forced_service.ServiceCompulsory(errors=forced)
    return text


def read_approved(body: dict[str, Any]) -> SchemeText:
    """The text of an approved version, which was read with care before it was approved and never changes."""
    return SchemeText.model_validate(_without_schema_key(body))


def _without_schema_key(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "$schema"}


def _schema_faults(body: dict[str, Any]) -> list[Fault]:
    found = []
    for error in _validator().iter_errors(body):
        pointer = "".join(f"/{part}" for part in error.absolute_path)
        said = error.message if len(error.message) < 200 else f"{error.validator} does not hold"  # noqa: PLR2004 - one line
        found.append(Fault(pointer, f"schema_{error.validator}", f"不符合方案格式({error.validator})", said))
        if len(found) == 50:  # noqa: PLR2004 - nobody reads more at once
            break
    return found


def _unclean(value: Any, pointer: str = "") -> list[Fault]:
    if isinstance(value, str):
        fault = text_fault(value, breaks=True)
        words = f"含有不允许的字符 {fault}", f"contains {fault}"
        return [Fault(pointer, "text_unclean", *words)] if fault else []
    if isinstance(value, dict):
        inside = [(ascii(name)[1:-1], inner) for name, inner in value.items()]
    else:
        inside = [(str(place), inner) for place, inner in enumerate(value if isinstance(value, list) else [])]
    return [fault for name, inner in inside for fault in _unclean(inner, f"{pointer}/{name}"[:200])]


def _sum_faults(text: SchemeText) -> list[Fault]:
    """What JSON Schema cannot say: unique codes, known parts, caps that add up, lines that descend."""
    faults = [*_item_faults(text), *_cap_faults(text)]
    lines = text.grades
    if not lines.excellent > lines.qualified > lines.basic:
        faults.append(Fault("/grades", "lines_not_descending", "等次线应依次降低", "the lines must descend"))
    return faults


def _item_faults(text: SchemeText) -> list[Fault]:
    faults = []
    codes = [item.code for item in text.items]
    parts = {part.code for part in text.parts}
    for place, item in enumerate(text.items):
        at = f"/items/{place}"
        if codes.index(item.code) != place:
            faults.append(Fault(f"{at}/code", "code_twice", "条目代码重复", "stands twice"))
        if item.part not in parts:
            faults.append(Fault(f"{at}/part", "part_unknown", "没有这个部分", "no such part"))
        full = item.points if isinstance(item.points, Full) else None
        if full and full.loss.max > full.value:
            faults.append(Fault(f"{at}/points/loss/max", "loss_over_value", "超过满分", "above the value"))
        if full and full.value != item.cap:
            faults.append(Fault(f"{at}/cap", "cap_is_not_value", "上限应等于满分", "must be its value"))
    return faults


_SUMS = {
    "total": (
        "基础分上限与加分上限合计 {whole},总分上限 {cap}",
        "the base cap and the bonus cap add up to {whole}, the total cap is {cap}",
    ),
    "base": (
        "各基础部分上限合计 {whole},基础分上限 {cap}",
        "the base parts' caps add up to {whole}, the base cap is {cap}",
    ),
    "base_part": (
        "条目上限合计 {whole},该部分上限 {cap}",
        "the items' caps add up to {whole}, the part's cap is {cap}",
    ),
    "bonus_part": (
        "加分上限 {whole},该部分上限 {cap}",
        "the bonus cap is {whole}, the part's cap is {cap}",
    ),
}
"""What should be equal and is not; which of the two is wrong, the writer knows."""


def _cap_faults(text: SchemeText) -> list[Fault]:
    base = [part.cap or Decimal(0) for part in text.parts if part.kind == "base"]
    sums = [
        ("total", "/total_cap", text.total_cap, text.base_cap + text.bonus_cap),
        ("base", "/base_cap", text.base_cap, sum(base, Decimal(0))),
    ]
    for place, part in enumerate(text.parts):
        at, cap = f"/parts/{place}/cap", part.cap or Decimal(0)
        caps = [item.cap or Decimal(0) for item in text.items if item.part == part.code]
        if part.kind == "base":
            sums.append(("base_part", at, cap, sum(caps, Decimal(0))))
        if part.kind == "bonus":
            sums.append(("bonus_part", at, cap, text.bonus_cap))
    return [
        Fault(at, "caps_do_not_add_up", *(words.format(whole=whole, cap=cap) for words in _SUMS[which]))
        for which, at, cap, whole in sums
        if cap != whole
    ]


def in_effect(effective_on: date | None, starts_on: date) -> None:
    """A scheme judges only periods that start on or after its effective date. Raises SchemeNotEffective."""
    if effective_on is None or effective_on > starts_on:
        raise SchemeNotEffective(effective_on=effective_on)
