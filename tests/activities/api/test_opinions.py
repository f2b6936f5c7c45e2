"""`/v1/motions/{id}/opinions`: lodged in one's own name, read by the author and whoever presides."""

from tests.activities.assembly import a_motion, an_admission, assembled, join, noticed
from tests.activities.house import House, nothing
from tests.points.world import ident
from tests.support.door import code_of, plain

FOR_IT = {"choice": "yes", "text": "同意接收,因当班不能到会。"}


class TestLodging:
    async def test_nobody_lodges_without_signing_in(self, house: House) -> None:
        motion = await (await noticed(house)).tabled(an_admission("li"))
        assert (await house.post(f"{motion}/opinions", FOR_IT, None)).status_code == 401

    async def test_another_branch_finds_no_motion(self, house: House) -> None:
        motion = await (await noticed(house)).tabled(an_admission("li"))
        hidden = await house.post(f"{motion}/opinions", FOR_IT, "zhao")
        nowhere = await house.post(f"/v1/motions/{nothing()}/opinions", FOR_IT, "zhao")
        assert plain(hidden) == plain(nowhere)

    async def test_an_ordinary_motion_takes_none(self, house: House) -> None:
        """Rule 18."""
        motion = await (await noticed(house)).tabled(a_motion())
        assert code_of(await house.post(f"{motion}/opinions", FOR_IT, "wang")) == "opinion_not_counted"

    async def test_a_draft_takes_none(self, house: House) -> None:
        """Its text may still change under the opinion."""
        motion = await (await noticed(house)).drafted(an_admission("li"))
        assert code_of(await house.post(f"{motion}/opinions", FOR_IT, "wang")) == "motion_not_in_state"

    async def test_once_the_meeting_is_open_it_is_too_late(self, house: House) -> None:
        """Rule 18: before the meeting."""
        motion = await (await assembled(house)).tabled(an_admission("li"))
        assert code_of(await house.post(f"{motion}/opinions", FOR_IT, "wang")) == "opinion_too_late"

    async def test_a_probationary_member_lodges_none(self, house: House) -> None:
        """Rule 20."""
        await join(house, "qian", status="probationary")
        motion = await (await noticed(house)).tabled(an_admission("qian"))
        assert code_of(await house.post(f"{motion}/opinions", FOR_IT, "qian")) == "not_entitled"


class TestReading:
    async def test_an_opinion_is_read_by_its_author_and_whoever_presides(self, house: House) -> None:
        motion = await (await noticed(house)).tabled(an_admission("li"))
        await house.made(f"{motion}/opinions", FOR_IT, "wang")
        await house.made(f"{motion}/opinions", FOR_IT | {"choice": "no"}, "chen")
        path = f"{motion}/opinions"
        seen = {key: (await house.read(path, key))["items"] for key in ("wang", "alone", "publicist")}
        assert [each["by_id"] for each in seen["wang"]] == [str(ident("wang"))]
        assert (len(seen["alone"]), len(seen["publicist"])) == (0, 2)
