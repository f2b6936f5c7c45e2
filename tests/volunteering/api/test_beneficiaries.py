"""Beneficiaries: a pseudonym, a class and a guardian's word, for the committee of the drive alone."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.volunteering.giving import a_beneficiary, cash, closed, dropped, handed_over, opened, settled
from tests.volunteering.house import House, nothing


async def added(house: House, path: str, **more: Any) -> tuple[str, str]:
    """The path of one, and its version."""
    made = await house.made(f"{path}/beneficiaries", a_beneficiary(**more), "organiser")
    one = f"/v1/beneficiaries/{made['id']}"
    return one, (await house.get(one, "organiser")).headers["etag"]


class TestAdd:
    """POST /v1/drives/{id}/beneficiaries."""

    async def test_without_a_token_nobody_is_added(self, house: House) -> None:
        path = f"{await opened(house)}/beneficiaries"
        assert code_of(await house.post(path, a_beneficiary(), None)) == "token_invalid"

    @pytest.mark.parametrize("key", ["wang", "higher", "officer"])
    async def test_only_the_committee_adds(self, house: House, key: str) -> None:
        path = f"{await opened(house)}/beneficiaries"
        assert code_of(await house.post(path, a_beneficiary(), key)) == "forbidden"

    async def test_another_branchs_drive_is_not_there(self, house: House) -> None:
        path = f"{await opened(house)}/beneficiaries"
        assert code_of(await house.post(path, a_beneficiary(), "other organiser")) == "drive_missing"

    async def test_a_pseudonym_is_one_child_of_a_drive(self, house: House) -> None:
        path = await opened(house)
        await added(house, path)
        answer = await house.post(f"{path}/beneficiaries", a_beneficiary(), "organiser")
        assert code_of(answer) == "pseudonym_taken"

    @pytest.mark.parametrize("key", ["organiser", "secretary", "publicist"])
    async def test_no_relative_of_who_manages_the_drive_is_helped_by_it(self, house: House, key: str) -> None:
        """Art. 59: who drafted it, approved it, and answers for it."""
        path = await opened(house)
        body = a_beneficiary(relatives=[str(ident(key))])
        answer = await house.post(f"{path}/beneficiaries", body, "organiser")
        assert code_of(answer) == "interest_link"
        body = a_beneficiary(relatives=[str(ident("wang"))])
        assert (await house.post(f"{path}/beneficiaries", body, "organiser")).status_code == 201

    async def test_nobody_is_added_when_everything_is_handed_over(self, house: House) -> None:
        path = await closed(house, await opened(house))
        await settled(house, path)
        answer = await house.post(f"{path}/beneficiaries", a_beneficiary(), "organiser")
        assert code_of(answer) == "drive_not_in_state"

    async def test_a_guardians_consent_is_named_and_a_condition_is_not(self, house: House) -> None:
        path = f"{await opened(house)}/beneficiaries"
        body = a_beneficiary(disability="听力", name="张三")
        del body["guardian_consent_ref"]
        assert faults_of(await house.post(path, body, "organiser")) == {
            "/guardian_consent_ref": "missing",
            "/disability": "extra_forbidden",
            "/name": "extra_forbidden",
        }

    async def test_what_is_kept_is_what_was_given(self, house: House) -> None:
        path = await opened(house)
        one, _ = await added(house, path)
        found = await house.read(one, "secretary")
        assert (found["pseudonym"], found["class_title"]) == ("小禾", "二年级")
        assert (found["guardian_consent_ref"], found["photo_consent_ref"]) == ("同意书 03", None)
        assert (await house.read(f"{path}/beneficiaries", "publicist"))["items"] == [found]


class TestRead:
    """GET /v1/beneficiaries/{id} and a drive's list."""

    async def test_without_a_token_nobody_is_read(self, house: House) -> None:
        path = await opened(house)
        one, _ = await added(house, path)
        for address in (one, f"{path}/beneficiaries"):
            assert code_of(await house.get(address, None)) == "token_invalid"

    async def test_neither_circle_nor_community_nor_office_above_reads_any(self, house: House) -> None:
        path = await opened(house, community_id=str(ident("baiguo")))
        one, _ = await added(house, path)
        for key in ("wang", "leader", "higher", "officer"):
            for address in (one, f"{path}/beneficiaries"):
                assert code_of(await house.get(address, key)) == "forbidden", key

    async def test_reading_of_a_child_leaves_an_audit_row(self, house: House) -> None:
        path = await opened(house)
        one, _ = await added(house, path)
        before = await house.count("audit")
        await house.read(one, "secretary")
        await house.read(f"{path}/beneficiaries", "publicist")
        await house.read(f"{path}/donations", "publicist")
        async with house.database.read() as view:
            query = text("SELECT act FROM audit ORDER BY id")
            acts = (await view.execute(query)).scalars().all()
        assert acts[before:] == ["beneficiary.read", "beneficiary.read", "drive.register"]

    async def test_another_branchs_child_looks_like_none(self, house: House) -> None:
        one, _ = await added(house, await opened(house))
        hidden = await house.get(one, "other organiser")
        assert plain(hidden) == plain(await house.get(f"/v1/beneficiaries/{nothing()}", "other organiser"))

    async def test_whom_a_hand_over_was_for_the_circle_does_not_learn(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        one, _ = await added(house, path)
        number = one.rsplit("/", 1)[1]
        done = await handed_over(house, path, cash(5), beneficiary_ids=[number])
        assert number not in (await house.get(done, "wang")).text
        assert (await house.read(done, "organiser"))["beneficiary_ids"] == [number]


class TestChange:
    """PUT /v1/beneficiaries/{id}."""

    async def test_only_the_committee_of_the_drive_changes_any(self, house: House) -> None:
        one, etag = await added(house, await opened(house))
        body = a_beneficiary(photo_consent_ref="照片同意书 3")
        assert code_of(await house.put(one, body, None, etag=etag)) == "token_invalid"
        assert code_of(await house.put(one, body, "wang", etag=etag)) == "forbidden"
        answer = await house.put(one, body, "other organiser", etag=etag)
        assert code_of(answer) == "beneficiary_missing"

    async def test_a_change_is_based_on_what_was_read(self, house: House) -> None:
        one, etag = await added(house, await opened(house))
        body = a_beneficiary(photo_consent_ref="照片同意书 3")
        assert code_of(await house.put(one, body, "organiser")) == "unconditional"
        assert (await house.put(one, body, "organiser", etag=etag)).status_code == 200
        assert code_of(await house.put(one, a_beneficiary(), "secretary", etag=etag)) == "stale"

    async def test_a_pseudonym_is_not_taken_from_another(self, house: House) -> None:
        path = await opened(house)
        await added(house, path)
        one, etag = await added(house, path, pseudonym="小苗")
        answer = await house.put(one, a_beneficiary(), "organiser", etag=etag)
        assert code_of(answer) == "pseudonym_taken"

    async def test_a_relative_who_has_handed_over_is_found_out(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        one, etag = await added(house, path)
        await handed_over(house, path, cash(5), second_handler_id=str(ident("secretary")))
        body = a_beneficiary(relatives=[str(ident("secretary"))])
        assert code_of(await house.put(one, body, "organiser", etag=etag)) == "interest_link"
