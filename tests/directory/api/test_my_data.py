"""`/v1/me/data`: everything that is kept about oneself, and nothing of others."""

from typing import Any

from tests.directory.house import House, both
from tests.directory.world import ident


async def mine(house: House, by: str, query: str = "") -> dict[str, Any]:
    answer = await house.get(f"/v1/me/data{query}", by)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def rows(shown: dict[str, Any], name: str, kind: str = "about") -> list[dict[str, Any]]:
    return next((part["rows"] for part in shown["parts"] if (part["name"], part["kind"]) == (name, kind)), [])


async def test_without_a_token_nothing_is_shown(house: House) -> None:
    assert (await house.get("/v1/me/data", None)).status_code == 401


@both
async def test_one_sees_oneself_whole_and_the_telephone_number_opened(house: House) -> None:
    await house.patch(f"/v1/persons/{ident('wang')}", {"phone": "13812345678"}, "hr")
    shown = await mine(house, "wang")
    [me] = rows(shown, "person")
    assert (me["id"], me["employee_no"], shown["phone"]) == (str(ident("wang")), "T000", "13812345678")
    assert "phone_sealed" not in me
    [account] = rows(shown, "account")
    assert (account["login"], "password_hash" in account) == ("wang", False)
    assert [each["purpose"] for each in rows(shown, "privacy_consent")] == ["star_wall_photo"]
    assert shown["elsewhere"] == ["/v1/points-data", "/v1/activities-data", "/v1/volunteering-data"]


async def test_of_others_nobody_is_named_and_of_ones_acts_only_that_they_were_done(house: House) -> None:
    shown = await mine(house, "security")
    assert {str(ident(each)) for each in ("wang", "li", "zhao", "secretary")} & set(
        str(shown).split("'")
    ) == set()
    given = rows(shown, "appointment", "act")
    assert {each["appointed_by"] for each in given} == {str(ident("security"))}
    assert {tuple(each) for each in given} == {("id", "from_on", "until_on", "appointed_by")}


async def test_who_read_mine_and_what_i_did_are_mine_to_know(house: House) -> None:
    path = f"/v1/persons/{ident('wang')}/sensitive-details?purpose=care"
    assert (await house.get(path, "secretary")).status_code == 200
    [read] = rows(await mine(house, "wang"), "reading")
    assert read["reader_id"] == str(ident("secretary"))
    [done] = rows(await mine(house, "secretary"), "audit", "act")
    assert (done["act"], done["object_id"]) == ("sensitive_detail.read", str(ident("wang")))


async def test_one_part_is_asked_for_by_name_and_goes_on_after_a_row(house: House) -> None:
    shown = await mine(house, "wang", "?part=membership")
    assert {part["name"] for part in shown["parts"]} == {"membership"}
    [first] = rows(shown, "membership")
    assert (await mine(house, "wang", f"?part=membership&after={first['id']}"))["parts"] == []
