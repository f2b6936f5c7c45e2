"""`/v1/meetings/{id}/roll/{person}/promotion`."""

from typing import Any

from tests.activities.assembly import a_motion, assembled, join, noticed
from tests.activities.house import House, nothing
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain

APPROVAL: dict[str, Any] = {"approval": "总支批复5号"}


def line(path: str, key: str) -> str:
    return f"{path}/roll/{ident(key)}"


class TestPromotion:
    async def test_nobody_promotes_without_signing_in(self, house: House) -> None:
        meeting = await noticed(house)
        assert (await house.post(f"{line(meeting.path, 'li')}/promotion", APPROVAL, None)).status_code == 401

    async def test_a_plain_member_promotes_nobody(self, house: House) -> None:
        meeting = await noticed(house)
        answer = await house.post(f"{line(meeting.path, 'wang')}/promotion", APPROVAL, "wang")
        assert code_of(answer) == "forbidden"

    async def test_another_branch_finds_no_meeting(self, house: House) -> None:
        meeting = await noticed(house)
        hidden = await house.post(f"{line(meeting.path, 'li')}/promotion", APPROVAL, "other organiser")
        nowhere = f"{line(f'/v1/meetings/{nothing()}', 'li')}/promotion"
        assert plain(hidden) == plain(await house.post(nowhere, APPROVAL, "other organiser"))

    async def test_neither_a_full_member_nor_a_guest_nor_a_stranger_is_promoted(self, house: House) -> None:
        meeting = await noticed(house)
        await house.made(f"{meeting.path}/roll", {"person_id": str(ident("zhao"))}, "organiser")
        for key, code in (
            ("li", "not_probationary"),
            ("zhao", "not_probationary"),
            ("nobody", "roll_line_missing"),
        ):
            answer = await house.post(f"{line(meeting.path, key)}/promotion", APPROVAL, "organiser")
            assert code_of(answer) == code

    async def test_a_promotion_names_its_approval(self, house: House) -> None:
        meeting = await noticed(house)
        assert "/approval" in faults_of(
            await house.post(f"{line(meeting.path, 'li')}/promotion", {}, "organiser")
        )

    async def test_who_is_promoted_has_a_vote_from_then_on_and_is_promoted_once(self, house: House) -> None:
        """Rule 20: until then they attend."""
        await join(house, "qian", status="probationary")
        meeting = await assembled(house, "qian", "wang", "li", "chen", "secretary", "leader")
        motion = await meeting.opened(a_motion())
        ballot = {"choice": "yes"}
        assert code_of(await house.post(f"{motion}/ballots", ballot, "qian")) == "not_entitled"
        path = f"{line(meeting.path, 'qian')}/promotion"
        await house.made(path, APPROVAL, "organiser")
        await house.made(f"{motion}/ballots", ballot, "qian")
        assert (await house.read(line(meeting.path, "qian"), "wang"))["standing"] == "full"
        assert code_of(await house.post(path, APPROVAL, "organiser")) == "not_probationary"
