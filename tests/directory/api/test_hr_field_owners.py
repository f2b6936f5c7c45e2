"""`/v1/hr-field-owners`."""

from typing import Any

import httpx2

from tests.directory.delivering import RUNS, deliver
from tests.directory.house import House, both, code_of
from tests.directory.world import ident

OWNERS = "/v1/hr-field-owners"


async def put(house: House, body: dict[str, Any], by: str | None, etag: str | None = "*") -> httpx2.Response:
    headers = house.by(by) | ({"If-Match": etag} if etag else {})
    return await house.client.put(OWNERS, json=body, headers=headers)


class TestFieldOwners:
    async def test_without_a_token_nothing_is_shown_or_changed(self, house: House) -> None:
        answers = [await house.get(OWNERS, None), await put(house, {}, None)]
        assert [answer.status_code for answer in answers] == [401, 401]

    async def test_a_secretary_reads_none_and_hr_changes_none(self, house: House) -> None:
        answers = [await house.get(OWNERS, "secretary"), await put(house, {}, "hr")]
        assert [answer.status_code for answer in answers] == [403, 403]

    async def test_a_table_with_a_hole_is_malformed(self, house: House) -> None:
        assert (await put(house, {"name": "hr"}, "system")).status_code == 422

    @both
    async def test_who_has_seen_an_older_table_changes_nothing(self, house: House) -> None:
        seen = await house.get(OWNERS, "system")
        owners, etag = seen.json(), seen.headers["ETag"]
        first = await put(house, owners | {"post": "local"}, "system", etag)
        assert (first.status_code, first.json()["post"]) == (200, "local")
        late = await put(house, owners | {"shift": "local"}, "system", etag)
        assert (late.status_code, code_of(late)) == (412, "stale")
        assert (await house.get(OWNERS, "hr")).json() == first.json()
        unseen = await put(house, owners, "system", None)
        assert unseen.status_code == 428

    async def test_a_field_given_to_the_branch_is_hr_s_no_longer(self, house: House) -> None:
        owners = (await house.get(OWNERS, "system")).json()
        await put(house, owners | {"post": "local"}, "system")
        body = {"mode": "delta", "records": [{"employee_no": "T000", "post": "班长", "shift": "甲"}]}
        run = await deliver(house, body)
        items = (await house.get(f"{RUNS}/{run['id']}/items", "hr")).json()["items"]
        assert [(each["code"], list(each["changes"])) for each in items] == [("field_is_local", ["shift"])]
        person = (await house.get(f"/v1/persons/{ident('wang')}", "hr")).json()
        assert (person["post"], person["shift"]) == (None, "甲")
