"""What SCIM clients ask: people and workplaces by filter, in order, page by page, each question a bounded statement."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from scim2_models import Resource, SearchRequest, default_comparison_key
from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.among import among

from ..models import Appointment, Membership, Organisation, Person, Workplace, WorkplaceKind
from ..rules.hr.scim_people import Around, UserModel
from ..rules.hr.scim_schemas import Group
from .days import in_force
from .scim_filters import Attribute, Attributes, Condition, Kind, condition, name_of, sort_key

MODELS: dict[str, Any] = {"User": UserModel, "Group": Group}
_PRESENT = {
    "User": col(Person.hr_removed_at).is_(None),
    "Group": and_(col(Workplace.hr_removed_at).is_(None), col(Workplace.kind) != WorkplaceKind.FACTORY.value),
}
_Member = aliased(Person)
_FARTHEST = 2**31


@dataclass(frozen=True)
class Found:
    """A page of what was asked for: how many there are in all, and kind and id of those on the page, in order."""

    total: int
    page: Sequence[tuple[str, UUID]]


async def search(session: AsyncSession, names: Sequence[str], asked: SearchRequest[Any], on: date) -> Found:
    """The resources of these kinds that a request asks for. Raises InvalidFilterException."""
    parts = [_part(name, asked, on) for name in dict.fromkeys(names)]
    found = union_all(*parts).subquery()
    total = (await session.execute(select(func.count()).select_from(found))).scalar_one()
    backwards = asked.sort_order == SearchRequest.SortOrder.descending
    nothing = found.c.sorted.is_(None)
    order = (
        (nothing.desc(), found.c.sorted.desc(), found.c.id.desc())
        if backwards
        else (nothing, found.c.sorted, found.c.id)
    )
    query = (
        select(found.c.kind, found.c.id).order_by(*order).offset(min(asked.start_index or 1, _FARTHEST) - 1)
    )
    if asked.count is not None:
        query = query.limit(asked.count)
    rows = (await session.execute(query)).all()
    return Found(total, [(row.kind, row.id) for row in rows])


def _part(name: str, asked: SearchRequest[Any], on: date) -> Any:
    model, attributes = MODELS[name], _ATTRIBUTES[name](on)
    table: Any = Person.id if name == "User" else Workplace.id
    query = select(
        literal(name).label("kind"), col(table).label("id"), _sorted(asked, model, attributes).label("sorted")
    ).where(_PRESENT[name])
    return query.where(condition(asked.filter, model, attributes)) if asked.filter else query


def _sorted(
    asked: SearchRequest[Any], model: type[Resource[Any]], attributes: Attributes
) -> ColumnElement[Any]:
    binding = asked.sort_binding(model)
    attribute = attributes.get(name_of(binding)) if binding else None
    return sort_key(attribute) if attribute else cast(null(), String)


def called(key: str) -> Condition:
    """Whoever goes by this name: the one SCIM gave, else the employee number or HR's key."""
    words = {key, key.upper(), key.lower()}
    otherwise: list[Condition] = [
        col(Person.employee_no).in_(words),
        and_(col(Person.employee_no).is_(None), col(Person.external_id).in_(words)),
    ]
    return or_(
        and_(col(Person.user_name_key).is_not(None), col(Person.user_name_key) == user_name_key(key)),
        and_(col(Person.user_name).is_(None), or_(*otherwise)),
    )


def user_name_key(name: str) -> str:
    """A name as names are compared."""
    return default_comparison_key(_USER_NAME, name)


_USER_NAME: Any = SearchRequest[UserModel].model_validate({"sortBy": "userName"}).sort_binding(UserModel)


def _user_attributes(on: date) -> dict[str, Attribute]:
    calls = func.coalesce(Person.user_name, Person.employee_no, Person.external_id, cast(Person.id, String))
    workplace = _of_workplace(func.coalesce(Workplace.code, Workplace.title_zh))
    return {
        "id": Attribute(col(Person.id), Kind.ID),
        "external_id": Attribute(col(Person.external_id), Kind.EXACT),
        "user_name": Attribute(calls, key=called),
        "display_name": Attribute(col(Person.name)),
        "name.formatted": Attribute(col(Person.name)),
        "title": Attribute(col(Person.post)),
        "user_type": Attribute(col(Person.employment_type)),
        "active": Attribute(col(Person.active), Kind.BOOLEAN),
        "groups.value": Attribute(_of_workplace(Workplace.id), Kind.ID),
        "groups.display": Attribute(_of_workplace(Workplace.title_zh)),
        "employee_number": Attribute(col(Person.employee_no), Kind.EXACT),
        "department": Attribute(workplace),
        "work_team": Attribute(_of_workplace(Workplace.title_zh, WorkplaceKind.TEAM)),
        "political_status": Attribute(col(Person.political_status)),
        "development_stage": Attribute(col(Person.development_stage)),
        "joined_party_on": Attribute(cast(Person.joined_party_on, String)),
        "regularised_on": Attribute(cast(Person.regularised_on, String)),
        "branch": Attribute(_of_membership(Membership.branch_id, on)),
        "group": Attribute(_of_membership(Membership.group_id, on)),
        "shift": Attribute(col(Person.shift)),
        "sex": Attribute(col(Person.sex)),
        "hired_on": Attribute(col(Person.hired_on)),
        "left_on": Attribute(cast(Person.left_on, String)),
        "departure": Attribute(col(Person.departure)),
        **_meta("User", col(Person.created_at), col(Person.modified_at)),
    }


def _of_workplace(value: Any, kind: WorkplaceKind | None = None) -> ColumnElement[Any]:
    query = select(value).where(col(Workplace.id) == col(Person.workplace_id))
    return query.where(col(Workplace.kind) == kind.value if kind else true()).scalar_subquery()


def _of_membership(organisation_id: Any, on: date) -> ColumnElement[Any]:
    return (
        select(func.coalesce(Organisation.code, Organisation.title_zh))
        .join(Membership, col(Organisation.id) == organisation_id)
        .where(col(Membership.person_id) == col(Person.id), in_force(Membership, on))
        .scalar_subquery()
    )


def _group_attributes(_on: date) -> dict[str, Attribute]:
    return {
        "id": Attribute(col(Workplace.id), Kind.ID),
        "external_id": Attribute(col(Workplace.code), Kind.EXACT),
        "display_name": Attribute(col(Workplace.title_zh)),
        "members.value": Attribute(_any_member(), Kind.ID, key=_employs),
        **_meta("Group", col(Workplace.created_at), _changed_at()),
    }


def _any_member() -> Any:
    return (
        select(col(_Member.id))
        .where(col(_Member.workplace_id) == col(Workplace.id), col(_Member.hr_removed_at).is_(None))
        .limit(1)
        .scalar_subquery()
    )


def _employs(person_id: str) -> Any:
    try:
        wanted = UUID(person_id)
    except ValueError:
        return false()
    return (
        select(col(_Member.id))
        .where(
            col(_Member.id) == wanted,
            col(_Member.workplace_id) == col(Workplace.id),
            col(_Member.hr_removed_at).is_(None),
        )
        .exists()
    )


def _changed_at() -> ColumnElement[Any]:
    """A workplace changes when the newest of its people does."""
    newest = (
        select(func.max(_Member.modified_at))
        .where(col(_Member.workplace_id) == col(Workplace.id), col(_Member.hr_removed_at).is_(None))
        .scalar_subquery()
    )
    return case((newest > col(Workplace.modified_at), newest), else_=col(Workplace.modified_at))


def _meta(name: str, created: Any, modified: Any) -> dict[str, Attribute]:
    return {
        "meta.resource_type": Attribute(literal(name), Kind.EXACT),
        "meta.created": Attribute(created, Kind.INSTANT),
        "meta.last_modified": Attribute(modified, Kind.INSTANT),
    }


_ATTRIBUTES = {"User": _user_attributes, "Group": _group_attributes}


async def around(session: AsyncSession, persons: Sequence[Person], on: date) -> dict[UUID, Around]:
    """Workplace, branch, group and posts of each, on a day."""
    ids = [person.id for person in persons]
    if not ids:
        return {}
    workplaces = await _by_id(session, Workplace, {person.workplace_id for person in persons})
    stays = await session.execute(
        select(Membership).where(among(session, col(Membership.person_id), ids), in_force(Membership, on))
    )
    present = {stay.person_id: stay for stay in stays.scalars()}
    organisations = await _by_id(
        session, Organisation, {id_ for stay in present.values() for id_ in (stay.branch_id, stay.group_id)}
    )
    posts = await _posts(session, ids, on)
    return {
        person.id: Around(
            workplaces.get(person.workplace_id),
            organisations.get(present[person.id].branch_id) if person.id in present else None,
            organisations.get(present[person.id].group_id) if person.id in present else None,
            posts.get(person.id, ()),
        )
        for person in persons
    }


async def _by_id(session: AsyncSession, table: Any, ids: set[UUID | None]) -> dict[UUID | None, Any]:
    wanted = [id_ for id_ in ids if id_]
    if not wanted:
        return {}
    rows = (await session.execute(select(table).where(among(session, table.id, wanted)))).scalars()
    return {row.id: row for row in rows}


async def _posts(session: AsyncSession, ids: Sequence[UUID], on: date) -> dict[UUID, list[str]]:
    query = (
        select(col(Appointment.subject_id), col(Appointment.role))
        .where(among(session, col(Appointment.subject_id), ids), in_force(Appointment, on))
        .order_by(col(Appointment.from_on), col(Appointment.id))
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for subject_id, role in (await session.execute(query)).all():
        found[subject_id].append(role)
    return found


async def persons(session: AsyncSession, ids: Sequence[UUID], *, locked: bool = False) -> list[Person]:
    """Those of them whom HR has not deleted, as they are now; `locked` in the order of their ids."""
    if not ids:
        return []
    query = select(Person).where(among(session, col(Person.id), ids), _PRESENT["User"])
    query = query.order_by(col(Person.id)).with_for_update() if locked else query
    query = query.execution_options(populate_existing=True)
    return list((await session.execute(query)).scalars())


@dataclass(frozen=True)
class Staffed:
    """A workplace, the ids of who works there, in order, and when either was last changed."""

    workplace: Workplace
    members: Sequence[UUID]
    modified_at: datetime
    version: str


async def workplaces(session: AsyncSession, ids: Sequence[UUID]) -> list[Staffed]:
    """Workplaces that HR has not deleted, with their people."""
    if not ids:
        return []
    query = select(Workplace).where(among(session, col(Workplace.id), ids), _PRESENT["Group"])
    rows = (await session.execute(query.execution_options(populate_existing=True))).scalars().all()
    place: Any = Person.workplace_id
    staff = (
        select(place, col(Person.id), col(Person.modified_at))
        .where(among(session, place, ids), _PRESENT["User"])
        .order_by(col(Person.id))
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in (await session.execute(staff)).all():
        found[row.workplace_id].append(row)
    return [_staffed(row, found[row.id]) for row in rows]


def _staffed(row: Workplace, staff: Sequence[Any]) -> Staffed:
    newest = max([row.modified_at, *(each.modified_at for each in staff)])
    counted = int(newest.timestamp() * 1_000_000)
    return Staffed(row, [each.id for each in staff], newest, f'W/"{row.version}.{len(staff)}.{counted}"')
