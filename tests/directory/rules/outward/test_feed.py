"""Ids of events, and what of a person the feed shows."""

import pytest

from services.directory.rules.outward import feed as rules
from shared.auth.policy import Role

from ..rows import a_membership, a_person, day

SECRET = "c" * 40


def test_ids_sort_as_places_do_and_lead_back_to_them() -> None:
    places = [1, 9, 10, 255, 256, 10**9]
    ids = [rules.event_id(place, SECRET) for place in places]
    assert ids == sorted(ids)
    assert [rules.position_of(each, SECRET) for each in ids] == places


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "1",
        f"{7:012x}",
        rules.event_id(7, "d" * 40),
        f"{8:012x}{rules.event_id(7, SECRET)[12:]}",
        rules.event_id(7, SECRET).upper(),
        rules.event_id(7, SECRET) + "0",
        "01a2085c-de9b-7776-a056-b31b",
        "é" * 28,
    ],
)
def test_an_id_that_the_feed_never_gave_out_is_refused(forged: str) -> None:
    with pytest.raises(rules.EventUnknown):
        rules.position_of(forged, SECRET)


def test_the_feed_shows_of_a_person_nothing_that_is_sensitive() -> None:
    person = a_person(
        phone_sealed="v1.x.y",
        email="wang@factory.example",
        birth_on=day("1988-03-01"),
        sex="male",
        political_status="01",
        development_stage="activist",
        departure="dismissed",
    )
    shown = rules.person_data(person, None)
    assert set(shown) == {
        *("person_id", "external_id", "employee_no", "name", "active", "left_on", "workplace", "post")
    }


def test_the_attributes_of_the_party_are_apart() -> None:
    shown = rules.party_data(a_person(political_status="02"), [a_membership("2026-01-01")])
    assert shown["political_status"] == "02"
    assert [each["status"] for each in shown["memberships"]] == ["full"]


@pytest.mark.parametrize("role", list(Role))
def test_only_the_system_of_party_affairs_is_shown_them(role: Role) -> None:
    assert rules.sees_party({role}) is (role is Role.PARTY_CLIENT)
