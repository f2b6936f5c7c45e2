"""Donation drives: drafted, approved by another, opened to their circle, closed, settled, cancelled."""

from typing import Any

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from shared import roster_facts
from shared.auth.policy import Role
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.support.people import a_member, appointed
from tests.volunteering.giving import (
    DECLARED,
    a_beneficiary,
    a_drive,
    a_slip,
    approved,
    by_person,
    cash,
    closed,
    coats,
    drafted,
    dropped,
    handed_over,
    opened,
    pledged,
    prepared,
    settled,
)
from tests.volunteering.house import House, both, nothing

ACTS = ("approval", "opening", "closing", "settlement", "cancellation")
BODIES: dict[str, Any] = {"approval": DECLARED, "cancellation": {"reason": "受助学校已另有安排"}}


async def act(house: House, path: str, name: str, by: str | None) -> Any:
    """Try one of the acts."""
    return await house.post(f"{path}/{name}", BODIES.get(name), by)


class TestDraft:
    """POST and PUT /v1/drives."""

    async def test_without_a_token_nothing_is_drafted(self, house: House) -> None:
        assert code_of(await house.post("/v1/drives", a_drive(), None)) == "token_invalid"

    @pytest.mark.parametrize("key", ["wang", "worker", "higher", "officer", "leader"])
    async def test_only_a_committee_drafts(self, house: House, key: str) -> None:
        assert code_of(await house.post("/v1/drives", a_drive(), key)) == "forbidden"

    async def test_another_branchs_draft_looks_like_none(self, house: House) -> None:
        path = await drafted(house)
        hidden = await house.put(path, a_drive(), "other organiser", etag='"any"')
        missing = await house.put(f"/v1/drives/{nothing()}", a_drive(), "other organiser", etag='"any"')
        assert plain(hidden) == plain(missing)
        assert code_of(hidden) == "drive_missing"

    async def test_a_code_stands_for_one_drive_of_a_branch(self, house: House) -> None:
        await drafted(house)
        assert code_of(await house.post("/v1/drives", a_drive(), "secretary")) == "drive_code_taken"

    async def test_a_draft_that_others_have_changed_is_not_overwritten(self, house: House) -> None:
        path = await drafted(house)
        etag = (await house.get(path, "organiser")).headers["etag"]
        changed = await house.put(path, a_drive(title="送冬衣和手套"), "secretary", etag=etag)
        assert changed.status_code == 200, changed.text
        assert code_of(await house.put(path, a_drive(), "organiser", etag=etag)) == "stale"
        assert code_of(await house.put(path, a_drive(), "organiser")) == "unconditional"

    async def test_what_is_approved_is_not_rewritten(self, house: House) -> None:
        path = await approved(house)
        etag = (await house.get(path, "organiser")).headers["etag"]
        answer = await house.put(path, a_drive(title="另一件事"), "organiser", etag=etag)
        assert code_of(answer) == "drive_not_in_state"

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"closes_on": "2026-09-14"}, "drive_period_unfit"),
            ({"circle_id": str(ident("packing"))}, "circle_unfit"),
            ({"circle_id": str(ident("first"))}, "circle_unfit"),
            ({"community_id": str(ident("power"))}, "community_missing"),
            ({"responsible_id": str(ident("wang"))}, "responsible_unfit"),
            ({"title": "卷 烟 厂送冬衣"}, "brand_named"),
            ({"purpose": "详见 give.example.com"}, "link_named"),
            ({"goods_standard": "不收香.烟"}, "brand_named"),
            ({"beneficiary_class": "www.school.cn 的学生"}, "link_named"),
        ],
    )
    async def test_what_cannot_be_a_drive_is_refused(
        self, house: House, wrong: dict[str, Any], code: str
    ) -> None:
        assert code_of(await house.post("/v1/drives", a_drive(**wrong), "organiser")) == code

    async def test_there_is_no_target_and_no_proposed_gift(self, house: House) -> None:
        """Charity Law art. 32: no apportionment, direct or disguised."""
        answer = await house.post("/v1/drives", a_drive(target_fen=100_000, proposed_fen=100), "organiser")
        assert set(faults_of(answer)) == {"/target_fen", "/proposed_fen"}

    async def test_a_draft_is_seen_by_its_committee_and_from_above_alone(self, house: House) -> None:
        path = await drafted(house)
        for key in ("wang", "worker", "zhao", "other organiser"):
            assert code_of(await house.get(path, key)) == "drive_missing", key
            assert (await house.read("/v1/drives", key))["items"] == []
        for key in ("secretary", "higher"):
            assert (await house.read(path, key))["state"] == "draft"


class TestApproval:
    """POST /v1/drives/{id}/approval."""

    async def test_without_a_token_nothing_is_approved(self, house: House) -> None:
        assert code_of(await act(house, await drafted(house), "approval", None)) == "token_invalid"

    async def test_a_member_approves_none(self, house: House) -> None:
        assert code_of(await act(house, await drafted(house), "approval", "wang")) == "forbidden"

    async def test_another_branchs_draft_is_not_there(self, house: House) -> None:
        path = await drafted(house)
        assert code_of(await act(house, path, "approval", "other secretary")) == "drive_missing"

    async def test_neither_the_drafter_nor_who_answers_for_it_approves(self, house: House) -> None:
        path = await drafted(house)
        for key in ("organiser", "publicist"):
            assert code_of(await act(house, path, "approval", key)) == "own_drive"

    @pytest.mark.parametrize("wide", [{"with_staff": True}, {"circle_id": str(ident("general"))}])
    async def test_beyond_the_branchs_members_only_an_officer_above_approves(
        self, house: House, wide: dict[str, Any]
    ) -> None:
        path = await drafted(house, **wide)
        assert code_of(await act(house, path, "approval", "secretary")) == "circle_too_wide"
        assert (await act(house, path, "approval", "higher")).json()["state"] == "approved"

    async def test_an_officer_below_the_top_of_the_circle_is_not_above_it(self, house: House) -> None:
        path = await drafted(house, circle_id=str(ident("committee")))
        assert code_of(await act(house, path, "approval", "higher")) == "circle_too_wide"

    async def test_a_relative_of_a_beneficiary_does_not_approve(self, house: House) -> None:
        path = await drafted(house)
        await house.made(
            f"{path}/beneficiaries", a_beneficiary(relatives=[str(ident("secretary"))]), "organiser"
        )
        assert code_of(await act(house, path, "approval", "secretary")) == "interest_link"
        assert (await act(house, path, "approval", "higher")).status_code == 201

    async def test_a_word_listed_since_the_draft_counts(self, house: House) -> None:
        path = await drafted(house)
        await house.made("/v1/brand-words", {"word": "冬衣"}, "organiser")
        assert code_of(await act(house, path, "approval", "secretary")) == "brand_named"

    async def test_interest_is_declared_or_nothing_is_approved(self, house: House) -> None:
        path = await drafted(house)
        answer = await house.post(f"{path}/approval", {"no_interest": False}, "secretary")
        assert faults_of(answer) == {"/no_interest": "literal_error"}

    async def test_it_is_approved_once(self, house: House) -> None:
        path = await approved(house)
        assert code_of(await act(house, path, "approval", "secretary")) == "drive_not_in_state"

    async def test_an_attempt_to_approve_the_own_draft_is_written_down(self, house: House) -> None:
        before = await house.count("audit")
        path = await drafted(house)
        await act(house, path, "approval", "organiser")
        assert await house.count("audit") == before + 2


class TestCircle:
    """Whom a drive asks; to everybody else it is not there."""

    @pytest.mark.parametrize(
        ("circle", "staff", "inside"),
        [
            ("power", False, {"wang", "organiser"}),
            ("power", True, {"wang", "organiser", "worker", "safety"}),
            ("general", False, {"wang", "organiser"}),
            ("committee", False, {"wang", "organiser", "zhao"}),
            ("committee", True, {"wang", "organiser", "worker", "safety", "zhao"}),
        ],
    )
    @both
    async def test_only_the_circle_sees_a_drive(
        self, house: House, circle: str, *, staff: bool, inside: set[str]
    ) -> None:
        async with house.database.write() as session:
            await _office_above(session)
        body = a_drive(circle_id=str(ident(circle)), with_staff=staff)
        path = f"/v1/drives/{(await house.made('/v1/drives', body, 'organiser'))['id']}"
        await house.made(f"{path}/approval", DECLARED, "top")
        for key in ("wang", "worker", "zhao"):
            assert code_of(await house.get(path, key)) == "drive_missing"
        await house.made(f"{path}/opening", None, "organiser")
        everybody = ("wang", "organiser", "worker", "safety", "zhao")
        seen = {key for key in everybody if (await house.get(path, key)).status_code == 200}
        assert seen == inside
        for key in everybody:
            answer = await house.post(f"{path}/pledges", coats(), key)
            assert answer.status_code == (201 if key in inside else 404), key
            listed = (await house.read("/v1/drives", key))["items"]
            assert bool(listed) is (key in inside)

    async def test_outside_the_circle_a_drive_looks_like_none(self, house: House) -> None:
        path = await opened(house)
        hidden = await house.get(path, "zhao")
        missing = await house.get(f"/v1/drives/{nothing()}", "zhao")
        assert plain(hidden) == plain(missing)

    async def test_a_community_officer_reads_no_drive(self, house: House) -> None:
        path = await opened(house, community_id=str(ident("baiguo")))
        for address in (path, "/v1/drives", f"{path}/use-reports", f"{path}/purpose-changes"):
            assert code_of(await house.get(address, "officer")) == "forbidden"
        for address in (f"{path}/donations", f"{path}/beneficiaries", "/v1/donations"):
            assert code_of(await house.get(address, "officer")) == "forbidden"


class TestWay:
    """POST opening, closing, settlement, cancellation."""

    @pytest.mark.parametrize("name", ACTS)
    async def test_without_a_token_nothing_happens(self, house: House, name: str) -> None:
        assert code_of(await act(house, await drafted(house), name, None)) == "token_invalid"

    @pytest.mark.parametrize("name", ACTS)
    async def test_a_member_moves_no_drive(self, house: House, name: str) -> None:
        assert code_of(await act(house, await opened(house), name, "wang")) == "forbidden"

    @pytest.mark.parametrize("name", ACTS)
    async def test_another_branch_moves_none_of_ours(self, house: House, name: str) -> None:
        assert code_of(await act(house, await opened(house), name, "other organiser")) == "drive_missing"

    @pytest.mark.parametrize(
        ("made", "wrong"),
        [
            (drafted, ("opening", "closing", "settlement")),
            (approved, ("approval", "closing", "settlement")),
            (opened, ("approval", "opening", "settlement")),
        ],
    )
    async def test_every_state_leads_only_where_it_leads(
        self, house: House, made: Any, wrong: tuple[str, ...]
    ) -> None:
        path = await made(house)
        for name in wrong:
            assert code_of(await act(house, path, name, "secretary")) == "drive_not_in_state", name

    async def test_a_pledge_nobody_brought_lapses_at_the_closing(self, house: House) -> None:
        path = await opened(house)
        row = await pledged(house, path)
        await closed(house, path)
        assert (await house.read(f"/v1/donations/{row['id']}", "wang"))["state"] == "lapsed"
        assert (await settled(house, path)).status_code == 201

    async def test_a_gift_that_waits_for_its_donor_holds_up_the_closing(self, house: House) -> None:
        path = await opened(house)
        row = await house.made(f"{path}/donations", by_person("wang"), "organiser")
        answer = await act(house, path, "closing", "organiser")
        assert code_of(answer) == "unconfirmed_gifts"
        await house.made(f"/v1/donations/{row['id']}/confirmation", None, "wang")
        assert (await act(house, path, "closing", "organiser")).status_code == 201

    async def test_a_closed_drive_takes_nothing(self, house: House) -> None:
        path = await opened(house)
        row = await pledged(house, path)
        await closed(house, path)
        for answer in (
            await house.post(f"{path}/pledges", cash(), "li"),
            await house.post(f"{path}/donations", a_slip(), "organiser"),
            await house.post(f"/v1/donations/{row['id']}/receipt", {"counted": 10_000}, "organiser"),
        ):
            assert code_of(answer) == "drive_not_in_state"

    async def test_a_drive_is_settled_to_the_last_fen_and_piece(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path, **cash(301))
        await dropped(house, path, **coats(2))
        await closed(house, path)
        await handed_over(house, path, cash(300), coats(2))
        assert code_of(await settled(house, path)) == "books_unbalanced"
        await handed_over(house, path, cash(1))
        assert (await settled(house, path)).json()["state"] == "handed_over"

    async def test_what_is_only_reserved_is_not_handed_over(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        await closed(house, path)
        waiting = await prepared(house, path)
        assert code_of(await settled(house, path)) == "handling_unfinished"
        await house.made(f"{waiting}/confirmation", DECLARED, "secretary")
        assert (await settled(house, path)).status_code == 201

    async def test_a_settled_drive_is_reported_and_nothing_else(self, house: House) -> None:
        path = await closed(house, await opened(house))
        await settled(house, path)
        for name in ACTS:
            assert code_of(await act(house, path, name, "secretary")) == "drive_not_in_state"


async def _office_above(session: AsyncSession) -> None:
    """Somebody above everything."""
    told = a_member(ident("top"), branch=ident("power"), name="top") | {"memberships": []}
    await roster_facts.hear_member(session, told)
    await roster_facts.hear_appointments(
        session, appointed(ident("top"), (Role.HIGHER_OFFICER, ident("committee")))
    )
