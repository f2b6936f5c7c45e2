"""The yearly target of post talks (岗位讲述指标); the talks themselves are lessons."""

from uuid import UUID

from sqlalchemy import CheckConstraint, Index

from shared.rows import Acted, Identified, id_field

from .table import Table


class PostTalkTarget(Identified, Acted, Table, table=True):
    """How many talks a branch expects of each member in a year, from `from_year` on until it sets another."""

    __tablename__ = "post_talk_target"
    __table_args__ = (
        CheckConstraint("per_member BETWEEN 0 AND 12", name="bounds"),
        Index("ix_post_talk_target_branch_id_from_year", "branch_id", "from_year"),
    )

    branch_id: UUID = id_field()
    from_year: int
    per_member: int
