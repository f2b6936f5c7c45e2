"""`/v1/feedback-letters`: a quarter's service, signed by the community, read by the branch."""

import asyncio
import base64
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.volunteering.models import Consent, RecordState, SharedField
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.volunteering.house import House, both, nothing
from tests.volunteering.records import a_final_record, void
from tests.volunteering.saying import stops_sharing

LETTERS = "/v1/feedback-letters"
AFTER = datetime(2026, 10, 9, 2, tzinfo=UTC)
FIGURES = f"{LETTERS}/figures?community_id={ident('baiguo')}&branch_id={ident('power')}&quarter=2026-Q3"


async def a_quarter(house: House) -> list[str]:
    """Wang served Baiguo twice, Chen and Alone, who shares nothing, once each; it is October now."""
    records = [
        await a_final_record(house, "wang", "2026-07-01", 120),
        await a_final_record(house, "wang", "2026-09-30", 90, rating=4),
        await a_final_record(house, "chen", "2026-08-01", 60, rating=None),
        await a_final_record(house, "alone", "2026-08-02", 30),
        await a_final_record(house, "chen", "2026-08-03", 60, community="other community"),
        await a_final_record(house, "zhao", "2026-08-04", 60),
        await a_final_record(house, "chen", "2026-08-05", 60, state=RecordState.IN_PUBLICITY),
        await a_final_record(house, "chen", "2026-10-01", 60),
    ]
    house.watch.at = AFTER
    return records


async def a_body(house: House, by: str = "officer", **more: Any) -> dict[str, Any]:
    """What an officer signs who has read the figures."""
    given = {
        "community_id": str(ident("baiguo")),
        "branch_id": str(ident("power")),
        "quarter": "2026-Q3",
        "conduct": "党员服务认真,居民反映良好。",
        "digest": (await house.read(FIGURES, by))["digest"],
    }
    return given | more


async def signed(house: House, by: str = "officer") -> dict[str, Any]:
    return await house.made(LETTERS, await a_body(house, by), by)


async def due_to_power(house: House) -> list[str]:
    """Why Baiguo is to write to the power branch about the third quarter."""
    found = (await house.read(f"{LETTERS}/due", "officer"))["items"]
    power = str(ident("power"))
    return [each["cause"] for each in found if (each["branch_id"], each["quarter"]) == (power, "2026-Q3")]


def members(found: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Times and minutes by name."""
    return {each["name"]: (each["times"], each["minutes"]) for each in found["figures"]["members"]}


def opened(credential: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and payload."""
    header, payload, _ = (
        json.loads(_bytes(part)) if number < 2 else {} for number, part in enumerate(credential.split("."))
    )
    return header, payload


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verify_as_a_stranger(credential: str, jwk_x: bytes) -> None:
    """With a library for keys and nothing of ours. Raises InvalidSignature."""
    signing_input, _, signature = credential.rpartition(".")
    Ed25519PublicKey.from_public_bytes(jwk_x).verify(_bytes(signature), signing_input.encode())


def key_named_by(did: str) -> bytes:
    """The 32 bytes in a did:key (multibase base58-btc, multicodec ed25519-pub)."""
    digits = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = 0
    for digit in did.removeprefix("did:key:z"):
        number = number * 58 + digits.index(digit)
    raw = number.to_bytes(34)
    assert raw[:2] == b"\xed\x01"
    return raw[2:]


class TestFigures:
    async def test_nobody_reads_figures_without_signing_in(self, house: House) -> None:
        assert (await house.get(FIGURES, None)).status_code == 401

    async def test_only_the_communitys_officers_read_them(self, house: House) -> None:
        await a_quarter(house)
        for key in ("organiser", "wang", "higher"):
            assert code_of(await house.get(FIGURES, key)) == "forbidden"
        assert code_of(await house.get(FIGURES, "other officer")) == "community_missing"

    async def test_a_quarter_that_runs_or_has_nothing_has_no_figures(self, house: House) -> None:
        assert code_of(await house.get(FIGURES, "officer")) == "time_not_over"
        house.watch.at = AFTER
        assert code_of(await house.get(FIGURES, "officer")) == "feedback_figures_missing"
        month = await house.get(FIGURES.replace("2026-Q3", "2026-09"), "officer")
        assert code_of(month) == "month_or_quarter_wrong"

    @both
    async def test_they_hold_final_minutes_of_the_quarter_of_those_who_share_them(self, house: House) -> None:
        await a_quarter(house)
        found = await house.read(FIGURES, "officer")
        assert members(found) == {"wang": (2, 210), "chen": (1, 60)}
        figures = found["figures"]
        assert (figures["people"], figures["times"], figures["minutes"]) == (2, 3, 270)
        assert figures["community"] == {"id": str(ident("baiguo")), "title": "白果社区"}
        [wang] = [each for each in figures["members"] if each["name"] == "wang"]
        assert wang["ratings"] == ["excellent", "good"]
        assert str(ident("alone")) not in json.dumps(found)

    async def test_whoever_shares_hours_without_the_name_has_none_in_them(self, house: House) -> None:
        await a_final_record(house, "alone", "2026-08-02", 30)
        async with house.database.write() as session:
            session.add(
                Consent(
                    person_id=ident("alone"),
                    community_id=ident("baiguo"),
                    fields=[SharedField.HOURS],
                    wording="1",
                    given_at=house.watch.at,
                )
            )
        house.watch.at = AFTER
        found = await house.read(FIGURES, "officer")
        assert members(found) == {None: (1, 30)}
        assert found["figures"]["members"][0]["volunteer_number"] == "V0000004"


class TestSign:
    async def test_nobody_signs_without_signing_in(self, house: House) -> None:
        assert (await house.post(LETTERS, {}, None)).status_code == 401

    async def test_no_committee_signs_for_a_community(self, house: House) -> None:
        await a_quarter(house)
        for key in ("organiser", "secretary", "wang"):
            assert code_of(await house.post(LETTERS, await a_body(house), key)) == "forbidden"

    async def test_another_communitys_letter_is_signed_by_its_own_officers(self, house: House) -> None:
        await a_quarter(house)
        body = await a_body(house)
        theirs = await house.post(LETTERS, body, "other officer")
        none = await house.post(LETTERS, body | {"community_id": str(nothing())}, "other officer")
        assert plain(theirs) == plain(none)
        assert code_of(none) == "community_missing"

    async def test_figures_that_changed_since_they_were_read_are_not_signed(self, house: House) -> None:
        records = await a_quarter(house)
        body = await a_body(house)
        await void(house, records[0])
        assert code_of(await house.post(LETTERS, body, "officer")) == "feedback_figures_changed"

    @both
    async def test_one_letter_of_a_quarter_however_many_sign_at_once(self, house: House) -> None:
        await a_quarter(house)
        body = await a_body(house)
        asked = [house.post(LETTERS, body, by) for by in ("officer", "second officer", "officer")]
        answers = await asyncio.gather(*asked)
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
        assert {code_of(each) for each in answers if each.status_code == 409} == {"feedback_letter_stands"}
        assert await house.count("feedback_line") == 3

    async def test_a_letter_without_words_is_malformed(self, house: House) -> None:
        await a_quarter(house)
        body = await a_body(house, conduct="", digest="x")
        assert faults_of(await house.post(LETTERS, body, "officer")).keys() == {"/conduct", "/digest"}

    async def test_a_letter_says_who_signed_and_when(self, house: House) -> None:
        await a_quarter(house)
        found = await signed(house)
        assert (found["edition"], found["state"], found["signed_by"]) == (1, "sent", str(ident("officer")))
        assert datetime.fromisoformat(found["signed_at"]) == AFTER
        assert (found["read_by"], found["read_at"]) == (None, None)
        assert members(found) == {"wang": (2, 210), "chen": (1, 60)}

    async def test_it_never_changes(self, house: House) -> None:
        await a_quarter(house)
        await signed(house)
        for table, change in (
            ("feedback_letter", "UPDATE feedback_letter SET conduct = ''"),
            ("feedback_line", "UPDATE feedback_line SET minutes = 0"),
            ("feedback_letter", "DELETE FROM feedback_letter"),
        ):
            with pytest.raises(DBAPIError, match=f"{table} is append-only"):
                async with house.database.write() as session:
                    await session.execute(text(change))


class TestSignature:
    async def test_a_stranger_verifies_it_without_the_suite(self, house: House) -> None:
        """The README says how: the key from the issuer's name, the digest from the figures."""
        await a_quarter(house)
        await signed(house)
        [found] = (await house.read(LETTERS, "organiser"))["items"]
        verify_as_a_stranger(found["credential"], key_named_by(found["issuer"]))
        header, payload = opened(found["credential"])
        assert header["alg"] == "EdDSA"
        assert header["kid"].startswith(found["issuer"])
        plain_form = json.dumps(found["figures"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert payload["figures_sha256"] == hashlib.sha256(plain_form.encode()).hexdigest() == found["digest"]
        assert {name: payload[name] for name in ("sub", "iss", "quarter", "edition", "signed_by", "iat")} == {
            "sub": found["id"],
            "iss": found["issuer"],
            "quarter": "2026-Q3",
            "edition": 1,
            "signed_by": str(ident("officer")),
            "iat": int(AFTER.timestamp()),
        }
        assert payload["conduct"] == found["conduct"]

    async def test_the_suite_verifies_it_too_for_whom_it_concerns(self, house: House) -> None:
        await a_quarter(house)
        path = f"{LETTERS}/{(await signed(house))['id']}/verification"
        holds = {"signature_valid": True, "figures_signed": True, "state": "sent"}
        assert await house.read(path, "organiser") == holds
        assert await house.read(path, "officer") == holds
        assert code_of(await house.get(path, "other organiser")) == "feedback_letter_missing"

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ("figures = replace(figures, '210', '999')", {"signature_valid": True, "figures_signed": False}),
            (
                "credential = replace(credential, '.', '.A')",
                {"signature_valid": False, "figures_signed": False},
            ),
        ],
    )
    async def test_whoever_reaches_into_the_database_is_found_out(
        self, house: House, change: str, told: dict[str, bool]
    ) -> None:
        await a_quarter(house)
        path = f"{LETTERS}/{(await signed(house))['id']}/verification"
        async with house.database.write() as session:
            await session.execute(text("DROP TRIGGER feedback_letter_no_update"))
            await session.execute(text(f"UPDATE feedback_letter SET {change}"))  # noqa: S608 - ours
        assert await house.read(path, "organiser") == told | {"state": "sent"}


class TestNextEdition:
    @both
    async def test_hours_taken_back_make_it_due_and_the_next_edition_replaces_it(self, house: House) -> None:
        records = await a_quarter(house)
        first = await signed(house)
        assert await due_to_power(house) == []
        await void(house, records[0])
        assert await due_to_power(house) == ["hours_taken_back"]
        second = await signed(house, "second officer")
        assert (second["edition"], members(second)["wang"]) == (2, (1, 90))
        before = await house.read(f"{LETTERS}/{first['id']}", "organiser")
        assert (before["state"], members(before)["wang"]) == ("superseded", (2, 210))
        assert await due_to_power(house) == []
        listed = (await house.read(f"{LETTERS}?in_force=true", "organiser"))["items"]
        assert [each["edition"] for each in listed] == [2]
        listed = (await house.read(f"{LETTERS}?in_force=false", "organiser"))["items"]
        assert [each["edition"] for each in listed] == [1]

    async def test_while_its_figures_hold_there_is_no_other(self, house: House) -> None:
        await a_quarter(house)
        await signed(house)
        assert code_of(await house.post(LETTERS, await a_body(house), "officer")) == "feedback_letter_stands"

    @both
    async def test_the_next_edition_is_made_once(self, house: House) -> None:
        records = await a_quarter(house)
        await signed(house)
        await void(house, records[0])
        body = await a_body(house)
        answers = await asyncio.gather(*(house.post(LETTERS, body, "officer") for _ in range(3)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
        assert await house.count("feedback_letter") == 2


class TestDue:
    async def test_nobody_reads_what_is_due_without_signing_in(self, house: House) -> None:
        assert (await house.get(f"{LETTERS}/due", None)).status_code == 401

    async def test_a_member_reads_none(self, house: House) -> None:
        assert code_of(await house.get(f"{LETTERS}/due", "wang")) == "forbidden"

    @both
    async def test_what_was_not_sent_is_due_for_both_sides(self, house: House) -> None:
        await a_quarter(house)
        found = (await house.read(f"{LETTERS}/due", "officer"))["items"]
        branches = {str(ident(key)): key for key in ("power", "packing")}
        assert {branches[each["branch_id"]]: each["cause"] for each in found} == {
            "power": "not_sent",
            "packing": "not_sent",
        }
        assert {each["overdue"] for each in found} == {False}
        ours = (await house.read(f"{LETTERS}/due", "organiser"))["items"]
        communities = {str(ident(key)) for key in ("baiguo", "other community")}
        assert {each["community_id"] for each in ours} == communities
        assert {each["branch_id"] for each in ours} == {str(ident("power"))}

    async def test_hours_that_became_final_after_the_letter_are_due_too(self, house: House) -> None:
        await a_quarter(house)
        await signed(house)
        await a_final_record(house, "li", "2026-09-29", 60)
        assert await due_to_power(house) == ["hours_added"]

    async def test_it_is_overdue_after_the_days_that_the_branch_allows(self, house: House) -> None:
        await a_quarter(house)
        for now, overdue in (("2026-10-30T23:59:59+08:00", False), ("2026-10-31T00:00:00+08:00", True)):
            house.watch.at = datetime.fromisoformat(now)
            found = (await house.read(f"{LETTERS}/due", "officer"))["items"]
            assert {each["overdue"] for each in found} == {overdue}

    async def test_of_people_who_share_nothing_nothing_is_due(self, house: House) -> None:
        await a_final_record(house, "alone", "2026-08-02", 30)
        house.watch.at = AFTER
        assert (await house.read(f"{LETTERS}/due", "officer"))["items"] == []


class TestRead:
    async def test_nobody_reads_one_without_signing_in(self, house: House) -> None:
        assert (await house.get(LETTERS, None)).status_code == 401

    async def test_a_member_reads_none(self, house: House) -> None:
        assert code_of(await house.get(LETTERS, "wang")) == "forbidden"

    async def test_a_letter_between_others_looks_like_none(self, house: House) -> None:
        await a_quarter(house)
        path = f"{LETTERS}/{(await signed(house))['id']}"
        none = await house.get(f"{LETTERS}/{nothing()}", "organiser")
        for by in ("other organiser", "other officer"):
            assert plain(await house.get(path, by)) == plain(none)
            assert (await house.read(LETTERS, by))["items"] == []

    async def test_the_branch_sees_it_as_signed_and_the_community_only_those_who_share_still(
        self, house: House
    ) -> None:
        await a_quarter(house)
        path = f"{LETTERS}/{(await signed(house))['id']}"
        await stops_sharing(house, "wang", "baiguo")
        assert members(await house.read(path, "organiser")) == {"wang": (2, 210), "chen": (1, 60)}
        found = await house.read(path, "officer")
        assert (members(found), found["figures"]["minutes"]) == ({"chen": (1, 60)}, 270)

    async def test_it_narrows(self, house: House) -> None:
        await a_quarter(house)
        await signed(house)
        for query, count in (
            ("quarter=2026-Q3", 1),
            ("quarter=2026-Q2", 0),
            (f"branch_id={ident('power')}", 1),
            (f"community_id={ident('other community')}", 0),
        ):
            assert len((await house.read(f"{LETTERS}?{query}", "officer"))["items"]) == count


class TestReceipt:
    async def given(self, house: House, path: str, by: str | None) -> httpx2.Response:
        return await house.post(f"{path}/receipt", None, by)

    async def test_nobody_receipts_without_signing_in(self, house: House) -> None:
        assert (await self.given(house, f"{LETTERS}/{nothing()}", None)).status_code == 401

    async def test_the_community_does_not_receipt_its_own_letter(self, house: House) -> None:
        await a_quarter(house)
        path = f"{LETTERS}/{(await signed(house))['id']}"
        for by in ("officer", "wang", "higher"):
            assert code_of(await self.given(house, path, by)) == "forbidden"

    async def test_another_branch_has_no_such_letter(self, house: House) -> None:
        await a_quarter(house)
        path = f"{LETTERS}/{(await signed(house))['id']}"
        theirs = await self.given(house, path, "other organiser")
        assert plain(theirs) == plain(await self.given(house, f"{LETTERS}/{nothing()}", "other organiser"))

    @both
    async def test_it_is_receipted_once_by_whoever_read_it_first(self, house: House) -> None:
        await a_quarter(house)
        path = f"{LETTERS}/{(await signed(house))['id']}"
        answers = await asyncio.gather(*(self.given(house, path, by) for by in ("organiser", "secretary")))
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        assert {code_of(each) for each in answers if each.status_code == 409} == {"feedback_receipted"}
        found = await house.read(path, "officer")
        assert datetime.fromisoformat(found["read_at"]) == AFTER
        assert found["read_by"] in {str(ident("organiser")), str(ident("secretary"))}

    async def test_a_replaced_letter_is_receipted_no_more(self, house: House) -> None:
        records = await a_quarter(house)
        path = f"{LETTERS}/{(await signed(house))['id']}"
        await void(house, records[0])
        await signed(house)
        assert code_of(await self.given(house, path, "secretary")) == "feedback_letter_replaced"
