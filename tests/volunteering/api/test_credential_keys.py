"""`/v1/credential-keys` and `/v1/status-lists`: what anybody needs to trust a credential."""

import json
from typing import Any

import jwt
from openbadgeslib.ob3 import decode_encoded_list, set_indices

from shared.auth.credentials import verify_credential
from tests.points.world import ident
from tests.support.door import code_of, faults_of
from tests.support.forgery import opened
from tests.volunteering.house import House, nothing
from tests.volunteering.sheets import a_sheet, the_credential

KEYS = "/v1/credential-keys"


async def published(house: House) -> dict[str, Any]:
    answer = await house.client.get(KEYS)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=300")
    found: dict[str, Any] = answer.json()
    return found


class TestKeys:
    async def test_before_the_first_sheet_there_are_none(self, house: House) -> None:
        assert await published(house) == {"keys": [], "holders": []}

    async def test_no_sign_in_is_needed_to_read_whose_keys_they_are(self, house: House) -> None:
        await a_sheet(house)
        found = await published(house)
        assert {(each["holder_id"], each["title_zh"]) for each in found["holders"]} >= {
            (str(ident("baiguo")), "白果社区")
        }
        assert [each["kid"].split("#")[0] for each in found["keys"]] == [
            each["did"] for each in found["holders"]
        ]

    async def test_the_private_part_is_in_no_answer(self, house: House) -> None:
        sheet = await a_sheet(house)
        found = await published(house)
        assert [sorted(key) for key in found["keys"]] == [["alg", "crv", "kid", "kty", "use", "x"]] * 2
        async with house.database.read() as view:
            private = (await view.connection()).exec_driver_sql
            rows = (await private("SELECT private_jwk FROM credential_key")).scalars().all()
        secrets = [(json.loads(row) if isinstance(row, str) else row)["d"] for row in rows]
        told = json.dumps(found) + json.dumps(sheet)
        assert [secret for secret in secrets if secret in told] == []

    async def test_a_foreign_library_verifies_with_the_published_key(self, house: House) -> None:
        credential = await the_credential(house, await a_sheet(house))
        kid = opened(credential)[0]["kid"]
        (key,) = [each for each in (await published(house))["keys"] if each["kid"] == kid]
        assert (
            jwt.decode(credential, jwt.PyJWK(key), algorithms=["EdDSA"])["jti"] == opened(credential)[1]["id"]
        )

    async def test_one_key_serves_for_every_sheet_of_a_branch(self, house: House) -> None:
        await a_sheet(house)
        await a_sheet(house, "chen")
        assert len((await published(house))["keys"]) == 2


class TestStatusLists:
    async def test_an_unknown_list_is_not_found(self, house: House) -> None:
        assert code_of(await house.client.get(f"/v1/status-lists/{nothing()}")) == "status_list_missing"

    async def test_what_names_no_list_is_malformed(self, house: House) -> None:
        assert faults_of(await house.client.get("/v1/status-lists/first")).keys() == {"path:list_id"}

    async def test_no_sign_in_is_needed_and_the_issuer_signs_it(self, house: House) -> None:
        _, payload = opened(await the_credential(house, await a_sheet(house)))
        address = payload["credentialStatus"]["statusListCredential"]
        answer = await house.client.get(address.removeprefix("https://siyou.test"))
        assert answer.headers["content-type"] == "application/jwt"
        told = verify_credential(answer.text, issuer=payload["iss"])
        assert (told["id"], told["validFrom"], told["validUntil"]) == (
            address,
            "2026-09-15T04:00:00Z",
            "2026-09-16T04:00:00Z",
        )
        assert set_indices(decode_encoded_list(told["credentialSubject"]["encodedList"])) == set()

    async def test_only_what_has_ended_is_set(self, house: House) -> None:
        sheets = [await a_sheet(house, key) for key in ("wang", "chen", "li")]
        await house.made(f"/v1/record-sheets/{sheets[1]['id']}/withdrawal", {"reason": "有误"}, "organiser")
        _, payload = opened(await the_credential(house, sheets[1], "chen"))
        address = payload["credentialStatus"]["statusListCredential"].removeprefix("https://siyou.test")
        _, told = opened((await house.client.get(address)).text)
        ended = set_indices(decode_encoded_list(told["credentialSubject"]["encodedList"]))
        assert ended == {int(payload["credentialStatus"]["statusListIndex"])} == {1}
