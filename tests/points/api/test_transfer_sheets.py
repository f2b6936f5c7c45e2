"""`/v1/transfer-sheets`: for the member and the committees of both branches, and for nobody else."""

from datetime import UTC, date, datetime

from services.points.models import TransferSheet
from tests.points.house import House, both, code_of, nothing, plain
from tests.points.world import ident

PATH = "/v1/transfer-sheets"


async def a_sheet(house: House, to: str | None = "packing") -> str:
    sheet = TransferSheet(
        member_id=ident("wang"),
        from_branch_id=ident("power"),
        to_branch_id=ident(to) if to else None,
        moved_on=date(2026, 9, 10),
        letter_no="动组介〔2026〕3号",
        periods=[],
        open_claims=[],
        made_at=datetime(2026, 9, 10, 4, tzinfo=UTC),
    )
    async with house.database.write() as tx:
        tx.add(sheet)
    return f"{PATH}/{sheet.id}"


async def test_a_stranger_and_a_group_leader_read_none(house: House) -> None:
    path = await a_sheet(house)
    assert (await house.get(path, None)).status_code == 401
    assert code_of(await house.get(path, "safety")) == "forbidden"
    for other in ("leader", "chen", "zhao"):  # members all of them: of themselves they would read
        answer = await house.get(path, other)
        assert plain(answer) == plain(await house.get(f"{PATH}/{nothing()}", other))
        assert (answer.status_code, code_of(answer)) == (404, "transfer_sheet_missing")
        assert (await house.get(PATH, other)).json()["items"] == []


@both
async def test_the_member_and_both_committees_read_the_same(house: House) -> None:
    path = await a_sheet(house)
    read = [
        (await house.get(path, each)).json() for each in ("wang", "organiser", "other secretary", "higher")
    ]
    assert read[0]["decide_until"] == "2026-09-20"
    assert read[0]["closed_at"] is None
    assert read == [read[0]] * 4
    for each in ("wang", "secretary", "other organiser"):
        listed = await house.get(f"{PATH}?member_id={ident('wang')}", each)
        assert listed.json()["items"] == [read[0]]


async def test_a_sheet_for_elsewhere_is_the_old_branchs_alone(house: House) -> None:
    path = await a_sheet(house, None)
    assert (await house.get(path, "organiser")).status_code == 200
    assert (await house.get(path, "other organiser")).status_code == 404
