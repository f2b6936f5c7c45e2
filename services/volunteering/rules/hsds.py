"""Communities, their published demands and the projects for them, in the words of HSDS 3.0, for other systems.

A community is an organization with one location, what it wants and what is done for it are its services. Nothing here
is about a person: a demand's beneficiary is left out, pseudonym and all. What is not known is absent, never null.
Source: Human Services Data Specification 3.0 (openreferral.org), schemas `organization` and `service`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.errors import Missing
from shared.ids import named_id

FREE = "免费"
"""Service is unpaid (Volunteer Service Regulations art. 2)."""
_ADULT = 18
_DEGREE = 1_000_000
_HOUR = 3600
_PROVINCE = re.compile(r"(.+?(?:省|自治区|特别行政区))(.+)|(.+?市)(.*)")


class HsdsServiceMissing(Missing):
    """No such service: nothing that is published at present."""

    zh, en = "没有这项服务", "No such service"


class HsdsOrganizationMissing(Missing):
    """No such community."""

    zh, en = "没有这个机构", "No such organization"


@dataclass(frozen=True, slots=True)
class Place:
    """A community; null is what its officers have not written. Latitude and longitude are millionths of a degree."""

    id: UUID
    title_zh: str
    title_en: str
    address: str | None = None
    region: str | None = None
    phone: str | None = None
    latitude: int | None = None
    longitude: int | None = None
    opening_hours: str | None = None
    contact_post: str | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """One stretch; `daily` if it is a shift of one day rather than a window in which something is wanted."""

    starts_at: datetime
    ends_at: datetime
    where: str | None = None
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A published demand or a project that takes volunteers: what both have in common."""

    id: UUID
    place: Place
    title: str
    description: str
    category: str
    skills: Sequence[str]
    qualifications: Sequence[str]
    adults_only: bool
    alert: str | None
    times: Sequence[Times]


def organization(place: Place) -> dict[str, Any]:
    """A community with its location, telephone and post to ask for."""
    phone = {"id": _id(place.id, "phone"), "organization_id": str(place.id), "number": place.phone}
    contact = {"id": _id(place.id, "contact"), "organization_id": str(place.id), "title": place.contact_post}
    return organization_alone(place) | _filled(
        {
            "phones": [phone] if place.phone else None,
            "contacts": [contact] if place.contact_post else None,
            "locations": [location(place)],
        }
    )


def organization_alone(place: Place) -> dict[str, Any]:
    """As it stands in a list, or within one of its services."""
    return _filled(
        {
            "id": str(place.id),
            "name": place.title_zh or str(place.id),
            "alternate_name": place.title_en or None,
            "description": f"{place.title_zh}(社区)",
        }
    )


def location(place: Place) -> dict[str, Any]:
    """Where the community's office is."""
    known = place.latitude is not None and place.longitude is not None
    return _filled(
        {
            "id": _id(place.id, "location"),
            "location_type": "physical",
            "organization_id": str(place.id),
            "name": place.title_zh or None,
            "description": place.opening_hours,
            "latitude": place.latitude / _DEGREE if known and place.latitude is not None else None,
            "longitude": place.longitude / _DEGREE if known and place.longitude is not None else None,
            "addresses": [_address(place)] if place.address else None,
        }
    )


def _address(place: Place) -> dict[str, Any]:
    """The schema asks for city, province and postal code: what cannot be told apart is an empty text."""
    province, city = _province_and_city(place.region or "")
    return _filled(
        {
            "id": _id(place.id, "address"),
            "location_id": _id(place.id, "location"),
            "address_1": place.address,
            "city": city,
            "region": place.region,
            "state_province": province,
            "postal_code": "",
            "country": "CN",
            "address_type": "physical",
        }
    )


def _province_and_city(region: str) -> tuple[str, str]:
    """Of `四川省什邡市` the province and the rest; a city that is a province is both."""
    found = _PROVINCE.fullmatch(region)
    if found is None:
        return "", region
    return (found[1], found[2]) if found[1] else (found[3], found[4] or found[3])


def service(offered: Offered, zone: ZoneInfo) -> dict[str, Any]:
    """The whole of one service."""
    place = offered.place
    return service_alone(offered) | _filled(
        {
            "schedules": _schedules(offered, zone) or None,
            "required_documents": [_document(offered.id, each) for each in offered.qualifications] or None,
            "service_at_locations": [
                {
                    "id": _id(offered.id, "service_at_location"),
                    "service_id": str(offered.id),
                    "location_id": _id(place.id, "location"),
                    "location": location(place),
                }
            ],
            "attributes": [
                {
                    "id": _id(offered.id, "category"),
                    "link_id": str(offered.id),
                    "link_type": "category",
                    "link_entity": "service",
                    "value": offered.category,
                }
            ],
        }
    )


def service_alone(offered: Offered) -> dict[str, Any]:
    """As it stands in a list: what there is one of."""
    return _filled(
        {
            "id": str(offered.id),
            "organization_id": str(offered.place.id),
            "name": offered.title,
            "description": offered.description,
            "status": "active",
            "fees_description": FREE,
            "eligibility_description": _eligibility(offered),
            "minimum_age": _ADULT if offered.adults_only else None,
            "alert": offered.alert,
            "organization": organization_alone(offered.place),
        }
    )


def _eligibility(offered: Offered) -> str | None:
    return f"需要技能:{'、'.join(offered.skills)}" if offered.skills else None


def _schedules(offered: Offered, zone: ZoneInfo) -> list[dict[str, Any]]:
    return [
        {"id": _id(offered.id, f"schedule {number}"), "service_id": str(offered.id)} | _times(each, zone)
        for number, each in enumerate(offered.times)
    ]


def _times(times: Times, zone: ZoneInfo) -> dict[str, Any]:
    begins, ends = times.starts_at.astimezone(zone), times.ends_at.astimezone(zone)
    within = times.daily and begins.date() == ends.date()
    offset = begins.utcoffset()
    hours = (offset.total_seconds() if offset else 0) / _HOUR
    return _filled(
        {
            "valid_from": begins.date().isoformat(),
            "valid_to": ends.date().isoformat(),
            "dtstart": begins.date().isoformat(),
            "timezone": int(hours) if hours.is_integer() else hours,
            "opens_at": begins.strftime("%H:%M") if within else None,
            "closes_at": ends.strftime("%H:%M") if within else None,
            "description": f"{begins.isoformat(timespec='minutes')}/{ends.isoformat(timespec='minutes')}",
            "notes": times.where,
        }
    )


def _document(service_id: UUID, qualification: str) -> dict[str, Any]:
    return {
        "id": _id(service_id, f"document {qualification}"),
        "service_id": str(service_id),
        "document": qualification,
    }


def page(contents: Sequence[Mapping[str, Any]], *, total: int, number: int, size: int) -> dict[str, Any]:
    """The shape of an HSDS list: pages count from one."""
    pages = -(-total // size)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": list(contents),
    }


def _id(owner: UUID, what: str) -> str:
    return str(named_id("hsds", str(owner), what))


def _filled(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}
