"""What volunteering keeps about a person. Whoever was given to is no user of the suite: that list stays closed."""

from shared.my_data import Kept

from ..models import Table

KEPT = Kept(
    Table.metadata,
    about=frozenset({"person_id"}),
    acts=frozenset(
        {
            *("added_by", "answered_by", "approved_by", "branch_accepted_by", "branch_signed_by", "by_id"),
            *("checked_by", "collected_by", "community_accepted_by", "community_signed_by", "confirmed_by"),
            *("decided_by", "declined_by", "drafted_by", "ended_by", "entered_by", "first_handler_id"),
            *("handler_id", "marked_by", "offered_by", "proposed_by", "received_by", "receiver_id"),
            *("reported_by", "responsible_id", "second_handler_id", "verified_by", "written_by"),
        }
    ),
    places=frozenset(
        {
            *("branch_id", "community_id", "demand_id", "circle_id", "holder_id", "home_branch_id"),
            *("organisation_id", "source_id"),
        }
    ),
    own_words=frozenset({"dispute"}),
    excused={"beneficiary": "about those who were given to, not about who wrote them down"},
)
