"""`/v1/feedback-letters`: a quarter's service, signed by the community, read by the branch."""

import asyncio
import json
from datetime import datetime

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.volunteering.models import Consent, SharedField
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.volunteering.feedback import AFTER, FIGURES, LETTERS, a_body, a_quarter, members, signed
from tests.volunteering.house import House, both, nothing
from tests.volunteering.records import a_final_record, void
from tests.volunteering.saying import stops_sharing


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
