"""What points keeps about a person."""

from shared.my_data import Kept

from ..models import Table

KEPT = Kept(
    Table.metadata,
    about=frozenset({"member_id"}),
    acts=frozenset({"by_id", "filed_by", "posted_by", "approved_by", "written_by"}),
    own_words=frozenset({"objection", "stored_file"}),
    places=frozenset(
        {
            *("branch_id", "group_id", "claim_id", "entry_id", "file_id", "period_id", "lifts_id"),
            *("from_branch_id", "to_branch_id"),
        }
    ),
    excused={"account": "a lock, without anything to read"},
)
