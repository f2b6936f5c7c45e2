"""Applying what a plan says, on both databases."""

from datetime import date
from typing import Any

from services.directory.rules.hr.hr_records import HrRecord, Source
from services.directory.rules.hr.plan_items import Item, ItemKind
from services.directory.usecases.reconciliation import apply_one
from tests.directory.house import House, both
from tests.directory.world import ident

TODAY = date(2026, 3, 2)


async def applied(house: House, values: dict[str, Any], on: date = TODAY, **more: Any) -> tuple[Any, Item]:
    state = house.app.state
    async with house.database.write() as tx:
        person, item = await apply_one(
            tx,
            state.teller,
            HrRecord(values),
            keys=state.field_keys,
            source=Source.SCIM,
            at=state.clock(),
            on=on,
            **more,
        )
    return person, item


class TestOneRecord:
    @both
    async def test_someone_new_is_taken_in_told_and_found_by_letters(self, house: House) -> None:
        person, item = await applied(
            house,
            {
                "external_id": "E1",
                "employee_no": "N1",
                "name": "单建国",
                "phone": "13812345678",
                "workplace": "boiler team",
                "hired_on": "2012-07",
            },
        )
        assert (item.kind, person.pinyin) == (ItemKind.CREATE, "shan jianguo|shanjianguo|sjg")
        assert (person.workplace_id, person.hired_on, person.active) == (
            ident("boiler team"),
            "2012-07",
            True,
        )
        assert "13812345678" not in person.phone_sealed
        assert (await house.told("member.changed", person.id))[-1]["name"] == "单建国"

    @both
    async def test_a_leaver_comes_back_as_the_same_person(self, house: House) -> None:
        first, _ = await applied(house, {"external_id": "E1", "employee_no": "T000", "active": False})
        assert (first.id, first.active, first.rights_version) == (ident("wang"), False, 3)
        again, item = await applied(house, {"external_id": "E1", "employee_no": "T901", "active": True})
        assert (item.kind, again.id, again.employee_no) == (ItemKind.REACTIVATE, ident("wang"), "T901")
