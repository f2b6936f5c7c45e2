"""What directory keeps about a person."""

from shared.my_data import Kept

from ..models import Table

KEPT = Kept(
    Table.metadata,
    selves=frozenset({"person"}),
    about=frozenset({"person_id", "subject_id"}),
    acts=frozenset(
        {
            *("appointed_by", "by_id", "decided_by", "issued_by", "lifted_by", "made_by", "owner_id"),
            *("proposed_by", "received_by", "recorded_by", "returned_by", "undone_by"),
            *("withdrawn_by", "actor_id"),
        }
    ),
    places=frozenset(
        {"file_id", "lease", "period_id", "session_id", "source_id", "reader_id"}
    ),  # who read mine is mine to know
    excused={
        "authorization_code": "kept for a minute",
        "sign_in_attempts": "counted by login, for a quarter of an hour",
    },
)
