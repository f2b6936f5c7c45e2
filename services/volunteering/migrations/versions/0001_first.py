"""The first tables: volunteers and their consents, projects with their shifts, sign-ups, service records."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only, create_common_1, never_overlapping

revision = "0001"
down_revision = None

ADDED_TO_ONLY = ("project_step", "sign_up_step")


def upgrade() -> None:
    create_common_1(op)
    _create_people()
    _create_projects()
    _create_sign_ups()
    _create_records()
    op.execute("INSERT INTO volunteer_count (id, last) VALUES (1, 0)")
    never_overlapping(op, "sign_up", "state = 'confirmed'")
    never_overlapping(op, "service_record", "state NOT IN ('refused', 'voided')")
    for table in ADDED_TO_ONLY:
        append_only(op, table)


def _create_people() -> None:
    op.create_table(
        "volunteer",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("skills", Json, nullable=False),
        sa.Column("wishes", Json, nullable=False),
        sa.Column("free_times", sa.String(400)),
        sa.Column("sex", sa.String(24)),
        sa.Column("born_on", sa.Date()),
        sa.Column("region", sa.String(200)),
        sa.Column("registered_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id"),
        sa.UniqueConstraint("sequence"),
    )
    op.create_table(
        "volunteer_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "qualification",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("paper_no", sa.String(100)),
        sa.Column("valid_until", sa.Date()),
        sa.Column("stated_at", Instant, nullable=False),
        sa.Column("checked_by", Id),
        sa.Column("checked_at", Instant),
        sa.Column("refused_reason", sa.String(400)),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_qualification_person_id", "qualification", ["person_id"])
    op.create_table(
        "consent",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("wording", sa.String(40), nullable=False),
        sa.Column("given_at", Instant, nullable=False),
        sa.Column("withdrawn_at", Instant),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_consent_community_id", "consent", ["community_id"])
    op.create_index(
        "ux_consent_in_force",
        "consent",
        ["person_id", "community_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "engagement",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("source_id", Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts_at", Instant),
        sa.Column("ends_at", Instant),
        sa.Column("firm", sa.Boolean(), nullable=False),
        sa.Column("heard_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "source_id"),
    )
    op.create_index("ix_engagement_person_id_starts_at", "engagement", ["person_id", "starts_at"])


def _create_projects() -> None:
    op.create_table(
        "project",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("demand_id", Id),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("category", sa.String(24), nullable=False),
        sa.Column("content", sa.String(4000), nullable=False),
        sa.Column("style", sa.String(24), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column("dangerous", sa.Boolean(), nullable=False),
        sa.Column("risk_statement", sa.String(4000)),
        sa.Column("insurance_ref", sa.String(200)),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("rating", sa.Integer()),
        sa.Column("proposed_by", Id, nullable=False),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.CheckConstraint(
            "NOT dangerous OR state NOT IN ('recruiting', 'delivered', 'accepted', 'closed')"
            " OR (risk_statement IS NOT NULL AND insurance_ref IS NOT NULL)",
            name="danger",
        ),
        sa.CheckConstraint("planned_minutes > 0", name="planned_minutes"),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_project_branch_id", "project", ["branch_id", "state"])
    op.create_index("ix_project_community_id", "project", ["community_id", "state"])
    op.create_index("ix_project_demand_id", "project", ["demand_id"])
    op.create_table(
        "project_step",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("side", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(400)),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_project_step_project_id", "project_step", ["project_id"])
    op.create_table(
        "shift",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant, nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("cancelled_reason", sa.String(400)),
        sa.CheckConstraint("starts_at < ends_at", name="forwards"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_shift_branch_id_starts_at", "shift", ["branch_id", "starts_at"])
    op.create_index("ix_shift_community_id_starts_at", "shift", ["community_id", "starts_at"])
    op.create_index("ix_shift_project_id", "shift", ["project_id"])
    op.create_table(
        "shift_role",
        sa.Column("id", Id, nullable=False),
        sa.Column("shift_id", Id, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(40)),
        sa.Column("qualification", sa.String(40)),
        sa.Column("guests_most", sa.Integer(), nullable=False),
        sa.Column("minors", sa.Boolean(), nullable=False),
        sa.CheckConstraint("guests_most >= 0", name="guests_most"),
        sa.CheckConstraint("slots >= 0 AND taken >= 0 AND taken <= slots", name="slots"),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shift_id", "code"),
    )


def _create_sign_ups() -> None:
    op.create_table(
        "sign_up",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("shift_id", Id, nullable=False),
        sa.Column("role_id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("home_branch_id", Id),
        sa.Column("guests", sa.Integer(), nullable=False),
        sa.Column("minors", sa.Integer(), nullable=False),
        sa.Column("starts_at", Instant),
        sa.Column("ends_at", Instant),
        sa.Column("busy_from", sa.BigInteger()),
        sa.Column("busy_until", sa.BigInteger()),
        sa.Column("shift_swapped", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("signed_at", Instant, nullable=False),
        sa.CheckConstraint("(starts_at IS NULL) = (busy_from IS NULL)", name="busy"),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="both_ends"),
        sa.CheckConstraint("guests >= 0 AND minors >= 0 AND minors <= guests", name="guests"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["role_id"], ["shift_role.id"]),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sign_up_person_id_starts_at", "sign_up", ["person_id", "starts_at"])
    op.create_index("ix_sign_up_shift_id_state", "sign_up", ["shift_id", "state"])
    op.create_index(
        "ux_sign_up_holds",
        "sign_up",
        ["shift_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'confirmed'"),
        postgresql_where=sa.text("state = 'confirmed'"),
    )
    op.create_table(
        "sign_up_step",
        sa.Column("id", Id, nullable=False),
        sa.Column("sign_up_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(400)),
        sa.Column("by_id", Id),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_up.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sign_up_step_sign_up_id", "sign_up_step", ["sign_up_id"])


def _create_records() -> None:
    op.create_table(
        "service_record",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("sign_up_id", Id),
        sa.Column("shift_id", Id, nullable=False),
        sa.Column("project_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("community_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("home_branch_id", Id),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("starts_at", Instant, nullable=False),
        sa.Column("ends_at", Instant),
        sa.Column("busy_from", sa.BigInteger(), nullable=False),
        sa.Column("busy_until", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.String(24), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column("measured_minutes", sa.Integer()),
        sa.Column("claimed_minutes", sa.Integer()),
        sa.Column("confirmed_minutes", sa.Integer()),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("entered_by", Id),
        sa.Column("entered_at", Instant, nullable=False),
        sa.Column("public_until", sa.Date()),
        sa.Column("final_at", Instant),
        sa.CheckConstraint("(state = 'final') <= (confirmed_minutes IS NOT NULL)", name="final"),
        sa.CheckConstraint("confirmed_minutes >= 0 AND confirmed_minutes <= 1440", name="confirmed_minutes"),
        sa.CheckConstraint("ends_at IS NULL OR starts_at < ends_at", name="forwards"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"]),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"]),
        sa.ForeignKeyConstraint(["sign_up_id"], ["sign_up.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sign_up_id"),
    )
    op.create_index(
        "ix_service_record_branch_id_state", "service_record", ["branch_id", "state", "served_on"]
    )
    op.create_index(
        "ix_service_record_community_id_state", "service_record", ["community_id", "state", "served_on"]
    )
    op.create_index(
        "ix_service_record_home_branch_id_served_on", "service_record", ["home_branch_id", "served_on"]
    )
    op.create_index("ix_service_record_person_id_served_on", "service_record", ["person_id", "served_on"])
    op.create_index("ix_service_record_project_id", "service_record", ["project_id"])
    op.create_index("ix_service_record_shift_id", "service_record", ["shift_id"])
    op.create_index("ix_service_record_state_public_until", "service_record", ["state", "public_until"])
