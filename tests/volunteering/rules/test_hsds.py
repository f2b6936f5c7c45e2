"""HSDS 3.0: whatever the suite publishes holds against the official schemas, and names nothing that they do not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

from services.volunteering.models import Category
from services.volunteering.rules import hsds as rules
from services.volunteering.rules.hsds import Offered, Place, Times
from tests.support.foreign import hsds_schema

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2026, 9, 19, 1, tzinfo=UTC)
BAIGUO = Place(
    id=UUID(int=1),
    title_zh="白果社区",
    title_en="Baiguo",
    address="方亭街道白果路 12 号",
    region="四川省什邡市",
    phone="0838-8200000",
    latitude=31_126_800,
    longitude=104_167_500,
    opening_hours="工作日 8:30–17:30",
    contact_post="党建专干",
)


@cache
def validator(name: str) -> Draft202012Validator:
    """The official schema, and besides: no field that it does not name, and formats are checked."""
    return Draft202012Validator(
        _closed(hsds_schema(name)), format_checker=Draft202012Validator.FORMAT_CHECKER
    )


def _closed(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _closed(each) for name, each in schema.items()}
    if isinstance(found.get("properties"), dict):
        found["additionalProperties"] = False
    return found


def holds(name: str, told: dict[str, Any]) -> None:
    """Raises ValidationError."""
    validator(name).validate(told)


def an_offer(**more: Any) -> Offered:
    given: dict[str, Any] = {
        "id": UUID(int=2),
        "place": BAIGUO,
        "title": "楼道照明检修",
        "description": "为十二个单元更换楼道灯具。",
        "category": "safety",
        "skills": ["electrician"],
        "qualifications": ["electrician_licence"],
        "adults_only": True,
        "alert": "登高作业,须两人一组。",
        "times": [Times(NINE, NINE + timedelta(hours=3), "三号楼", daily=True)],
    }
    return Offered(**(given | more))


lines = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)
_DAWN = datetime(2000, 1, 2, tzinfo=UTC)
instants = st.integers(0, 100_000_000).map(lambda minutes: _DAWN + timedelta(minutes=minutes))
places = st.builds(
    Place,
    id=st.uuids(),
    title_zh=lines,
    title_en=st.one_of(st.just(""), lines),
    address=st.none() | lines,
    region=st.none()
    | lines
    | st.sampled_from(["四川省什邡市", "北京市", "重庆市渝中区", "广西壮族自治区南宁市"]),
    phone=st.none() | lines,
    latitude=st.none() | st.integers(-90_000_000, 90_000_000),
    longitude=st.none() | st.integers(-180_000_000, 180_000_000),
    opening_hours=st.none() | lines,
    contact_post=st.none() | lines,
)
times = st.builds(
    lambda starts_at, minutes, where, daily: Times(
        starts_at, starts_at + timedelta(minutes=minutes), where, daily=daily
    ),
    instants,
    st.integers(1, 200_000),
    st.none() | lines,
    st.booleans(),
)
offers = st.builds(
    Offered,
    id=st.uuids(),
    place=places,
    title=lines,
    description=lines,
    category=st.sampled_from([each.value for each in Category]),
    skills=st.lists(lines, max_size=3),
    qualifications=st.lists(lines, max_size=3, unique=True),
    adults_only=st.booleans(),
    alert=st.none() | lines,
    times=st.lists(times, max_size=4),
)


@settings(max_examples=150, deadline=None)
@given(offers, st.sampled_from(["Asia/Shanghai", "Asia/Kathmandu", "America/St_Johns", "UTC"]))
def test_every_demand_and_project_is_a_service(offered: Offered, zone: str) -> None:
    holds("service", rules.service(offered, ZoneInfo(zone)))
    holds("service", rules.service_alone(offered))
    holds("service_list", rules.service_alone(offered))


@settings(max_examples=150, deadline=None)
@given(places)
def test_every_community_is_an_organization(place: Place) -> None:
    holds("organization", rules.organization(place))
    holds("organization_list", rules.organization_alone(place))


def _nulls(told: Any) -> bool:
    if isinstance(told, dict):
        return any(_nulls(each) for each in told.values())
    return told is None or (isinstance(told, list) and any(_nulls(each) for each in told))


@given(offers)
def test_what_is_not_known_is_absent(offered: Offered) -> None:
    assert not _nulls(rules.service(offered, SHANGHAI))
    assert not _nulls(rules.organization(offered.place))


def test_what_nobody_has_written_leaves_a_service_and_a_community_that_hold() -> None:
    bare = Place(UUID(int=1), "", "")
    holds("organization", rules.organization(bare))
    offered = an_offer(place=bare, skills=[], qualifications=[], times=[], alert=None, adults_only=False)
    told = rules.service(offered, SHANGHAI)
    holds("service", told)
    assert {"schedules", "required_documents", "eligibility_description", "minimum_age", "alert"}.isdisjoint(
        told
    )


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda told: told | {"status": "open"},
        lambda told: {name: value for name, value in told.items() if name != "name"},
        lambda told: told | {"id": "1"},
        lambda told: told | {"beneficiary": "张奶奶"},
        lambda told: told | {"alert": None},
    ],
)
def test_the_schemas_are_asked_in_earnest(spoilt: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    told = rules.service(an_offer(), SHANGHAI)
    holds("service", told)
    with pytest.raises(ValidationError):
        holds("service", spoilt(told))


def test_a_shift_is_a_schedule_by_the_factorys_clock() -> None:
    [told] = rules.service(an_offer(), SHANGHAI)["schedules"]
    assert {
        name: told[name] for name in ("valid_from", "valid_to", "opens_at", "closes_at", "timezone", "notes")
    } == {
        "valid_from": "2026-09-19",
        "valid_to": "2026-09-19",
        "opens_at": "09:00",
        "closes_at": "12:00",
        "timezone": 8,
        "notes": "三号楼",
    }
    assert told["description"] == "2026-09-19T09:00+08:00/2026-09-19T12:00+08:00"


def test_a_window_and_a_shift_over_midnight_have_days_and_no_clock() -> None:
    window = Times(NINE, NINE + timedelta(days=9))
    night = Times(NINE + timedelta(hours=12), NINE + timedelta(hours=18), daily=True)
    for each, last in ((window, "2026-09-28"), (night, "2026-09-20")):
        [told] = rules.service(an_offer(times=[each]), SHANGHAI)["schedules"]
        assert (told["valid_from"], told["valid_to"], "opens_at" in told) == ("2026-09-19", last, False)


def test_a_place_is_where_it_is() -> None:
    told = rules.location(BAIGUO)
    assert (told["latitude"], told["longitude"]) == (31.1268, 104.1675)
    [address] = told["addresses"]
    assert (address["state_province"], address["city"], address["country"]) == ("四川省", "什邡市", "CN")


@pytest.mark.parametrize(
    ("region", "province", "city"),
    [
        ("四川省德阳市什邡市", "四川省", "德阳市什邡市"),
        ("北京市", "北京市", "北京市"),
        ("重庆市渝中区", "重庆市", "渝中区"),
        ("新疆维吾尔自治区伊宁市", "新疆维吾尔自治区", "伊宁市"),
        ("白果", "", "白果"),
    ],
)
def test_a_region_is_read_as_province_and_city(region: str, province: str, city: str) -> None:
    [address] = rules.location(Place(UUID(int=1), "白果社区", "", address="1 号", region=region))["addresses"]
    assert (address["state_province"], address["city"]) == (province, city)


@given(offers)
def test_ids_are_the_same_each_time_and_no_two_things_share_one(offered: Offered) -> None:
    told = rules.service(offered, SHANGHAI)
    assert told == rules.service(offered, SHANGHAI)
    ids = [
        each["id"]
        for name in ("schedules", "required_documents", "attributes")
        for each in told.get(name, [])
    ]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("total", "number", "pages", "last"),
    [(0, 1, 0, True), (1, 1, 1, True), (101, 2, 3, False), (101, 3, 3, True)],
)
def test_a_page_says_which_it_is(total: int, number: int, pages: int, last: bool) -> None:
    told = rules.page([{}] if total else [], total=total, number=number, size=50)
    assert (told["total_pages"], told["last_page"], told["first_page"]) == (pages, last, number == 1)
    assert told["empty"] is (total == 0)
