"""The fictional workshop."""

from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from services.directory.demo import DEMO_CLIENTS, DEMO_PEOPLE, DOCS_CLIENT, demo_id, furnish
from tests.support.issuer import ISSUER

from .browser import CHALLENGE, VERIFIER, Browser
from .conftest import Furnish
from .house import House, both, keeping_house

TODAY = date(2026, 9, 15)
DOCS = f"{ISSUER}/docs/oauth2-redirect"


async def furnish_workshop(url: str) -> None:
    async with keeping_house(url) as house:
        await furnish(house.app, TODAY)
        await house.settle()


@pytest.fixture
async def workshop(copy_of: Callable[[str, Furnish], str], anyio_backend: Any) -> AsyncIterator[House]:
    del anyio_backend
    async with keeping_house(copy_of("directory_workshop", furnish_workshop)) as house:
        yield house


async def counted(house: House, query: str) -> Any:
    async with house.database.read() as view:
        return [tuple(row) for row in await view.execute(text(query))]


@both
async def test_the_workshop_has_36_members_in_four_groups(workshop: House) -> None:
    query = """
        SELECT o.title_zh, m.status, count(*) FROM roster_membership m
        JOIN roster_organisation o ON o.id = m.group_id
        WHERE m.until_on IS NULL AND o.title_zh <> '卷包一班党小组' GROUP BY 1, 2 ORDER BY 1, 2
    """
    assert await counted(workshop, query) == [
        ("供电班党小组", "full", 9),
        ("制冷班党小组", "full", 8),
        ("制冷班党小组", "probationary", 1),
        ("空压空调班党小组", "full", 9),
        ("锅炉班党小组", "full", 8),
        ("锅炉班党小组", "probationary", 1),
    ]


async def test_its_people_bear_different_names(workshop: House) -> None:
    assert await counted(workshop, "SELECT count(*), count(DISTINCT name) FROM person") == [(76, 76)]


async def test_its_committee_has_five_different_members(workshop: House) -> None:
    query = """
        SELECT count(DISTINCT subject_id), count(*)
        FROM appointment JOIN organisation o ON o.id = organisation_id
        WHERE o.title_zh = '动力车间党支部' AND (role LIKE '%secretary' OR role LIKE '%commissioner')
    """
    assert await counted(workshop, query) == [(5, 5)]


async def test_two_came_during_the_last_quarter(workshop: House) -> None:
    query = (
        "SELECT from_on, status FROM membership WHERE from_on > '2026-04-01' AND until_on IS NULL ORDER BY 1"
    )
    assert await counted(workshop, query) == [("2026-05-15", "probationary"), ("2026-06-01", "full")]


async def test_furnishing_again_changes_nothing(workshop: House) -> None:
    before = await counted(workshop, "SELECT count(*) FROM outbox")
    await furnish(workshop.app, TODAY)
    assert await counted(workshop, "SELECT count(*) FROM outbox") == before


async def test_all_five_sign_in_through_the_docs_page_and_are_who_they_say(workshop: House) -> None:
    asked = {"client_id": DOCS_CLIENT, "redirect_uri": DOCS, "code_challenge": CHALLENGE}
    for person in DEMO_PEOPLE:
        browser = Browser(workshop)
        back = await browser.sign_in(person.login, person.password, asked=asked)
        code = back.headers["location"].partition("code=")[2].partition("&")[0]
        form = {"client_id": DOCS_CLIENT, "redirect_uri": DOCS, "code_verifier": VERIFIER}
        token = (await browser.redeem(code, **form)).json()["access_token"]
        me = await workshop.client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert (me.json()["id"], me.json()["name"]) == (str(demo_id("person", person.login)), person.name)


async def test_its_machines_sign_in_with_their_roles(workshop: House) -> None:
    for machine in DEMO_CLIENTS:
        form = {
            "grant_type": "client_credentials",
            "client_id": machine.client_id,
            "client_secret": machine.secret,
        }
        token = (await workshop.client.post("/oauth2/token", data=form)).json()["access_token"]
        me = await workshop.client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert [each["role"] for each in me.json()["roles"]] == [machine.role]


async def token_of_secretary(workshop: House) -> dict[str, str]:
    browser = Browser(workshop)
    asked = {"client_id": DOCS_CLIENT, "redirect_uri": DOCS}
    back = await browser.sign_in("secretary", DEMO_PEOPLE[0].password, asked=asked)
    code = back.headers["location"].partition("code=")[2].partition("&")[0]
    token = (await browser.redeem(code, client_id=DOCS_CLIENT, redirect_uri=DOCS)).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


async def test_a_secretary_does_not_see_the_other_branch(workshop: House) -> None:
    headers = await token_of_secretary(workshop)
    listed = (await workshop.client.get("/v1/persons?limit=200", headers=headers)).json()["items"]
    assert len(listed) == 61
    hidden = await workshop.client.get(f"/v1/persons/{demo_id('person', 'packing-member')}", headers=headers)
    assert hidden.status_code == 404


async def test_a_letter_a_leave_a_retirement_and_a_probation_are_under_way(workshop: House) -> None:
    headers = await token_of_secretary(workshop)

    async def shown(noun: str, key: str) -> dict[str, Any]:
        answer = await workshop.client.get(f"/v1/{noun}s/{demo_id(noun, key)}", headers=headers)
        return dict(answer.json())

    assert (await shown("transfer", "packing-one-04"))["state"] == "issued"
    assert (await shown("absence", "air-06"))["from_on"] == "2026-08-01"
    assert (await shown("departure", "electric-06"))["on"] == "2026-11-01"
    assert (await shown("regularisation", "boiler-08"))["probation_ends_on"] == "2026-10-05"
