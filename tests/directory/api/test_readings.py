"""Reading sensitive fields: for a purpose, in full, and never without a row of who read what."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.directory.house import House, both, code_of
from tests.directory.world import ident

WANG = f"/v1/persons/{ident('wang')}"
DETAILS = f"{WANG}/sensitive-details"
BIRTHDAYS = f"/v1/birthdays?branch_id={ident('power')}&month=3&purpose=greetings"
KNOWN = {"phone": "13812345678", "email": "wang@factory.example", "birth_on": "1971-03-09"}


async def known(house: House) -> None:
    """What HR has told of Wang."""
    answer = await house.patch(WANG, KNOWN | {"political_status": "01"}, "hr")
    assert answer.status_code == 200, answer.text


async def readings(house: House, path: str = "/v1/readings", by: str = "auditor") -> list[dict[str, Any]]:
    answer = await house.get(path, by)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


class TestDetails:
    async def test_without_a_token_or_a_right_nothing_is_shown(self, house: House) -> None:
        assert (await house.get(f"{DETAILS}?purpose=care", None)).status_code == 401
        for reader in ("wang", "safety", "system", "auditor"):
            assert code_of(await house.get(f"{DETAILS}?purpose=care", reader)) == "forbidden"

    async def test_what_is_out_of_reach_looks_missing_and_leaves_no_reading(self, house: House) -> None:
        for hidden in ("zhao", "nowhere"):
            path = f"/v1/persons/{ident(hidden)}/sensitive-details?purpose=care"
            answer = await house.get(path, "secretary")
            assert (answer.status_code, code_of(answer)) == (404, "person_missing")
        assert await readings(house) == []

    @pytest.mark.parametrize(
        ("reader", "purpose"),
        [
            ("hr", "care"),
            ("leader", "party_records"),
            ("secretary", "hr_reconciliation"),
            ("secretary", "greetings"),
            ("organiser", "rights_request"),
        ],
    )
    async def test_a_purpose_is_served_by_its_office_alone(
        self, house: House, reader: str, purpose: str
    ) -> None:
        answer = await house.get(f"{DETAILS}?purpose={purpose}", reader)
        assert (answer.status_code, code_of(answer)) == (403, "purpose_unserved")

    async def test_without_a_purpose_of_the_list_the_question_is_malformed(self, house: House) -> None:
        for path in (DETAILS, f"{DETAILS}?purpose=curiosity"):
            assert (await house.get(path, "secretary")).status_code == 422

    @both
    async def test_the_purpose_opens_its_fields_and_the_person_sees_who_read_them(self, house: House) -> None:
        await known(house)
        answer = await house.get(f"{DETAILS}?purpose=care", "secretary")
        shown = answer.json()
        assert answer.headers["Cache-Control"] == "no-store"
        assert (shown["phone"], shown["birth_on"]) == ("13812345678", "1971-03-09")
        assert (shown["email"], shown["political_status"]) == (None, None)
        [mine] = await readings(house, "/v1/me/readings", "wang")
        assert (mine["reader_id"], mine["purpose"]) == (str(ident("secretary")), "care")
        assert mine["fields"] == ["birth_on", "phone"]
        assert await readings(house, f"/v1/readings?person_id={ident('wang')}") == [mine]
        assert await house.audited("sensitive_detail.read") == [("done", str(ident("wang")))]

    async def test_a_group_leader_reaches_the_group_and_only_the_telephone(self, house: House) -> None:
        await known(house)
        shown = (await house.get(f"{DETAILS}?purpose=urgent_contact", "leader")).json()
        assert (shown["phone"], shown["birth_on"], shown["fields"]) == ("13812345678", None, ["phone"])
        li = f"/v1/persons/{ident('li')}/sensitive-details?purpose=urgent_contact"
        assert code_of(await house.get(li, "leader")) == "person_missing"


class TestBirthdays:
    async def test_only_the_committee_asks_and_only_to_congratulate(self, house: House) -> None:
        assert (await house.get(BIRTHDAYS, None)).status_code == 401
        assert code_of(await house.get(BIRTHDAYS, "leader")) == "forbidden"
        care = BIRTHDAYS.replace("greetings", "care")
        assert code_of(await house.get(care, "secretary")) == "purpose_unserved"

    async def test_another_branch_looks_like_a_missing_one(self, house: House) -> None:
        for hidden in ("packing", "nowhere"):
            path = f"/v1/birthdays?branch_id={ident(hidden)}&month=3&purpose=greetings"
            assert code_of(await house.get(path, "secretary")) == "organisation_missing"

    @both
    async def test_month_and_day_are_shown_of_whoever_is_here_and_the_year_is_not(self, house: House) -> None:
        await known(house)
        for key, born, active in (
            ("li", "1980-03-02", True),
            ("staff", "1990-03-30", True),
            ("leader", "1975-04-01", True),
            ("organiser", "1975-03-01", False),
            ("zhao", "1975-03-01", True),
        ):
            body = {"birth_on": born, "active": active}
            await house.patch(f"/v1/persons/{ident(key)}", body, "hr")
        answer = await house.get(BIRTHDAYS, "secretary")
        found = [(each["name"], each["month"], each["day"]) for each in answer.json()["items"]]
        assert found == [("李晓", 3, 2), ("王建国", 3, 9), ("王小二", 3, 30)]
        assert "1971" not in answer.text
        [mine] = await readings(house, "/v1/me/readings", "wang")
        assert (mine["purpose"], mine["fields"]) == ("greetings", ["birthday"])
        assert len(await readings(house)) == 3


class TestReadings:
    async def test_only_an_auditor_reads_them_all(self, house: House) -> None:
        assert (await house.get("/v1/readings", None)).status_code == 401
        for reader in ("wang", "secretary", "system", "security", "hr"):
            assert code_of(await house.get("/v1/readings", reader)) == "forbidden"

    @both
    async def test_a_reading_is_neither_changed_nor_removed_while_it_is_young(self, house: House) -> None:
        await known(house)
        await house.get(f"{DETAILS}?purpose=care", "secretary")
        for words in ("UPDATE reading SET purpose = 'greetings'", "DELETE FROM reading"):
            with pytest.raises(DBAPIError, match="kept as it is"):
                async with house.database.write() as tx:
                    await tx.execute(text(words))
        assert len(await readings(house)) == 1


class TestPurposes:
    async def test_they_say_whose_work_they_are_and_what_they_open(self, house: House) -> None:
        assert (await house.get("/v1/purposes", None)).status_code == 401
        listed = {each["purpose"]: each for each in (await house.get("/v1/purposes", "wang")).json()["items"]}
        assert listed["greetings"]["fields"] == []
        assert listed["hr_reconciliation"]["roles"] == ["hr_client"]
        assert listed["care"]["zh"] == "走访慰问"
