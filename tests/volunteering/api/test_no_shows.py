"""`/v1/sign-ups/{id}/no-show`, its appeal and the answer."""

from typing import Any

from tests.support.door import code_of, faults_of, plain
from tests.volunteering.house import House, nothing
from tests.volunteering.serving import enter, scan, wall

WHY = {"reason": "当天临时抢修,已电话告知。"}


async def absent(house: House, who: str = "wang") -> tuple[dict[str, Any], str]:
    """A shift that is over, with somebody's sign-up for it; the path of the no-show."""
    shift = await house.a_shift()
    row = await house.signed_up(shift, who)
    house.watch.at = wall(12)
    return shift, f"/v1/sign-ups/{row['id']}/no-show"


async def taken(house: House, shift: dict[str, Any]) -> int:
    """How many places are held."""
    return int((await house.read(f"/v1/shifts/{shift['id']}", "organiser"))["roles"][0]["taken"])


class TestMarking:
    async def test_needs_a_sign_in(self, house: House) -> None:
        path = f"/v1/sign-ups/{nothing()}/no-show"
        for act in ("", "/appeal", "/answer"):
            assert (await house.post(f"{path}{act}", {}, None)).status_code == 401
        assert (await house.get(path, None)).status_code == 401

    async def test_is_for_both_sides_officers(self, house: House) -> None:
        _, path = await absent(house)
        assert code_of(await house.post(path, {}, "chen")) == "forbidden"
        for who in ("other officer", "other organiser"):
            missing = await house.post(f"/v1/sign-ups/{nothing()}/no-show", {}, who)
            assert plain(await house.post(path, {}, who)) == plain(missing)

    async def test_not_before_the_shift_is_over(self, house: House) -> None:
        _, path = await absent(house)
        house.watch.at = wall(11, 59, 59)
        assert code_of(await house.post(path, {}, "officer")) == "shift_goes_on"

    async def test_not_of_who_was_seen_coming(self, house: House) -> None:
        shift = await house.a_shift()
        row = await house.signed_up(shift)
        house.watch.at = wall(9)
        await scan(house, shift["id"], "wang")
        house.watch.at = wall(12)
        assert code_of(await house.post(f"/v1/sign-ups/{row['id']}/no-show", {}, "officer")) == "was_seen"

    async def test_not_of_who_has_a_late_entry(self, house: House) -> None:
        shift, path = await absent(house)
        await enter(house, shift["id"], "wang")
        assert code_of(await house.post(path, {}, "officer")) == "was_seen"

    async def test_not_by_oneself_and_not_twice(self, house: House) -> None:
        _, path = await absent(house, "organiser")
        assert code_of(await house.post(path, {}, "organiser")) == "own_no_show"
        assert (await house.post(path, {}, "secretary")).status_code == 201
        assert code_of(await house.post(path, {}, "officer")) == "no_show_missing"

    async def test_a_note_is_words(self, house: House) -> None:
        _, path = await absent(house)
        assert faults_of(await house.post(path, {"note": 1}, "officer")) == {"/note": "string_type"}

    async def test_it_is_written_down_and_the_figures_show_a_free_place(self, house: House) -> None:
        shift, path = await absent(house)
        row = await house.made(path, {"note": "未到"}, "officer")
        assert (row["state"], row["side"], row["note"]) == ("stands", "community", "未到")
        assert await taken(house, shift) == 0
        assert (await house.read(path, "wang"))["id"] == row["id"]
        assert (await house.read(path.removesuffix("/no-show"), "wang"))["state"] == "no_show"
        assert code_of(await enter(house, shift["id"], "wang")) == "hours_for_another"

    async def test_nobody_is_on_a_list_of_them(self, house: House) -> None:
        assert (await house.get("/v1/no-shows", "organiser")).status_code == 404


class TestAppealing:
    async def test_is_for_the_volunteer_alone(self, house: House) -> None:
        _, path = await absent(house)
        await house.made(path, {}, "officer")
        assert code_of(await house.post(f"{path}/appeal", WHY, "chen")) == "sign_up_missing"
        assert code_of(await house.post(f"{path}/appeal", WHY, "officer")) == "forbidden"

    async def test_against_nothing_there_is_none(self, house: House) -> None:
        _, path = await absent(house)
        assert code_of(await house.post(f"{path}/appeal", WHY, "wang")) == "no_show_missing"

    async def test_it_is_heard_once_and_by_the_other_side(self, house: House) -> None:
        _, path = await absent(house)
        await house.made(path, {}, "officer")
        no = {"granted": False, "reason": "无抢修记录"}
        assert code_of(await house.post(f"{path}/answer", no, "organiser")) == "not_appealed"
        assert (await house.made(f"{path}/appeal", WHY, "wang"))["state"] == "appealed"
        assert code_of(await house.post(f"{path}/answer", no, "officer")) == "own_no_show"
        assert code_of(await house.post(f"{path}/answer", no, "second officer")) == "same_side_answers"
        done = await house.made(f"{path}/answer", no, "organiser")
        assert (done["state"], done["answer"]) == ("stands", "无抢修记录")
        assert code_of(await house.post(f"{path}/appeal", WHY, "wang")) == "appealed_already"

    async def test_granted_it_never_was(self, house: House) -> None:
        shift, path = await absent(house)
        await house.made(path, {}, "organiser")
        await house.made(f"{path}/appeal", WHY, "wang")
        done = await house.made(f"{path}/answer", {"granted": True, "reason": "属实"}, "officer")
        assert done["state"] == "withdrawn"
        sign_up = await house.read(path.removesuffix("/no-show"), "wang")
        assert (sign_up["state"], await taken(house, shift)) == ("confirmed", 1)
        assert (await enter(house, shift["id"], "wang")).status_code == 201
