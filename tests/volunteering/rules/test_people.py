"""What one may see of a volunteer: the number always, everything else only as far as it is named."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.volunteering.models import SharedField, Volunteer
from services.volunteering.rules import consents, wordings
from services.volunteering.rules.people import ALL_OF_IT, FOR_OWN_SIDE, Shown, masked

WANG = UUID(int=1)
NOW = datetime(2026, 9, 15, 4, tzinfo=UTC)
VOLUNTEER = Volunteer(
    person_id=WANG,
    sequence=7,
    skills=["electrician"],
    wishes=["safety"],
    free_times="周六",
    region="什邡",
    registered_at=NOW,
)


def seen(*fields: SharedField) -> Shown:
    """Wang, to somebody who may see these."""
    return masked(WANG, VOLUNTEER, "王建国", fields)


class TestMasked:
    def test_without_any_field_there_is_the_number_alone(self) -> None:
        shown = seen()
        assert (shown.volunteer_number, shown.called) == ("V0000007", "V0000007")
        assert [shown.name, shown.skills, shown.wishes, shown.free_times] == [None] * 4

    @pytest.mark.parametrize(
        ("field", "attribute"),
        [
            (SharedField.NAME, "name"),
            (SharedField.SKILLS, "skills"),
            (SharedField.WISHES, "wishes"),
            (SharedField.FREE_TIMES, "free_times"),
        ],
    )
    def test_each_field_opens_itself_and_no_other(self, field: SharedField, attribute: str) -> None:
        shown = seen(field)
        open_ones = [
            name for name in ("name", "skills", "wishes", "free_times") if getattr(shown, name) is not None
        ]
        assert open_ones == [attribute]

    def test_whoever_has_not_registered_or_was_erased_is_shown_as_far_as_there_is_something(self) -> None:
        assert masked(WANG, None, "王建国", ALL_OF_IT).called == "王建国"
        assert masked(WANG, VOLUNTEER, "", ALL_OF_IT).called == "V0000007"
        assert masked(WANG, None, None, ALL_OF_IT).called == ""

    def test_the_own_side_sees_what_planning_needs(self) -> None:
        assert {field.value for field in FOR_OWN_SIDE} == {"name", "skills", "hours"}


class TestWordings:
    def test_versions_differ_and_follow_each_other_in_time(self) -> None:
        found = wordings.shipped()
        assert len({each.wording for each in found}) == len(found)
        assert [each.from_on for each in found] == sorted(each.from_on for each in found)
        assert wordings.present() == found[-1]

    def test_each_says_in_both_languages_what_is_never_seen_and_that_it_can_be_taken_back(self) -> None:
        for each in wordings.shipped():
            assert all(word in each.zh for word in ("积分", "纪律", "随时撤回"))
            assert all(word in each.en for word in ("points", "discipline", "withdraw"))


class TestConsents:
    def test_the_name_is_needed_and_the_present_wording(self) -> None:
        consents.may_give([SharedField.NAME], "2", "2")
        with pytest.raises(consents.NameNeeded):
            consents.may_give([SharedField.HOURS], "2", "2")
        with pytest.raises(consents.WordingOutdated):
            consents.may_give([SharedField.NAME], "1", "2")
