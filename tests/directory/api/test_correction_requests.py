"""`/v1/correction-requests`: asked about oneself, answered by another with a reason."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from tests.directory.house import House, both, code_of
from tests.directory.world import ident

REQUESTS = "/v1/correction-requests"
PHONE = {"kind": "correction", "field": "phone", "wished": "138 0000 1234", "reason": "已更换手机号"}
YES = {"verdict": "accepted", "reason": "已核对"}
NO = {"verdict": "refused", "reason": "与档案不符"}


async def asked(house: House, by: str = "wang", **more: Any) -> str:
    """A new request of somebody; its path."""
    made = await house.post(REQUESTS, PHONE | more, by)
    assert made.status_code == 201, made.text
    return f"{REQUESTS}/{made.json()['id']}"


class TestAsk:
    async def test_nobody_asks_without_a_token_as_a_machine_or_for_another(self, house: House) -> None:
        assert (await house.post(REQUESTS, PHONE, None)).status_code == 401
        assert code_of(await house.post(REQUESTS, PHONE, "hr")) == "forbidden"
        for_another = PHONE | {"person_id": str(ident("li"))}
        assert (await house.post(REQUESTS, for_another, "wang")).status_code == 422

    @pytest.mark.parametrize(
        "body",
        [
            PHONE | {"wished": "no number"},
            PHONE | {"wished": None},
            PHONE | {"kind": "deletion"},
            PHONE | {"field": "birth_on", "wished": "1971-13-09"},
            PHONE | {"field": "political_status", "wished": "14"},
            PHONE | {"reason": "身份证号 11010519491231002X"},
        ],
    )
    async def test_what_does_not_fit_the_field_is_malformed(self, house: House, body: dict[str, Any]) -> None:
        answer = await house.post(REQUESTS, body, "wang")
        assert answer.status_code == 422, answer.text

    async def test_what_is_wished_for_is_kept_sealed_wherever_it_is_kept(self, house: House) -> None:
        await asked(house)
        kept = []
        async with house.database.read() as view:
            for table in ("correction_request", "idempotency", "audit", "outbox"):
                query = text(f"SELECT * FROM {table}")  # noqa: S608 - our own
                kept.append(str((await view.execute(query)).all()))
        assert [word in each for each in kept for word in ("138 0000 1234", "13800001234")] == [False] * 8

    @both
    async def test_the_same_is_asked_once_at_a_time(self, house: House) -> None:
        answers = await asyncio.gather(*[house.post(REQUESTS, PHONE, "wang") for _ in range(4)])
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


class TestRead:
    async def test_of_anothers_request_the_value_is_shown_singly_and_leaves_a_reading(
        self, house: House
    ) -> None:
        path = await asked(house)
        assert (await house.get(path, "wang")).json()["wished"] == "138 0000 1234"
        for hidden in ("li", "secretary", "other organiser"):
            assert code_of(await house.get(path, hidden)) == "correction_request_missing"
        listed = (await house.get(f"{REQUESTS}?state=open&person_id={ident('wang')}", "organiser")).json()
        assert {each["wished"] for each in listed["items"]} == {None}
        assert (await house.get(path, "organiser")).json()["wished"] == "138 0000 1234"
        mine = (await house.get("/v1/me/readings", "wang")).json()["items"]
        assert [(each["purpose"], each["fields"]) for each in mine] == [("rights_request", ["phone"])]

    async def test_an_office_that_does_not_see_the_field_sees_the_request_without_it(
        self, house: House
    ) -> None:
        path = await asked(house, field="political_status", wished="13")
        assert (await house.get(path, "system")).json()["wished"] is None
        assert code_of(await house.post(f"{path}/decision", YES, "system")) == "decider_unfit"


class TestDecide:
    async def test_without_a_right_or_out_of_reach_nothing_is_answered(self, house: House) -> None:
        path = await asked(house)
        assert (await house.post(f"{path}/decision", YES, None)).status_code == 401
        assert code_of(await house.post(f"{path}/decision", YES, "secretary")) == "forbidden"
        answer = await house.post(f"{path}/decision", YES, "other organiser")
        assert code_of(answer) == "correction_request_missing"

    async def test_nobody_answers_himself(self, house: House) -> None:
        path = await asked(house, by="organiser")
        assert code_of(await house.post(f"{path}/decision", YES, "organiser")) == "own_correction_request"

    async def test_an_answer_needs_its_reason(self, house: House) -> None:
        path = await asked(house)
        assert (await house.post(f"{path}/decision", {"verdict": "refused"}, "organiser")).status_code == 422

    @both
    async def test_what_is_accepted_changes_the_person_and_what_is_refused_does_not(
        self, house: House
    ) -> None:
        path = await asked(house)
        assert (await house.post(f"{path}/decision", YES, "organiser")).status_code == 201
        again = await house.post(f"{path}/decision", NO, "hr")
        assert (again.status_code, code_of(again)) == (409, "correction_request_decided")
        answered = (await house.get(path, "wang")).json()
        assert (answered["state"], answered["verdict"], answered["answer"]) == (
            "decided",
            "accepted",
            "已核对",
        )
        me = f"/v1/persons/{ident('wang')}"
        assert (await house.get(me, "wang")).json()["phone"] == "13800001234"
        refused = await asked(house, field="name", wished="王建国2")
        await house.post(f"{refused}/decision", NO, "hr")
        assert (await house.get(me, "wang")).json()["name"] == "王建国"
        emptied = await asked(house, kind="deletion", wished=None)
        await house.post(f"{emptied}/decision", YES, "hr")
        assert (await house.get(me, "wang")).json()["phone"] is None

    @both
    async def test_of_many_answers_at_once_one_holds(self, house: House) -> None:
        path = f"{await asked(house)}/decision"
        answers = await asyncio.gather(*[house.post(path, NO, by) for by in ("organiser", "hr", "system")])
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
