"""Surveys: drafted, published, closed by hand or by time."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.activities.usecases import surveys
from tests.activities.house import House, both, nothing
from tests.activities.surveying import a_survey, answered, closed, drafted, published
from tests.support.door import code_of, faults_of, plain

ZONE = ZoneInfo("Asia/Shanghai")


class TestDraft:
    """POST and PUT /v1/surveys."""

    async def test_without_a_token_nothing_is_drafted(self, house: House) -> None:
        assert code_of(await house.post("/v1/surveys", a_survey(), None)) == "token_invalid"

    async def test_a_member_drafts_none(self, house: House) -> None:
        assert code_of(await house.post("/v1/surveys", a_survey(), "wang")) == "forbidden"

    async def test_another_branchs_draft_looks_like_none(self, house: House) -> None:
        path = await drafted(house)
        headers = {"etag": '"any"'}
        hidden = await house.put(path, a_survey(), "other organiser", **headers)
        missing = await house.put(f"/v1/surveys/{nothing()}", a_survey(), "other organiser", **headers)
        assert plain(hidden) == plain(missing)
        assert code_of(hidden) == "survey_missing"

    async def test_a_draft_is_seen_by_its_committee_alone(self, house: House) -> None:
        path = await drafted(house, audience="staff")
        for key in ("wang", "zhao", "other organiser", "higher"):
            assert code_of(await house.get(path, key)) == "survey_missing", key
            assert (await house.read("/v1/surveys", key))["items"] == []
        [seen] = (await house.read("/v1/surveys?state=draft", "secretary"))["items"]
        assert path.endswith(seen["id"])

    async def test_a_draft_that_others_have_changed_is_not_overwritten(self, house: House) -> None:
        path = await drafted(house)
        etag = (await house.get(path, "organiser")).headers["etag"]
        changed = await house.put(path, a_survey(title="第二稿"), "secretary", etag=etag)
        assert changed.status_code == 200, changed.text
        assert code_of(await house.put(path, a_survey(), "organiser", etag=etag)) == "stale"
        assert code_of(await house.put(path, a_survey(), "organiser")) == "unconditional"

    async def test_a_published_questionnaire_never_changes(self, house: House) -> None:
        path = await published(house)
        etag = (await house.get(path, "organiser")).headers["etag"]
        answer = await house.put(path, a_survey(title="改题"), "organiser", etag=etag)
        assert code_of(answer) == "survey_not_in_state"

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"closes_at": "2026-09-15T12:00:00+08:00"}, "survey_window"),
            ({"minimum_group": 4}, "minimum_group_too_small"),
            ({"breakdown_by": 2}, "breakdown_unfit"),
            ({"breakdown_by": 4}, "breakdown_unfit"),
            ({"questions": [{"kind": "single", "text": "班组", "options": ["甲"]}]}, "questionnaire_unfit"),
            ({"questions": [{"kind": "scale", "text": "评价", "options": ["甲"]}]}, "questionnaire_unfit"),
        ],
    )
    async def test_what_cannot_be_asked_is_refused(
        self, house: House, wrong: dict[str, object], code: str
    ) -> None:
        assert code_of(await house.post("/v1/surveys", a_survey(**wrong), "organiser")) == code

    async def test_a_question_of_no_known_kind_is_refused(self, house: House) -> None:
        asked = [{"kind": "essay", "text": "谈谈体会"}]
        answer = await house.post("/v1/surveys", a_survey(questions=asked), "organiser")
        assert faults_of(answer) == {"/questions/0/kind": "enum"}

    async def test_a_draft_is_anonymous_and_holds_the_floor_unless_it_says_otherwise(
        self, house: House
    ) -> None:
        made = await house.made("/v1/surveys", a_survey(breakdown_by=1), "organiser")
        assert (made["anonymous"], made["minimum_group"], made["state"]) == (True, 5, "draft")
        assert [each["position"] for each in made["questions"]] == [1, 2, 3]


class TestPublication:
    """POST /v1/surveys/{id}/publication."""

    async def test_without_a_token_nothing_is_published(self, house: House) -> None:
        path = await drafted(house)
        assert code_of(await house.post(f"{path}/publication", None, None)) == "token_invalid"

    async def test_a_member_publishes_none(self, house: House) -> None:
        path = await drafted(house)
        assert code_of(await house.post(f"{path}/publication", None, "wang")) == "forbidden"

    async def test_another_branch_publishes_none_of_ours(self, house: House) -> None:
        path = await drafted(house)
        answer = await house.post(f"{path}/publication", None, "other organiser")
        assert code_of(answer) == "survey_missing"

    async def test_it_is_published_once(self, house: House) -> None:
        path = await published(house)
        answer = await house.post(f"{path}/publication", None, "secretary")
        assert code_of(answer) == "survey_not_in_state"

    async def test_it_is_not_published_when_its_time_is_over(self, house: House) -> None:
        path = await drafted(house)
        house.watch.pass_by(days=7)
        assert code_of(await house.post(f"{path}/publication", None, "organiser")) == "survey_too_late"

    async def test_a_floor_that_has_risen_since_the_draft_holds(self, house: House) -> None:
        path = await drafted(house)
        house.app.state.settings.survey_minimum_group = 6
        answer = await house.post(f"{path}/publication", None, "organiser")
        assert code_of(answer) == "minimum_group_too_small"

    async def test_from_then_on_those_asked_see_it(self, house: House) -> None:
        of_branch, of_all = await published(house), await published(house, audience="staff")
        assert (await house.read(of_branch, "wang"))["state"] == "open"
        assert code_of(await house.get(of_branch, "zhao")) == "survey_missing"
        assert code_of(await house.get(of_branch, "safety")) == "survey_missing"
        for key in ("wang", "zhao", "safety"):
            assert (await house.read(of_all, key))["answered"] is False


class TestClosing:
    """POST /v1/surveys/{id}/closing, and by time."""

    async def test_without_a_token_nothing_is_closed(self, house: House) -> None:
        path = await published(house)
        assert code_of(await house.post(f"{path}/closing", None, None)) == "token_invalid"

    async def test_a_member_closes_none(self, house: House) -> None:
        path = await published(house)
        assert code_of(await house.post(f"{path}/closing", None, "wang")) == "forbidden"

    async def test_another_branch_closes_none_of_ours(self, house: House) -> None:
        path = await published(house, audience="staff")
        answer = await house.post(f"{path}/closing", None, "other organiser")
        assert code_of(answer) == "survey_missing"

    async def test_a_draft_is_not_closed_and_a_closed_survey_not_again(self, house: House) -> None:
        path = await drafted(house)
        assert code_of(await house.post(f"{path}/closing", None, "organiser")) == "survey_not_in_state"
        await house.made(f"{path}/publication", None, "organiser")
        assert (await closed(house, path))["asked"] == 9
        assert code_of(await house.post(f"{path}/closing", None, "organiser")) == "survey_not_in_state"

    @both
    async def test_it_closes_by_itself_when_its_time_is_over(self, house: House) -> None:
        path = await published(house)
        other = await published(house, closes_at="2026-09-22T12:00:01+08:00")
        await answered(house, path, "wang")
        house.watch.pass_by(days=7)
        assert await surveys.sweep(house.database, house.watch.at, zone=ZONE) == 1
        assert await surveys.sweep(house.database, house.watch.at, zone=ZONE) == 0
        assert (await house.read(path, "wang"))["state"] == "closed"
        assert (await house.read(other, "wang"))["state"] == "open"
        found = await house.read(f"{path}/participation", "organiser")
        assert (found["answered"], found["asked"]) == (1, 9)

    async def test_the_services_own_sweeper_closes_it(self, house: House) -> None:
        path = await published(house)
        house.watch.pass_by(days=7)
        await house.app.state.sweeper.once()
        assert (await house.read(path, "wang"))["state"] == "closed"

    @both
    async def test_the_database_itself_keeps_what_was_published_and_closed(self, house: House) -> None:
        """Whoever writes past the service meets the triggers."""
        path = await published(house)
        await answered(house, path, "wang", "chen", "li", "leader", "alone")
        await _shut(house, "UPDATE survey SET title = '改题'", "survey is shut")
        await _shut(house, "UPDATE survey SET minimum_group = 2", "survey is shut")
        await _shut(house, "UPDATE survey_answer SET mark = 1 WHERE mark = 4", "survey_answer is shut")
        await closed(house, path)
        await _shut(house, "UPDATE survey SET state = 'open'", "survey is shut")
        await _shut(house, "DELETE FROM survey", "survey is shut")
        await _shut(house, "DELETE FROM survey_answer", "survey_answer is shut")
        await _shut(house, "DELETE FROM survey_receipt", "survey_receipt is append-only")
        late = "INSERT INTO survey_receipt (survey_id, person_id) SELECT id, branch_id FROM survey"
        await _shut(house, late, "survey_receipt is shut")


class TestParticipation:
    """GET /v1/surveys/{id}/participation."""

    async def test_without_a_token_nothing_is_told(self, house: House) -> None:
        path = await published(house)
        assert code_of(await house.get(f"{path}/participation", None)) == "token_invalid"

    async def test_a_member_is_not_told(self, house: House) -> None:
        path = await published(house)
        assert code_of(await house.get(f"{path}/participation", "wang")) == "forbidden"

    async def test_another_branch_is_not_told(self, house: House) -> None:
        path = await published(house, audience="staff")
        answer = await house.get(f"{path}/participation", "other organiser")
        assert code_of(answer) == "survey_missing"

    async def test_the_committee_learns_two_numbers_and_nobodys_name(self, house: House) -> None:
        path = await published(house)
        await answered(house, path, "wang", "li")
        found = await house.read(f"{path}/participation", "secretary")
        assert found == {"answered": 2, "asked": 9, "closed_at": None}

    async def test_all_staff_are_persons_and_no_machines(self, house: House) -> None:
        """Officers that are no members are known to the tests' roster by their posts alone, without a name."""
        path = await published(house, audience="staff")
        assert (await house.read(f"{path}/participation", "secretary"))["asked"] == 12

    async def test_what_stood_at_the_closing_stands(self, house: House) -> None:
        path = await published(house)
        await answered(house, path, "wang")
        at = house.watch.at
        told = await closed(house, path)
        house.watch.at = at + timedelta(days=400)
        assert await house.read(f"{path}/participation", "organiser") == told


async def _shut(house: House, change: str, message: str) -> None:
    with pytest.raises(DBAPIError, match=message):
        async with house.database.write() as session:
            await session.execute(text(change))
