"""`/v1/matches`: proposed with reasons, agreed by both sides, and one demand becomes one project."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from tests.points.world import ident
from tests.support.door import code_of
from tests.volunteering.house import House, both, nothing
from tests.volunteering.matching import a_resource, a_wish, collected, published, reported_branch

OFFICE: dict[str, Any] = {"region": "四川省什邡市"}
NO: dict[str, Any] = {"reason": "人手已有安排"}


async def ready(house: House, **more: Any) -> dict[str, Any]:
    """A published demand, and a branch that the community has received and that offers what is needed."""
    await house.put(f"/v1/communities/{ident('baiguo')}", OFFICE, "officer", etag="*")
    await reported_branch(house)
    await house.made("/v1/resources", a_resource(**more), "organiser")
    return await published(house)


async def proposed(house: House, by: str = "officer", **more: Any) -> list[dict[str, Any]]:
    """What is proposed to somebody."""
    items: list[dict[str, Any]] = (await house.made("/v1/matches/proposals", more, by))["items"]
    return items


async def a_match(house: House) -> dict[str, Any]:
    """The one proposal of a demand that is ready."""
    demand = await ready(house)
    [row] = await proposed(house, demand_id=demand["id"])
    return row


async def accept(house: House, row: dict[str, Any], by: str, **plan: Any) -> httpx2.Response:
    body = {"plan": plan} if plan else {}
    return await house.post(f"/v1/matches/{row['id']}/acceptance", body, by)


class TestPropose:
    async def test_nobody_asks_without_a_token_or_a_side(self, house: House) -> None:
        assert (await house.post("/v1/matches/proposals", {}, None)).status_code == 401
        for who in ("wang", "worker", "leader", "hr"):
            assert code_of(await house.post("/v1/matches/proposals", {}, who)) == "forbidden"

    async def test_a_community_names_one_of_its_own_open_demands(self, house: House) -> None:
        assert code_of(await house.post("/v1/matches/proposals", {}, "officer")) == "demand_unnamed"
        demand, hidden, wish = await ready(house), await collected(house), await a_wish(house)
        path = "/v1/matches/proposals"
        for who, which in (
            ("other officer", demand["id"]),
            ("officer", hidden["id"]),
            ("officer", wish["id"]),
            ("officer", str(nothing())),
        ):
            assert code_of(await house.post(path, {"demand_id": which}, who)) == "demand_missing"

    async def test_it_is_explained_part_by_part_in_both_languages(self, house: House) -> None:
        row = await a_match(house)
        assert (row["score"], row["state"], row["demand_title"]) == (97, "proposed", "老旧楼道照明检修")
        assert sum(part["points"] for part in row["reasons"]) == row["score"]
        by_code = {part["code"]: part for part in row["reasons"]}
        assert by_code["window"]["text"]["zh"] == "需要 180 分钟,其中 180 分钟可用"
        assert (by_code["quantity"]["wanted"], by_code["quantity"]["offered"]) == (3, 4)
        assert all(part["text"]["en"] for part in row["reasons"])

    async def test_the_best_comes_first_and_most_is_kept(self, house: House) -> None:
        demand = await ready(house)
        await house.made("/v1/resources", a_resource(quantity=1), "organiser")
        both_of_them = await proposed(house, demand_id=demand["id"])
        assert [row["score"] for row in both_of_them] == [97, 87]
        assert len(await proposed(house, demand_id=demand["id"], most=1)) == 1

    async def test_a_pair_is_proposed_once_and_not_again_when_it_was_declined(self, house: House) -> None:
        row = await a_match(house)
        [again] = await proposed(house, demand_id=row["demand_id"])
        assert again["id"] == row["id"]
        await house.made(f"/v1/matches/{row['id']}/refusal", NO, "organiser")
        assert await proposed(house, demand_id=row["demand_id"]) == []

    async def test_what_nobody_answered_for_fourteen_days_lapses_and_is_proposed_anew(
        self, house: House
    ) -> None:
        when = {"wanted_from": "2026-11-07T09:00:00+08:00", "wanted_until": "2026-11-07T12:00:00+08:00"}
        await ready(house, from_at=when["wanted_from"], until_at=when["wanted_until"])
        demand = await published(house, **when, expires_on="2026-11-01")
        [row] = await proposed(house, demand_id=demand["id"])
        assert row["lapses_at"] == "2026-09-29T04:00:00Z"
        house.watch.at = datetime(2026, 9, 29, 3, 59, tzinfo=UTC)
        assert (await proposed(house, demand_id=demand["id"]))[0]["id"] == row["id"]
        house.watch.at = datetime(2026, 9, 29, 4, tzinfo=UTC)
        [anew] = await proposed(house, demand_id=demand["id"])
        assert (anew["id"] != row["id"], anew["state"]) == (True, "proposed")
        assert (await house.read(f"/v1/matches/{row['id']}", "officer"))["state"] == "lapsed"

    async def test_a_branch_asks_for_all_that_is_open_to_it(self, house: House) -> None:
        demand = await ready(house)
        [row] = await proposed(house, "organiser")
        assert (row["demand_id"], row["branch_id"]) == (demand["id"], str(ident("power")))
        assert await proposed(house, "other organiser") == []

    async def test_a_branch_that_has_not_reported_is_not_proposed(self, house: House) -> None:
        await house.made("/v1/resources", a_resource(), "organiser")
        demand = await published(house)
        assert await proposed(house, demand_id=demand["id"]) == []
        assert await proposed(house, "organiser") == []

    async def test_a_persons_skill_is_proposed_only_under_a_consent_to_see_it(self, house: House) -> None:
        """Rule 35."""
        await house.made("/v1/resources", a_resource(owner="person", quantity=1), "wang")
        demand = await published(house)
        assert await proposed(house, demand_id=demand["id"]) == []
        [consent] = (await house.read("/v1/consents?in_force=true", "wang"))["items"]
        await house.made(f"/v1/consents/{consent['id']}/withdrawal", None, "wang")
        body = {"community_id": str(ident("baiguo")), "fields": ["name", "skills"], "wording": "1"}
        await house.made("/v1/consents", body, "wang")
        assert len(await proposed(house, demand_id=demand["id"])) == 1

    @both
    async def test_two_who_ask_at_once_propose_a_pair_once(self, house: House) -> None:
        demand = await ready(house)
        asked = [
            ("officer", {"demand_id": demand["id"]}),
            ("organiser", {}),
            ("second officer", {"demand_id": demand["id"]}),
        ]
        answers = await asyncio.gather(
            *[house.post("/v1/matches/proposals", body, who) for who, body in asked]
        )
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json()["items"][0]["id"] for answer in answers}) == 1
        assert await house.count("demand_match") == 1


class TestAccept:
    async def test_strangers_accept_nothing(self, house: House) -> None:
        row = await a_match(house)
        assert (await house.post(f"/v1/matches/{row['id']}/acceptance", {}, None)).status_code == 401
        assert code_of(await accept(house, row, "wang")) == "forbidden"
        for who in ("other organiser", "other officer"):
            assert code_of(await accept(house, row, who)) == "match_missing"

    async def test_a_community_does_not_write_the_branchs_plan(self, house: House) -> None:
        row = await a_match(house)
        answer = await accept(house, row, "officer", planned_minutes=60)
        assert (answer.status_code, code_of(answer)) == (422, "plan_not_yours")

    async def test_one_side_alone_makes_nothing(self, house: House) -> None:
        row = await a_match(house)
        first = (await accept(house, row, "officer")).json()
        assert (first["state"], first["project_id"]) == ("proposed", None)
        assert code_of(await accept(house, row, "second officer")) == "side_accepted"
        assert await house.count("project") == 0

    @pytest.mark.parametrize("order", [("officer", "organiser"), ("organiser", "officer")])
    async def test_both_make_a_project_that_is_agreed_and_the_demand_is_claimed(
        self, house: House, order: tuple[str, str]
    ) -> None:
        row = await a_match(house)
        plan = {"dangerous": True, "risk_statement": "登高作业", "insurance_ref": "PICC-2026-01"}
        for who in order:
            assert (await accept(house, row, who, **(plan if who == "organiser" else {}))).status_code == 201
        match = await house.read(f"/v1/matches/{row['id']}", "organiser")
        project = await house.read(f"/v1/projects/{match['project_id']}", "officer")
        assert (match["state"], project["state"], project["demand_id"]) == (
            "accepted",
            "agreed",
            row["demand_id"],
        )
        assert (project["planned_minutes"], project["dangerous"]) == (180, True)
        demand = await house.read(f"/v1/demands/{row['demand_id']}", "officer")
        assert demand["state"] == "claimed"
        assert code_of(await accept(house, row, "organiser")) == "match_not_in_state"

    async def test_what_else_was_proposed_for_it_lapses(self, house: House) -> None:
        demand = await ready(house)
        await house.made("/v1/resources", a_resource(quantity=1), "organiser")
        best, other = await proposed(house, demand_id=demand["id"])
        for who in ("officer", "organiser"):
            await accept(house, best, who)
        assert (await house.read(f"/v1/matches/{other['id']}", "officer"))["state"] == "lapsed"
        assert code_of(await accept(house, other, "officer")) == "match_not_in_state"

    async def test_what_nobody_answered_in_time_is_not_accepted(self, house: House) -> None:
        row = await a_match(house)
        house.watch.at = datetime(2026, 9, 19, 4, tzinfo=UTC)
        assert code_of(await accept(house, row, "officer")) == "match_not_in_state"

    async def test_a_demand_that_expired_meanwhile_is_not_claimed(self, house: House) -> None:
        row = await a_match(house)
        await accept(house, row, "officer")
        house.watch.at = datetime(2026, 9, 18, 4, tzinfo=UTC)
        assert code_of(await accept(house, row, "organiser")) == "demand_not_in_state"
        assert await house.count("project") == 0

    async def test_what_was_withdrawn_meanwhile_is_neither_accepted_nor_shown(self, house: House) -> None:
        row = await a_match(house)
        await house.made(f"/v1/resources/{row['resource_id']}/withdrawal", None, "organiser")
        for who in ("officer", "organiser"):
            assert code_of(await accept(house, row, who)) == "resource_missing"
        assert await proposed(house, demand_id=row["demand_id"]) == []
        assert (await house.read(f"/v1/matches/{row['id']}", "officer"))["resource_title"] is None
        assert (await house.read(f"/v1/matches/{row['id']}", "organiser"))["resource_title"] is not None

    @both
    async def test_both_sides_at_once_make_exactly_one_project(self, house: House) -> None:
        row = await a_match(house)
        people = ("officer", "organiser", "second officer", "secretary", "publicist")
        answers = await asyncio.gather(*[accept(house, row, who) for who in people])
        assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409]
        assert await house.count("project") == 1
        assert (await house.read(f"/v1/matches/{row['id']}", "officer"))["state"] == "accepted"

    @both
    async def test_of_two_matches_accepted_at_once_one_gets_the_demand(self, house: House) -> None:
        demand = await ready(house)
        await house.made("/v1/resources", a_resource(quantity=1), "organiser")
        best, other = await proposed(house, demand_id=demand["id"])
        for row in (best, other):
            await accept(house, row, "officer")
        answers = await asyncio.gather(
            accept(house, best, "organiser"),
            accept(house, other, "secretary"),
            accept(house, best, "publicist"),
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
        assert await house.count("project") == 1


class TestProject:
    """What becomes of the project becomes of the demand."""

    async def agreed(self, house: House) -> dict[str, Any]:
        row = await a_match(house)
        for who in ("officer", "organiser"):
            await accept(house, row, who)
        found: dict[str, Any] = await house.read(f"/v1/matches/{row['id']}", "officer")
        return found

    async def state(self, house: House, row: dict[str, Any]) -> str:
        return str((await house.read(f"/v1/demands/{row['demand_id']}", "officer"))["state"])

    async def test_the_demand_goes_along_until_the_community_has_rated_both(self, house: House) -> None:
        row = await self.agreed(house)
        path = f"/v1/projects/{row['project_id']}"
        await house.made(f"{path}/recruitment", None, "organiser")
        assert await self.state(house, row) == "running"
        await house.made(f"{path}/delivery", None, "organiser")
        assert await self.state(house, row) == "delivered"
        await house.made(f"{path}/acceptance", {"rating": 4}, "officer")
        assert await self.state(house, row) == "confirmed"
        closed = await house.made(f"/v1/demands/{row['demand_id']}/closure", {"rating": 5}, "officer")
        assert (closed["state"], closed["rating"]) == ("closed", 5)

    async def test_a_project_that_is_called_off_leaves_the_demand_to_others(self, house: House) -> None:
        row = await self.agreed(house)
        await house.made(f"/v1/projects/{row['project_id']}/cancellation", {"reason": "停电"}, "organiser")
        assert await self.state(house, row) == "published"
        assert (await house.read(f"/v1/matches/{row['id']}", "officer"))["state"] == "ended"
        [anew] = await proposed(house, demand_id=row["demand_id"])
        for who in ("officer", "organiser"):
            assert (await accept(house, anew, who)).status_code == 201
        assert await self.state(house, row) == "claimed"


class TestDecline:
    async def test_either_side_declines_until_both_have_accepted(self, house: House) -> None:
        row = await a_match(house)
        path = f"/v1/matches/{row['id']}/refusal"
        assert code_of(await house.post(path, NO, "wang")) == "forbidden"
        assert code_of(await house.post(path, NO, "other officer")) == "match_missing"
        assert (await house.post(path, {}, "officer")).status_code == 422
        assert (await house.made(path, NO, "officer"))["state"] == "declined"
        assert code_of(await house.post(path, NO, "organiser")) == "match_not_in_state"


class TestRead:
    async def test_matches_are_for_both_sides_only(self, house: House) -> None:
        row = await a_match(house)
        path = f"/v1/matches/{row['id']}"
        assert (await house.get(path, None)).status_code == 401
        assert code_of(await house.get(path, "wang")) == "forbidden"
        for who in ("officer", "secretary", "higher"):
            assert (await house.read(path, who))["id"] == row["id"]
        for who in ("other officer", "other organiser"):
            assert code_of(await house.get(path, who)) == "match_missing"
            assert (await house.read("/v1/matches?state=proposed", who))["items"] == []
