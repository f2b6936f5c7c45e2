"""`/v1/feedback-letters`: a signature that a stranger verifies, letters that are due, and their next editions."""

import asyncio
import base64
import hashlib
import json
from datetime import datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import text

from tests.points.world import ident
from tests.support.door import code_of
from tests.volunteering.feedback import AFTER, LETTERS, a_body, a_quarter, members, signed
from tests.volunteering.house import House, both
from tests.volunteering.records import a_final_record, void


async def due_to_power(house: House) -> list[str]:
    """Why Baiguo is to write to the power branch about the third quarter."""
    found = (await house.read(f"{LETTERS}/due", "officer"))["items"]
    power = str(ident("power"))
    return [each["cause"] for each in found if (each["branch_id"], each["quarter"]) == (power, "2026-Q3")]


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
