"""`/v1/meetings/{id}/minutes`: drafted by the recorder, checked by another, signed by the chair, locked."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.activities.assembly import FULL, Assembly, assembled
from tests.activities.house import House, both, nothing
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain


def a_text(after: int = 0, **more: Any) -> dict[str, Any]:
    """What the recorder writes."""
    points = [{"speaker_id": str(ident("wang")), "point": "建议增加夜班巡检。"}]
    return {"after": after, "summary": "会议学习了安全规程。", "discussion": points} | more


async def held(house: House) -> Assembly:
    """A meeting that is over."""
    meeting = await assembled(house, *FULL)
    await house.made(f"{meeting.path}/closing", None, "secretary")
    return meeting


async def signed(house: House) -> Assembly:
    """One with its minutes signed."""
    meeting = await held(house)
    await house.made(f"{meeting.path}/minutes/versions", a_text(), "publicist")
    await house.made(f"{meeting.path}/minutes/check", {"version": 1, "verdict": "accepted"}, "organiser")
    await house.made(f"{meeting.path}/minutes/signature", {"version": 1}, "secretary")
    return meeting


class TestDrafting:
    async def test_nobody_drafts_without_signing_in(self, house: House) -> None:
        meeting = await held(house)
        assert (await house.post(f"{meeting.path}/minutes/versions", a_text(), None)).status_code == 401

    async def test_only_the_recorder_drafts(self, house: House) -> None:
        meeting = await held(house)
        for key in ("wang", "secretary", "organiser"):
            answer = await house.post(f"{meeting.path}/minutes/versions", a_text(), key)
            assert code_of(answer) == "not_the_recorder"

    async def test_another_branch_finds_no_meeting(self, house: House) -> None:
        meeting = await held(house)
        hidden = await house.post(f"{meeting.path}/minutes/versions", a_text(), "other secretary")
        nowhere = await house.post(f"/v1/meetings/{nothing()}/minutes/versions", a_text(), "other secretary")
        assert plain(hidden) == plain(nowhere)

    async def test_two_drafts_after_the_same_version_are_one_draft(self, house: House) -> None:
        meeting = await held(house)
        path = f"{meeting.path}/minutes/versions"
        await house.made(path, a_text(), "publicist")
        assert code_of(await house.post(path, a_text(), "publicist")) == "minutes_outdated"
        second = await house.made(path, a_text(1, summary="会议学习了安全规程,并布置整改。"), "publicist")
        assert (second["version"], second["state"]) == (2, "draft")

    async def test_an_empty_summary_is_malformed(self, house: House) -> None:
        meeting = await held(house)
        answer = await house.post(f"{meeting.path}/minutes/versions", a_text(summary=" "), "publicist")
        assert "/summary" in faults_of(answer)


class TestChecking:
    async def test_only_the_organisation_commissioner_checks(self, house: House) -> None:
        meeting = await held(house)
        await house.made(f"{meeting.path}/minutes/versions", a_text(), "publicist")
        body = {"version": 1, "verdict": "accepted"}
        for key in ("wang", "secretary", "publicist"):
            assert code_of(await house.post(f"{meeting.path}/minutes/check", body, key)) == "forbidden"

    async def test_the_organisation_commissioner_of_another_branch_finds_nothing(self, house: House) -> None:
        meeting = await held(house)
        body = {"version": 1, "verdict": "accepted"}
        answer = await house.post(f"{meeting.path}/minutes/check", body, "other organiser")
        assert code_of(answer) == "meeting_missing"

    async def test_what_is_not_written_cannot_be_checked(self, house: House) -> None:
        meeting = await held(house)
        body = {"version": 1, "verdict": "accepted"}
        answer = await house.post(f"{meeting.path}/minutes/check", body, "organiser")
        assert code_of(answer) == "minutes_missing"
        assert code_of(await house.get(f"{meeting.path}/minutes", "wang")) == "minutes_missing"

    async def test_a_commissioner_who_recorded_does_not_check(self, house: House) -> None:
        """Nobody checks the own minutes."""
        meeting = await assembled(house, *FULL, recorder_id=str(ident("organiser")))
        await house.made(f"{meeting.path}/closing", None, "secretary")
        await house.made(f"{meeting.path}/minutes/versions", a_text(), "organiser")
        body = {"version": 1, "verdict": "accepted"}
        answer = await house.post(f"{meeting.path}/minutes/check", body, "organiser")
        assert code_of(answer) == "own_minutes"

    async def test_minutes_are_sent_back_with_a_reason_and_drafted_anew(self, house: House) -> None:
        meeting = await held(house)
        path = f"{meeting.path}/minutes"
        await house.made(f"{path}/versions", a_text(), "publicist")
        back: dict[str, Any] = {"version": 1, "verdict": "returned"}
        answer = await house.post(f"{path}/check", back, "organiser")
        assert code_of(answer) == "return_reason_needed"
        await house.made(f"{path}/check", back | {"reason": "缺少请假名单"}, "organiser")
        assert (
            code_of(await house.post(f"{path}/signature", {"version": 1}, "secretary"))
            == "minutes_not_in_state"
        )
        await house.made(f"{path}/versions", a_text(1, summary="补充请假名单。"), "publicist")
        kept = (await house.read(f"{path}/versions", "wang"))["items"]
        assert [(each["number"], each["summary"]) for each in kept] == [
            (2, "补充请假名单。"),
            (1, "会议学习了安全规程。"),
        ]
        steps = (await house.read(path, "wang"))["steps"]
        assert [(step["version"], step["state"], step["reason"]) for step in steps] == [
            (1, "draft", None),
            (1, "returned", "缺少请假名单"),
            (2, "draft", None),
        ]


class TestSigning:
    async def test_only_the_chair_signs(self, house: House) -> None:
        meeting = await held(house)
        await house.made(f"{meeting.path}/minutes/versions", a_text(), "publicist")
        await house.made(f"{meeting.path}/minutes/check", {"version": 1, "verdict": "accepted"}, "organiser")
        for key in ("wang", "organiser", "publicist"):
            answer = await house.post(f"{meeting.path}/minutes/signature", {"version": 1}, key)
            assert code_of(answer) == "not_the_chair"

    async def test_nothing_is_signed_that_nobody_has_checked(self, house: House) -> None:
        meeting = await held(house)
        await house.made(f"{meeting.path}/minutes/versions", a_text(), "publicist")
        answer = await house.post(f"{meeting.path}/minutes/signature", {"version": 1}, "secretary")
        assert code_of(answer) == "minutes_not_in_state"

    async def test_a_text_that_changed_after_the_check_is_checked_anew(self, house: House) -> None:
        meeting = await held(house)
        path = f"{meeting.path}/minutes"
        await house.made(f"{path}/versions", a_text(), "publicist")
        await house.made(f"{path}/check", {"version": 1, "verdict": "accepted"}, "organiser")
        await house.made(f"{path}/versions", a_text(1), "publicist")
        assert (
            code_of(await house.post(f"{path}/signature", {"version": 1}, "secretary")) == "minutes_outdated"
        )
        answer = await house.post(f"{path}/signature", {"version": 2}, "secretary")
        assert code_of(answer) == "minutes_not_in_state"

    async def test_with_the_signature_the_meeting_has_its_minutes(self, house: House) -> None:
        meeting = await signed(house)
        assert (await house.read(meeting.path, "wang"))["state"] == "minutes_signed"
        seen = await house.read(f"{meeting.path}/minutes", "wang")
        assert [(step["state"], step["by_id"]) for step in seen["steps"]] == [
            ("draft", str(ident("publicist"))),
            ("checked", str(ident("organiser"))),
            ("signed", str(ident("secretary"))),
        ]


class TestLocked:
    async def test_signed_minutes_take_no_new_version(self, house: House) -> None:
        """Rule 25."""
        meeting = await signed(house)
        answer = await house.post(f"{meeting.path}/minutes/versions", a_text(1), "publicist")
        assert code_of(answer) == "minutes_locked"

    async def test_an_addition_carries_author_time_and_reason(self, house: House) -> None:
        """Rule 25: the signed text stays as it is."""
        meeting = await signed(house)
        path = f"{meeting.path}/minutes"
        before = (await house.read(path, "wang"))["text"]
        body = {"text": "应到人数更正为九人。", "reason": "笔误"}
        assert code_of(await house.post(f"{path}/addenda", body, "wang")) == "not_presiding"
        assert "/reason" in faults_of(await house.post(f"{path}/addenda", {"text": "更正"}, "publicist"))
        await house.made(f"{path}/addenda", body, "publicist")
        seen = await house.read(path, "wang")
        assert seen["text"] == before
        assert seen["addenda"] == [
            {"number": 1, "by_id": str(ident("publicist")), "at": "2026-09-22T06:05:00Z"} | body
        ]

    async def test_minutes_that_are_not_signed_are_not_added_to(self, house: House) -> None:
        meeting = await held(house)
        await house.made(f"{meeting.path}/minutes/versions", a_text(), "publicist")
        body = {"text": "更正", "reason": "笔误"}
        answer = await house.post(f"{meeting.path}/minutes/addenda", body, "publicist")
        assert code_of(answer) == "minutes_not_in_state"

    @both
    async def test_the_database_itself_refuses_to_change_them(self, house: House) -> None:
        """Rule 25: also against a mistake of ours."""
        await signed(house)
        copied = (
            "INSERT INTO minutes_version (id, minutes_id, number, summary, discussion, by_id, at) "
            "SELECT meeting_id, minutes.id, 2, 'x', discussion, by_id, at FROM minutes_version "
            "JOIN minutes ON minutes.id = minutes_id"
        )
        for statement in (
            "UPDATE minutes SET state = 'draft'",
            "DELETE FROM minutes",
            copied,
            "UPDATE minutes_version SET summary = 'x'",
            "DELETE FROM minutes_step",
        ):
            with pytest.raises(Exception, match=r"shut|append-only"):
                async with house.database.write() as session:
                    await session.execute(text(statement))
