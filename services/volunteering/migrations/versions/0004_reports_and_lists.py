"""Reports of members and units, joint agreements, demands, resources, and what matches them."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only

revision = "0004"
down_revision = "0008"

PAPERS = ("member_slip", "member_receipt", "unit_slip", "unit_receipt")


def upgrade() -> None:
    _create_reports()
    _create_agreements()
    _create_demands()
    _create_matches()
    for kind in PAPERS:
        op.execute(f"INSERT INTO paper_count (kind, last) VALUES ('{kind}', 0)")  # noqa: S608 - a word of ours
    append_only(op, "demand_step")


def _create_reports() -> None:
    op.create_table(
        "community",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("address", sa.String(200), nullable=True),
        sa.Column("region", sa.String(200), nullable=True),
        sa.Column("phone", sa.String(40), nullable=True),
        sa.Column("latitude", sa.Integer(), nullable=True),
        sa.Column("longitude", sa.Integer(), nullable=True),
        sa.Column("opening_hours", sa.String(200), nullable=True),
        sa.Column("contact_post", sa.String(200), nullable=True),
        sa.Column("written_by", Id, nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="place"),
        sa.CheckConstraint("latitude BETWEEN -90000000 AND 90000000", name="latitude"),
        sa.CheckConstraint("longitude BETWEEN -180000000 AND 180000000", name="longitude"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "paper_count",
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind"),
    )
    op.create_table(
        "member_report",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("slip_no", sa.String(20), nullable=False),
        sa.Column("skills", Json, nullable=False),
        sa.Column("wishes", Json, nullable=False),
        sa.Column("free_times", sa.String(400), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reported_at", Instant, nullable=False),
        sa.Column("receipt_no", sa.String(20), nullable=True),
        sa.Column("received_by", Id, nullable=True),
        sa.Column("received_at", Instant, nullable=True),
        sa.Column("grid", sa.String(100), nullable=True),
        sa.Column("team", sa.String(100), nullable=True),
        sa.Column("post", sa.String(100), nullable=True),
        sa.Column("ended_as", sa.String(24), nullable=True),
        sa.Column("ended_reason", sa.String(400), nullable=True),
        sa.Column("ended_by", Id, nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("receipt_no"),
        sa.UniqueConstraint("slip_no"),
    )
    op.create_index("ix_member_report_community_id", "member_report", ["community_id", "state"], unique=False)
    op.create_index("ix_member_report_person_id", "member_report", ["person_id"], unique=False)
    op.create_index(
        "ux_member_report_stands",
        "member_report",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'ended'"),
        postgresql_where=sa.text("state <> 'ended'"),
    )
    op.create_table(
        "unit_report",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("slip_no", sa.String(20), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("offers", sa.String(4000), nullable=True),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reported_by", Id, nullable=False),
        sa.Column("reported_at", Instant, nullable=False),
        sa.Column("receipt_no", sa.String(20), nullable=True),
        sa.Column("received_by", Id, nullable=True),
        sa.Column("received_at", Instant, nullable=True),
        sa.Column("ended_as", sa.String(24), nullable=True),
        sa.Column("ended_reason", sa.String(400), nullable=True),
        sa.Column("ended_by", Id, nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("receipt_no"),
        sa.UniqueConstraint("slip_no"),
    )
    op.create_index("ix_unit_report_branch_id", "unit_report", ["branch_id"], unique=False)
    op.create_index("ix_unit_report_community_id", "unit_report", ["community_id", "state"], unique=False)
    op.create_index(
        "ux_unit_report_stands",
        "unit_report",
        ["branch_id", "community_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'ended'"),
        postgresql_where=sa.text("state <> 'ended'"),
    )


def _create_agreements() -> None:
    op.create_table(
        "joint_agreement",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("content", sa.String(4000), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("written_by", Id, nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.Column("branch_signed_by", Id, nullable=True),
        sa.Column("branch_signed_at", Instant, nullable=True),
        sa.Column("community_signed_by", Id, nullable=True),
        sa.Column("community_signed_at", Instant, nullable=True),
        sa.Column("ended_by", Id, nullable=True),
        sa.Column("ended_at", Instant, nullable=True),
        sa.Column("ended_reason", sa.String(400), nullable=True),
        sa.CheckConstraint(
            "state = 'draft' OR (branch_signed_by IS NOT NULL AND community_signed_by IS NOT NULL)",
            name="signed",
        ),
        sa.CheckConstraint("from_on <= until_on", name="forwards"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_joint_agreement_branch_id", "joint_agreement", ["branch_id"], unique=False)
    op.create_index("ix_joint_agreement_community_id", "joint_agreement", ["community_id"], unique=False)
    op.create_table(
        "yearly_project",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("agreement_id", Id, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("project_id", Id, nullable=True),
        sa.Column("added_by", Id, nullable=False),
        sa.Column("added_at", Instant, nullable=False),
        sa.CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["joint_agreement.id"],
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_yearly_project_agreement_id", "yearly_project", ["agreement_id"], unique=False)


def _create_demands() -> None:
    op.create_table(
        "demand",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("category", sa.String(24), nullable=False),
        sa.Column("urgency", sa.String(24), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(4000), nullable=False),
        sa.Column("beneficiary", sa.String(100), nullable=True),
        sa.Column("skill", sa.String(40), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("wanted_from", Instant, nullable=False),
        sa.Column("wanted_until", Instant, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("collected_by", Id, nullable=False),
        sa.Column("collected_at", Instant, nullable=False),
        sa.Column("verified_by", Id, nullable=True),
        sa.Column("verified_alone", sa.Boolean(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.CheckConstraint("quantity > 0 AND taken >= 0 AND taken <= quantity", name="quantity"),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        sa.CheckConstraint("wanted_from < wanted_until", name="forwards"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_demand_community_id", "demand", ["community_id", "state"], unique=False)
    op.create_index("ix_demand_state_expires_on", "demand", ["state", "expires_on"], unique=False)
    op.create_table(
        "demand_step",
        sa.Column("by_id", Id, nullable=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("demand_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(400), nullable=True),
        sa.ForeignKeyConstraint(
            ["demand_id"],
            ["demand.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_demand_step_demand_id", "demand_step", ["demand_id"], unique=False)
    op.create_table(
        "wish_taking",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("demand_id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("taken_at", Instant, nullable=False),
        sa.Column("fulfilled_at", Instant, nullable=True),
        sa.Column("words", sa.String(4000), nullable=True),
        sa.Column("confirmed_by", Id, nullable=True),
        sa.Column("confirmed_at", Instant, nullable=True),
        sa.ForeignKeyConstraint(
            ["demand_id"],
            ["demand.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_wish_taking_demand_id", "wish_taking", ["demand_id"], unique=False)
    op.create_index("ix_wish_taking_person_id", "wish_taking", ["person_id"], unique=False)
    op.create_index(
        "ux_wish_taking_held",
        "wish_taking",
        ["demand_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'released'"),
        postgresql_where=sa.text("state <> 'released'"),
    )


def _create_matches() -> None:
    op.create_table(
        "resource",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("branch_id", Id, nullable=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("category", sa.String(24), nullable=False),
        sa.Column("skill", sa.String(40), nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(4000), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("from_at", Instant, nullable=False),
        sa.Column("until_at", Instant, nullable=False),
        sa.Column("region", sa.String(200), nullable=True),
        sa.Column("offered_by", Id, nullable=False),
        sa.Column("offered_at", Instant, nullable=False),
        sa.Column("withdrawn_at", Instant, nullable=True),
        sa.CheckConstraint("from_at < until_at", name="forwards"),
        sa.CheckConstraint("person_id IS NOT NULL OR branch_id IS NOT NULL", name="owner"),
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_resource_branch_id", "resource", ["branch_id"], unique=False)
    op.create_index("ix_resource_person_id", "resource", ["person_id"], unique=False)
    op.create_table(
        "demand_match",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("demand_id", Id, nullable=False),
        sa.Column("resource_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("proposed_by", Id, nullable=False),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.Column("lapses_at", Instant, nullable=False),
        sa.Column("branch_accepted_by", Id, nullable=True),
        sa.Column("branch_accepted_at", Instant, nullable=True),
        sa.Column("community_accepted_by", Id, nullable=True),
        sa.Column("community_accepted_at", Instant, nullable=True),
        sa.Column("plan", Json, nullable=True),
        sa.Column("declined_by", Id, nullable=True),
        sa.Column("declined_reason", sa.String(400), nullable=True),
        sa.Column("project_id", Id, nullable=True),
        sa.CheckConstraint("state NOT IN ('accepted', 'ended') OR project_id IS NOT NULL", name="project"),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name="score"),
        sa.ForeignKeyConstraint(
            ["demand_id"],
            ["demand.id"],
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["resource.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("project_id"),
    )
    op.create_index("ix_demand_match_branch_id", "demand_match", ["branch_id", "state"], unique=False)
    op.create_index("ix_demand_match_community_id", "demand_match", ["community_id", "state"], unique=False)
    op.create_index(
        "ux_demand_match_open",
        "demand_match",
        ["demand_id", "resource_id"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_index(
        "ux_demand_match_taken",
        "demand_match",
        ["demand_id"],
        unique=True,
        sqlite_where=sa.text("state = 'accepted'"),
        postgresql_where=sa.text("state = 'accepted'"),
    )
