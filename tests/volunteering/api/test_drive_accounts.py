"""The books of a drive: what cancelling gives back, who reads sums and when, and which report is due."""

from tests.points.world import ident
from tests.support.door import code_of
from tests.volunteering.giving import (
    a_remainder,
    cash,
    closed,
    dropped,
    given,
    handed_over,
    lots,
    opened,
    pledged,
    prepared,
)
from tests.volunteering.house import House

CANCELLED = {"reason": "受助学校已另有安排"}


class TestCancellation:
    """POST /v1/drives/{id}/cancellation."""

    async def test_everybody_of_the_circle_reads_why(self, house: House) -> None:
        path = await opened(house)
        for wrong, code in (("见 www.example.cn", "link_named"), ("卷烟赞助到位", "brand_named")):
            answer = await house.post(f"{path}/cancellation", {"reason": wrong}, "organiser")
            assert code_of(answer) == code
        await house.made(f"{path}/cancellation", CANCELLED, "organiser")
        steps = (await house.read(path, "wang"))["steps"]
        assert [each["state"] for each in steps] == ["draft", "approved", "collecting", "cancelled"]
        assert steps[-1]["reason"] == "受助学校已另有安排"

    async def test_gifts_of_a_cancelled_drive_go_back(self, house: House) -> None:
        path = await opened(house)
        wangs, lis = await given(house, path), await pledged(house, path, "li")
        await house.post(f"{path}/cancellation", CANCELLED, "organiser")
        assert (await house.read(f"/v1/donations/{lis['id']}", "li"))["state"] == "lapsed"
        back = f"/v1/donations/{wangs['id']}/return"
        row = await house.made(back, {"reason": "捐助取消"}, "organiser")
        assert (row["state"], row["returned"], row["remaining"]) == ("returned", 10_000, 0)
        assert (await house.read(f"{path}/accounts", "wang"))["balanced"] is True

    async def test_of_a_cancelled_drive_only_what_is_nobodys_is_decided_on(self, house: House) -> None:
        path = await opened(house)
        await given(house, path)
        answer_before = await house.post(f"{path}/cancellation", CANCELLED, "organiser")
        assert answer_before.json()["state"] == "cancelled"
        assert code_of(await house.post(f"{path}/remainders", a_remainder(), "secretary")) == "nothing_left"

    async def test_an_anonymous_gift_of_a_cancelled_drive_goes_to_a_similar_purpose(
        self, house: House
    ) -> None:
        path = await opened(house)
        await given(house, path)
        await dropped(house, path, **cash(500))
        await house.post(f"{path}/cancellation", CANCELLED, "organiser")
        await house.made(f"{path}/remainders", a_remainder(), "secretary")
        found = (await lots(house, path))["cash"]
        assert (found["settled"], found["remaining"]) == (500, 10_000)

    async def test_what_is_handed_over_or_reserved_cannot_be_cancelled(self, house: House) -> None:
        path = await opened(house)
        await dropped(house, path)
        waiting = await prepared(house, path)
        assert (
            code_of(await house.post(f"{path}/cancellation", CANCELLED, "organiser")) == "handed_over_already"
        )
        await house.made(f"{waiting}/withdrawal", None, "organiser")
        assert (await house.post(f"{path}/cancellation", CANCELLED, "organiser")).status_code == 201


class TestAccounts:
    """GET /v1/drives/{id}/accounts."""

    async def test_without_a_token_no_books_are_read(self, house: House) -> None:
        assert code_of(await house.get(f"{await opened(house)}/accounts", None)) == "token_invalid"

    async def test_a_machine_reads_none(self, house: House) -> None:
        assert code_of(await house.get(f"{await opened(house)}/accounts", "hr")) == "forbidden"

    async def test_outside_the_circle_there_are_none(self, house: House) -> None:
        path = await closed(house, await opened(house))
        assert code_of(await house.get(f"{path}/accounts", "zhao")) == "drive_missing"
        assert code_of(await house.get(f"{path}/accounts", "officer")) == "drive_missing"

    async def test_while_gifts_come_in_the_circle_sees_no_sum(self, house: House) -> None:
        """Whoever looks before and after a colleague went to the table would know what was given."""
        path = await opened(house, community_id=str(ident("baiguo")))
        await dropped(house, path)
        for key in ("wang", "officer", "higher"):
            assert code_of(await house.get(f"{path}/accounts", key)) == "accounts_not_yet", key
        assert (await lots(house, path))["cash"]["received"] == 10_000
        await closed(house, path)
        for key in ("wang", "officer", "higher"):
            assert (await lots(house, path, key))["cash"]["received"] == 10_000

    async def test_nothing_tells_the_circle_that_somebody_has_just_given(self, house: House) -> None:
        path = await opened(house)
        before = (await house.get(path, "wang")).headers["etag"]
        await dropped(house, path)
        assert (await house.get(path, "wang", **{"If-None-Match": before})).status_code == 304
        await closed(house, path)
        assert (await house.get(path, "wang", **{"If-None-Match": before})).status_code == 200

    async def test_every_column_adds_up(self, house: House) -> None:
        path = await opened(house)
        row = await given(house, path, **cash(1_000))
        await dropped(house, path, **cash(50))
        await handed_over(house, path, cash(300))
        await prepared(house, path, cash(20))
        await house.made(f"/v1/donations/{row['id']}/return", {"reason": "捐赠人要求"}, "organiser")
        found = (await lots(house, path))["cash"]
        assert found == {
            "received": 1_050,
            "handed_over": 300,
            "reserved": 20,
            "returned": 680,
            "settled": 0,
            "remaining": 50,
        }


class TestDue:
    """GET /v1/drives?report_due=true."""

    async def test_a_report_is_due_three_months_after_the_opening_and_after_each_report(
        self, house: House
    ) -> None:
        path = await opened(house)
        assert (await house.read(path, "wang"))["report_due_on"] == "2026-12-15"
        house.watch.pass_by(days=90)
        assert (await house.read("/v1/drives?report_due=true", "organiser"))["items"] == []
        house.watch.pass_by(days=1)
        [due] = (await house.read("/v1/drives?report_due=true", "organiser"))["items"]
        assert path.endswith(due["id"])
        await house.made(f"{path}/use-reports", {"text": "尚未开始使用。"}, "organiser")
        assert (await house.read(path, "wang"))["report_due_on"] == "2027-03-15"

    async def test_an_unknown_filter_is_an_error(self, house: House) -> None:
        assert code_of(await house.get("/v1/drives?person_id=1", "organiser")) == "parameter_unknown"
