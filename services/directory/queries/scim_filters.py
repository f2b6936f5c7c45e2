"""SCIM filters and orders as SQL: what a client asks is answered by the database, never by looking at everybody.

The same holds here as for `ScimFilter.match` of scim2-models: nothing is ever null, text is compared without case
unless the attribute says otherwise, `ne` holds for what is not there. Source: RFC 7644 §3.4.2.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

from scim2_models import InvalidFilterException, Resource, ScimFilter
from scim2_models.path import (
    AttributeBinding,
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)
from sqlalchemy import ColumnElement, String, and_, cast, false, func, not_, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

Condition = ColumnElement[bool]
_MOST_TERMS = 50


class Kind(StrEnum):
    """How a value is compared."""

    TEXT = "text"
    EXACT = "exact"
    BOOLEAN = "boolean"
    INSTANT = "instant"
    ID = "id"


@dataclass(frozen=True)
class Attribute:
    """Where an attribute is kept. `key` is compared for equality instead, where an index serves that better."""

    value: Any
    kind: Kind = Kind.TEXT
    key: Any = None


Attributes = Mapping[str, Attribute]
"""By their names in Python, `emails.value` for what stands below another."""


def condition(scim_filter: ScimFilter[Any], model: type[Resource[Any]], attributes: Attributes) -> Condition:
    """The filter for one kind of resource. Raises InvalidFilterException for what cannot be asked."""
    bound = ScimFilter[model](str(scim_filter))  # type: ignore[valid-type] # a model known when it runs
    if _size(bound.ast) > _MOST_TERMS:
        raise InvalidFilterException(detail=f"筛选条件过多 / A filter may hold {_MOST_TERMS} terms")
    return _Conditions(bound, attributes).visit(bound.ast)


def _size(node: FilterNode) -> int:
    match node:
        case LogicalExpr():
            return sum(_size(term) for term in node.terms)
        case Not():
            return _size(node.expr)
        case ValuePath():
            return _size(node.val_filter)
    return 1


def name_of(binding: AttributeBinding) -> str:
    """The key of an attribute in a table of attributes."""
    below = f".{binding.sub_field_name}" if binding.sub_field_name else ""
    return f"{binding.field_name}{below}"


def sort_key(attribute: Attribute) -> Any:
    """What rows are put in order by."""
    match attribute.kind:
        case Kind.TEXT:
            return ByLetter(func.lower(attribute.value))
        case Kind.EXACT:
            return ByLetter(attribute.value)
    return attribute.value


class ByLetter(FunctionElement[str]):
    """Text that is ordered as Python orders it, on either database and wherever it stands."""

    inherit_cache = True
    name = "by_letter"


@compiles(ByLetter)
def _by_letter(element: ByLetter, compiler: Any, **given: Any) -> str:
    text = compiler.process(element.clauses, **given)
    return f'({text}) COLLATE "C"' if compiler.dialect.name == "postgresql" else f"({text}) COLLATE BINARY"


class _Conditions(FilterVisitor[Condition]):
    def __init__(
        self, bound: ScimFilter[Any], attributes: Attributes, inside: tuple[AttrPath, str] | None = None
    ) -> None:
        self._bound, self._attributes, self._inside = bound, attributes, inside

    def visit_not(self, node: Not) -> Condition:
        return not_(self.visit(node.expr))

    def visit_logical_expr(self, node: LogicalExpr) -> Condition:
        terms = [self.visit(term) for term in node.terms]
        return and_(*terms) if node.op == LogicalOperator.and_ else or_(*terms)

    def visit_present(self, node: Present) -> Condition:
        binding = self._bound.resolve(self._path(node.attr_path), strict=False)
        if binding is None:
            return false()
        name = name_of(binding)
        parts = [each for key, each in self._attributes.items() if key == name or key.startswith(f"{name}.")]
        if not parts:
            raise _unaskable(name)
        return or_(*(_present(part) for part in parts))

    def visit_comparison(self, node: Comparison) -> Condition:
        binding = self._bound.resolve_comparison(self._path(node.attr_path), strict=False)
        if binding is None:
            return false()
        attribute = self._attributes.get(name_of(binding))
        if attribute is None:
            raise _unaskable(name_of(binding))
        return _compared(attribute, node.op, _given(binding, attribute, node.value, node.op))

    def visit_value_path(self, node: ValuePath) -> Condition:
        binding = self._bound.resolve(node.attr_path, strict=False)
        if binding is None:
            return false()
        whole = self._attributes.get(f"{binding.field_name}.value")
        if (
            whole is None
        ):  # of such attributes there is at most one value, so that whatever is asked is asked of it
            raise _unaskable(binding.field_name)
        inside = _Conditions(self._bound, self._attributes, (node.attr_path, binding.field_name))
        return and_(_present(whole), inside.visit(node.val_filter))

    def _path(self, path: AttrPath) -> AttrPath:
        if self._inside is None:
            return path
        above = self._inside[0]
        return AttrPath(above.attr, path.attr, above.uri)


def _given(binding: AttributeBinding, attribute: Attribute, value: Any, op: CompareOperator) -> Any:
    """What is asked for, as the column has it."""
    if value is None:
        return None
    if attribute.kind is Kind.INSTANT and op not in _IN_TEXT:
        return binding.comparable(_instant(value))
    if isinstance(value, Enum):
        value = value.value
    if attribute.kind is Kind.TEXT and isinstance(value, str):
        value = value.lower()
    if isinstance(value, str) and "\x00" in value:
        raise InvalidFilterException(
            detail="筛选条件含有不可用的字符 / The filter holds an unusable character"
        )
    return value


def _instant(value: Any) -> datetime:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InvalidFilterException(detail="不是时刻 / Not an instant") from error
    if found.tzinfo is None:
        raise InvalidFilterException(detail="时刻缺少时区 / An instant needs its zone")
    return found


_IN_TEXT = (CompareOperator.co, CompareOperator.sw, CompareOperator.ew)


def _compared(attribute: Attribute, op: CompareOperator, given: Any) -> Condition:
    value = attribute.value
    if given is None:
        nothing: dict[CompareOperator, Condition] = {
            CompareOperator.eq: value.is_(None),
            CompareOperator.ne: value.is_not(None),
        }
        return nothing.get(op, false())
    if op in _IN_TEXT:
        return _in_text(attribute, op, given)
    if op in (CompareOperator.eq, CompareOperator.ne):
        same = _same(attribute, given)
        return same if op == CompareOperator.eq else not_(same)
    if attribute.kind is Kind.ID:
        attribute = Attribute(cast(value, String), Kind.EXACT)
    ordered = sort_key(attribute)
    return and_(value.is_not(None), _ORDERS[op](ordered, given))


_ORDERS: Mapping[CompareOperator, Any] = {
    CompareOperator.gt: lambda column, given: column > given,
    CompareOperator.ge: lambda column, given: column >= given,
    CompareOperator.lt: lambda column, given: column < given,
    CompareOperator.le: lambda column, given: column <= given,
}


def _same(attribute: Attribute, given: Any) -> Condition:
    if attribute.key is not None:
        found: Condition = attribute.key(given)
        return found
    if attribute.kind is Kind.ID:
        try:
            return and_(attribute.value.is_not(None), attribute.value == UUID(given))
        except ValueError:
            return false()
    compared = func.lower(attribute.value) if attribute.kind is Kind.TEXT else attribute.value
    return and_(attribute.value.is_not(None), compared == given)


def _in_text(attribute: Attribute, op: CompareOperator, given: str) -> Condition:
    if attribute.kind is Kind.ID:
        attribute = Attribute(cast(attribute.value, String), Kind.EXACT)
    if attribute.kind not in (Kind.TEXT, Kind.EXACT):
        return false()
    text = func.lower(attribute.value) if attribute.kind is Kind.TEXT else attribute.value
    there: Condition = attribute.value.is_not(None)
    if not given:
        return there
    match op:
        case CompareOperator.sw:
            return and_(there, func.substr(text, 1, len(given)) == given)
        case CompareOperator.ew:
            return and_(
                there,
                func.length(text) >= len(given),
                func.substr(text, func.length(text) - len(given) + 1) == given,
            )
    # LIKE ignores case on one database and not on the other, and has signs of its own.
    return and_(there, func.replace(text, given, "") != text)


def _present(attribute: Attribute) -> Condition:
    there: Condition = attribute.value.is_not(None)
    return and_(there, attribute.value != "") if attribute.kind in (Kind.TEXT, Kind.EXACT) else there


def _unaskable(name: str) -> InvalidFilterException:
    return InvalidFilterException(detail=f"不能按此属性筛选 / Cannot filter by {name}")
