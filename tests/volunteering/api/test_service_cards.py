"""`/v1/service-cards`: made from final minutes, seen by whom they concern."""

from typing import Any

from services.volunteering.models import Consent, RecordState, SharedField
from tests.points.world import ident
from tests.support.door import code_of, faults_of, plain
from tests.volunteering.house import House, both, nothing
from tests.volunteering.records import a_final_record
from tests.volunteering.saying import stops_sharing

LIST = "/v1/service-cards?period=2026-Q3"


def card(key: str, period: str = "2026-Q3") -> str:
    return f"/v1/service-cards/{ident(key)}?period={period}"


async def some_service(house: House) -> None:
    """Wang served Baiguo twice, Chen both communities, Alone, who shares nothing, and Zhao of packing once each."""
    await a_final_record(house, "wang", "2026-09-05", 120)
    await a_final_record(house, "wang", "2026-08-01", 90)
    await a_final_record(house, "chen", "2026-09-05", 60)
    await a_final_record(house, "chen", "2026-09-06", 150, community="other community")
    await a_final_record(house, "alone", "2026-09-05", 30)
    await a_final_record(house, "zhao", "2026-07-31", 240)


def told(found: dict[str, Any]) -> dict[str, list[int]]:
    """Minutes of each line by person."""
    keys = {str(ident(key)): key for key in ("wang", "chen", "alone", "zhao", "li", "worker")}
    return {keys[each["person_id"]]: [line["minutes"] for line in each["lines"]] for each in found["items"]}


class TestList:
    async def test_nobody_reads_cards_without_signing_in(self, house: House) -> None:
        assert (await house.get(LIST, None)).status_code == 401

    async def test_a_machine_reads_none(self, house: House) -> None:
        assert code_of(await house.get(LIST, "hr")) == "forbidden"

    async def test_a_period_that_is_none_is_malformed(self, house: House) -> None:
        assert faults_of(await house.get("/v1/service-cards", "organiser")).keys() == {"query:period"}
        for code in ("2026", "2026-13"):
            answer = await house.get(f"/v1/service-cards?period={code}", "organiser")
            assert code_of(answer) == "month_or_quarter_wrong"

    @both
    async def test_a_committee_sees_its_own_people_and_a_member_oneself(self, house: House) -> None:
        await some_service(house)
        ours = {"wang": [90, 120], "chen": [60, 150], "alone": [30]}
        assert told(await house.read(LIST, "organiser")) == ours
        assert told(await house.read(LIST, "other organiser")) == {"zhao": [240]}
        assert told(await house.read(LIST, "higher")) == ours
        assert told(await house.read(LIST, "wang")) == {"wang": [90, 120]}
        assert told(await house.read(LIST, "worker")) == {}

    @both
    async def test_a_community_sees_its_own_lines_of_people_who_share_their_hours(self, house: House) -> None:
        await some_service(house)
        found = await house.read(LIST, "officer")
        assert told(found) == {"wang": [90, 120], "chen": [60], "zhao": [240]}
        assert {each["name"] for each in found["items"]} == {"wang", "chen", "zhao"}
        assert told(await house.read(LIST, "other officer")) == {"chen": [150]}
        await stops_sharing(house, "wang", "baiguo")
        assert told(await house.read(LIST, "officer")) == {"chen": [60], "zhao": [240]}

    async def test_of_whoever_shares_hours_without_the_name_a_community_sees_the_number(
        self, house: House
    ) -> None:
        await a_final_record(house, "alone", "2026-09-05", 30)
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
        [found] = (await house.read(LIST, "officer"))["items"]
        assert (found["name"], found["volunteer_number"], found["minutes"]) == (None, "V0000004", 30)

    async def test_only_final_minutes_count(self, house: House) -> None:
        for day, state in enumerate(RecordState, 1):
            await a_final_record(house, "wang", f"2026-09-{day:02}", 60, state=state)
        assert told(await house.read(LIST, "wang")) == {"wang": [60]}

    async def test_only_the_days_of_the_period_count(self, house: House) -> None:
        for day, minutes in (("06-30", 30), ("07-01", 60), ("09-30", 90), ("10-01", 120)):
            await a_final_record(house, "wang", f"2026-{day}", minutes)
        assert told(await house.read(LIST, "wang")) == {"wang": [60, 90]}
        assert told(await house.read("/v1/service-cards?period=2026-10", "wang")) == {"wang": [120]}

    async def test_it_narrows_to_a_branch_or_a_community(self, house: House) -> None:
        await some_service(house)
        found = await house.read(f"{LIST}&community_id={ident('other community')}", "organiser")
        assert told(found) == {"chen": [150]}
        assert told(await house.read(f"{LIST}&branch_id={ident('packing')}", "officer")) == {"zhao": [240]}
        assert told(await house.read(f"{LIST}&branch_id={ident('packing')}", "organiser")) == {}

    @both
    async def test_pages_come_by_id_and_hold_everyone_once(self, house: House) -> None:
        """By id: whoever served most stands nowhere in particular."""
        await some_service(house)
        first = await house.read(f"{LIST}&limit=2", "organiser")
        second = await house.read(f"{LIST}&limit=2&cursor={first['next_cursor']}", "organiser")
        assert (len(first["items"]), len(second["items"]), second["next_cursor"]) == (2, 1, None)
        ids = [each["person_id"] for each in first["items"] + second["items"]]
        assert ids == sorted((str(ident(key)) for key in ("wang", "chen", "alone")), reverse=True)


class TestRead:
    async def test_nobody_reads_one_without_signing_in(self, house: House) -> None:
        assert (await house.get(card("wang"), None)).status_code == 401

    async def test_another_members_card_looks_like_none(self, house: House) -> None:
        await some_service(house)
        none = await house.get(f"/v1/service-cards/{nothing()}?period=2026-Q3", "wang")
        assert code_of(none) == "service_card_missing"
        for key, by in (("chen", "wang"), ("wang", "leader"), ("zhao", "organiser"), ("alone", "officer")):
            assert plain(await house.get(card(key), by)) == plain(none)
        assert plain(await house.get(card("zhao"), "other officer")) == plain(none)

    async def test_a_span_longer_than_a_year_or_unclear_is_malformed(self, house: House) -> None:
        path = f"/v1/service-cards/{ident('wang')}"
        assert code_of(await house.get(path, "wang")) == "span_unclear"
        long = await house.get(f"{path}?from_on=2026-01-01&until_on=2027-01-02", "wang")
        assert code_of(long) == "span_wrong"

    async def test_a_card_has_every_line_and_their_sum(self, house: House) -> None:
        await some_service(house)
        found = await house.read(card("chen"), "organiser")
        assert {
            name: found[name] for name in ("volunteer_number", "name", "from_on", "until_on", "minutes")
        } == {
            "volunteer_number": "V0000002",
            "name": "chen",
            "from_on": "2026-07-01",
            "until_on": "2026-09-30",
            "minutes": 210,
        }
        assert [(line["served_on"], line["project"], line["community"]) for line in found["lines"]] == [
            ("2026-09-05", "楼道照明检修", "白果社区"),
            ("2026-09-06", "楼道照明检修", "雍城社区"),
        ]
        span = f"/v1/service-cards/{ident('chen')}?from_on=2026-09-06&until_on=2026-09-06"
        assert (await house.read(span, "chen"))["minutes"] == 150

    async def test_ones_own_card_may_be_empty_and_anothers_empty_one_is_none(self, house: House) -> None:
        """There is no list of those who did not serve, nor a way to ask for one."""
        own = await house.read(card("li"), "li")
        assert (own["minutes"], own["lines"], own["volunteer_number"]) == (0, [], "V0000003")
        assert code_of(await house.get(card("li"), "organiser")) == "service_card_missing"
