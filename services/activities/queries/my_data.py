"""What activities keeps about a person. How a secret vote or an unnamed answer went is kept of nobody."""

from shared.my_data import Kept

from ..models import Table

KEPT = Kept(
    Table.metadata,
    about=frozenset({"person_id"}),
    acts=frozenset(
        {
            *("by_id", "cancelled_by", "chair_id", "decided_by", "drafted_by", "lecturer_id", "moderator_id"),
            *("owner_id", "planned_by", "presenter_id", "proposed_by", "published_by", "recorder_id"),
            *("reviewer_id", "settled_by", "withdrawn_by"),
        }
    ),
    places=frozenset(
        {"branch_id", "group_id", "organisation_id", "registration_id", "subject_id", "target_id"}
    ),
    own_words=frozenset(
        {"written_opinion", "contribution_version", "lesson_review", "nomination", "theme", "outline"}
    ),
    excused={"attempt_item": "a paper is read at the attempt, once its answers may be seen"},
)
