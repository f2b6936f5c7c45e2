"""What of a plan is shown to whom."""

from datetime import date

from services.directory.rules.hr.item_showing import shown, within_sight
from services.directory.rules.privacy.field_classes import Audience

KEPT = shown(
    {
        "post": (None, "班长"),
        "phone": ("13812345678", "13987654321"),
        "birth_on": (date(1961, 3, 9), date(1961, 3, 10)),
        "political_status": (None, "01"),
        "branch": (None, "power"),
    }
)


def test_hr_sees_contact_data_and_birthdays_masked_and_all_else() -> None:
    assert within_sight(KEPT, {Audience.HR}) == {
        "post": {"before": None, "after": "班长"},
        "phone": {"before": "138****5678", "after": "139****4321"},
        "birth_on": {"before": "1961-**-**", "after": "1961-**-**"},
        "political_status": {"before": None, "after": "01"},
        "branch": {"before": None, "after": "power"},
    }


def test_an_administrator_sees_of_what_is_not_for_the_office_that_it_changes() -> None:
    assert within_sight(KEPT, {Audience.KEEPER}) == KEPT | {
        "birth_on": {"before": "***", "after": "***"},
        "political_status": {"before": None, "after": "***"},
    }
