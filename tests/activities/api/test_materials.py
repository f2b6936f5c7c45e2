"""`/v1/materials`: nobody reads what nobody else has approved."""

from tests.activities.house import House
from tests.activities.learning import a_material
from tests.support.door import code_of, faults_of

DRAFT = {"title": "锅炉水位三查", "text": "一看、二冲、三对照。", "minutes": 5}


async def test_nobody_writes_without_signing_in_and_no_plain_member_does(house: House) -> None:
    assert (await house.post("/v1/materials", DRAFT, None)).status_code == 401
    assert code_of(await house.post("/v1/materials", DRAFT, "wang")) == "forbidden"


async def test_a_micro_material_takes_ten_minutes_at_most(house: House) -> None:
    answer = await house.post("/v1/materials", DRAFT | {"minutes": 11}, "publicist")
    assert faults_of(answer) == {"/minutes": "less_than_equal"}


async def test_a_material_is_read_once_it_is_approved(house: House) -> None:
    material = await a_material(house, approved=False)
    assert code_of(await house.get(f"/v1/materials/{material}", "wang")) == "material_missing"
    await house.made(f"/v1/materials/{material}/decision", {"verdict": "approved"}, "secretary")
    assert (await house.read(f"/v1/materials/{material}", "wang"))["number"] == 1
    assert [row["id"] for row in (await house.read("/v1/materials?area=safety", "wang"))["items"]] == [
        material
    ]
    assert (await house.read("/v1/materials?area=energy", "wang"))["items"] == []


async def test_nobody_approves_the_own_material(house: House) -> None:
    material = await a_material(house, approved=False)
    answer = await house.post(f"/v1/materials/{material}/decision", {"verdict": "approved"}, "publicist")
    assert code_of(answer) == "own_material"


async def test_the_approved_version_is_read_until_the_next_is_approved(house: House) -> None:
    path = f"/v1/materials/{await a_material(house)}"
    new = {"text": "一看、二冲、三对照、四记录。", "minutes": 6}
    await house.made(f"{path}/versions", new, "publicist")
    assert code_of(await house.post(f"{path}/versions", new, "publicist")) == "material_waits"
    assert (await house.read(path, "wang"))["number"] == 1
    body = {"verdict": "returned", "reason": "缺记录表"}
    await house.made(f"{path}/decision", body, "secretary")
    assert code_of(await house.post(f"{path}/decision", body, "secretary")) == "material_decided"
    assert (await house.read(path, "wang"))["number"] == 1
    await house.made(f"{path}/versions", new, "publicist")
    await house.made(f"{path}/decision", {"verdict": "approved"}, "secretary")
    assert (await house.read(path, "wang"))["text"] == "一看、二冲、三对照、四记录。"
    versions = (await house.read(f"{path}/versions", "publicist"))["versions"]
    assert [row["verdict"] for row in versions] == ["approved", "returned", "approved"]


async def test_another_branch_reads_no_material(house: House) -> None:
    material = await a_material(house)
    assert code_of(await house.get(f"/v1/materials/{material}", "zhao")) == "material_missing"
