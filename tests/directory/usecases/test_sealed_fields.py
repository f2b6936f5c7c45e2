"""Keys of sealed fields: a missing one keeps the service from starting, a new one takes over step by step."""

import pytest
from sqlalchemy import text

from services.directory.models import Table
from services.directory.rules.privacy.sealing import key_ring, open_phone
from services.directory.usecases import sealed_fields
from services.directory.usecases.sealed_fields import SEALED, FieldKeyMissing
from tests.directory.house import House, both, keeping_house
from tests.directory.world import directory, ident

PHONE = {"phone": "13812345678"}
NEW = "2e" * 32


def test_every_column_that_is_kept_sealed_is_known() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in Table.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("sealed")
    }
    assert columns == {f"{each.column.table.name}.{each.column.name}" for each in SEALED}


@both
async def test_under_a_new_key_everything_is_sealed_again_and_opens_without_the_old_one(house: House) -> None:
    for key in ("wang", "li"):
        await house.patch(f"/v1/persons/{ident(key)}", PHONE, "hr")
    both_keys = key_ring(f"{NEW},{'f' * 64}")
    async with house.database.write() as tx:
        assert await sealed_fields.reseal(tx, both_keys) == 8  # five numbers, and what three people ask
    async with house.database.write() as tx:
        assert await sealed_fields.reseal(tx, both_keys) == 0
        await sealed_fields.check(tx, key_ring(NEW))
    for key in ("wang", "li"):
        assert open_phone(key_ring(NEW), await _of(house, key), ident(key)) == "13812345678"


async def _of(house: House, key: str) -> str:
    query = text("SELECT phone_sealed FROM person WHERE id = :id")
    async with house.database.read() as view:
        found: str = (await view.execute(query, {"id": str(ident(key))})).scalar_one()
        return found


async def test_without_the_key_of_then_the_service_does_not_start_and_says_which_is_missing(
    world_url: str,
) -> None:
    async with keeping_house(world_url) as house:
        await house.patch(f"/v1/persons/{ident('wang')}", PHONE, "hr")
    app = directory(world_url, field_keys=NEW)
    with pytest.raises(FieldKeyMissing, match=key_ring("f" * 64).first) as refused:
        async with app.router.lifespan_context(app):
            pass
    assert "f" * 64 not in str(refused.value)
    async with keeping_house(world_url, field_keys=f"{NEW},{'f' * 64}") as house:
        assert (await house.get(f"/v1/persons/{ident('wang')}", "wang")).json()["phone"] == "13812345678"
