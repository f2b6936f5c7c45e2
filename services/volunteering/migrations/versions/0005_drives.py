"""Donation drives: gifts with their receipts, hand-overs, changes of purpose, remainders, reports and brand words."""

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.migrations import append_only

revision = "0005"
down_revision = "0004"

ADDED_TO_ONLY = (
    *("drive_step", "receipt", "donation_return", "hand_over_line", "hand_over_beneficiary"),
    *("purpose_answer", "remainder", "remainder_line", "use_report"),
)


def upgrade() -> None:
    _create_drives()
    _create_donations()
    _create_hand_overs()
    _create_changes()
    for table in ADDED_TO_ONLY:
        append_only(op, table)


def _create_drives() -> None:
    op.create_table(
        "drive",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("circle_id", Id, nullable=False),
        sa.Column("with_staff", sa.Boolean(), nullable=False),
        sa.Column("community_id", Id),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("purpose", sa.String(4000), nullable=False),
        sa.Column("beneficiary_class", sa.String(200), nullable=False),
        sa.Column("goods_standard", sa.String(4000)),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("responsible_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("drafted_by", Id, nullable=False),
        sa.Column("drafted_at", Instant, nullable=False),
        sa.Column("approved_by", Id),
        sa.Column("opened_at", Instant),
        sa.Column("report_due_on", sa.Date()),
        sa.Column("last_receipt", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'cancelled') OR approved_by IS NOT NULL", name="approved"),
        sa.CheckConstraint("approved_by <> drafted_by", name="approver"),
        sa.CheckConstraint("opens_on <= closes_on", name="period"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("branch_id", "code"),
    )
    op.create_index("ix_drive_circle_id", "drive", ["circle_id", "state"])
    op.create_index("ix_drive_community_id", "drive", ["community_id"])
    op.create_index("ix_drive_report_due_on", "drive", ["report_due_on"])
    op.create_table(
        "drive_step",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("drive_id", Id, nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(400)),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_drive_step_drive_id", "drive_step", ["drive_id"])
    op.create_table(
        "beneficiary",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("drive_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("pseudonym", sa.String(100), nullable=False),
        sa.Column("class_title", sa.String(100)),
        sa.Column("guardian_consent_ref", sa.String(200), nullable=False),
        sa.Column("photo_consent_ref", sa.String(200)),
        sa.Column("relatives", Json, nullable=False),
        sa.Column("added_by", Id, nullable=False),
        sa.Column("added_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("drive_id", "pseudonym"),
    )
    op.create_index("ix_beneficiary_drive_id", "beneficiary", ["drive_id"])
    op.create_table(
        "use_report",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("drive_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("photos", Json, nullable=False),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("drive_id", "number"),
    )
    op.create_table(
        "brand_word",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("organisation_id", Id, nullable=False),
        sa.Column("word", sa.String(100), nullable=False),
        sa.Column("plain", sa.String(400), nullable=False),
        sa.Column("retired_at", Instant),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ux_brand_word_plain",
        "brand_word",
        ["organisation_id", "plain"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )


def _create_donations() -> None:
    op.create_table(
        "donation",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("drive_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("donor", sa.String(24), nullable=False),
        sa.Column("person_id", Id),
        sa.Column("unit_title", sa.String(200)),
        sa.Column("approval_ref", sa.String(200)),
        sa.Column("secret_hash", sa.String(64)),
        sa.Column("slip_no", sa.String(100)),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("item", sa.String(100), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("pledged", sa.BigInteger()),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("estimated_fen", sa.BigInteger()),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(400)),
        sa.Column("purpose_number", sa.Integer(), nullable=False),
        sa.Column("receipt_number", sa.Integer()),
        sa.Column("handler_id", Id),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("received_at", Instant),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(donor = 'person') = (person_id IS NOT NULL)", name="donor"),
        sa.CheckConstraint(
            "(state IN ('received', 'returned')) = (receipt_number IS NOT NULL)", name="receipt_when_received"
        ),
        sa.CheckConstraint("donor <> 'unit' OR approval_ref IS NOT NULL", name="state_assets"),
        sa.CheckConstraint("secret_hash IS NULL OR donor = 'anonymous'", name="secret"),
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.CheckConstraint(
            "receipt_number IS NOT NULL OR used + returned + settled = 0", name="received_first"
        ),
        sa.CheckConstraint("used + returned + settled <= amount", name="never_more_than_given"),
        sa.CheckConstraint("used >= 0 AND returned >= 0 AND settled >= 0", name="nothing_negative"),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("drive_id", "slip_no"),
        sa.UniqueConstraint("secret_hash"),
    )
    op.create_index("ix_donation_drive_id_state", "donation", ["drive_id", "state"])
    op.create_index("ix_donation_person_id", "donation", ["person_id"])
    op.create_index(
        "ux_donation_pledge",
        "donation",
        ["drive_id", "person_id", "kind", "item", "unit"],
        unique=True,
        sqlite_where=sa.text("state = 'pledged'"),
        postgresql_where=sa.text("state = 'pledged'"),
    )
    op.create_table(
        "receipt",
        sa.Column("id", Id, nullable=False),
        sa.Column("drive_id", Id, nullable=False),
        sa.Column("donation_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("item", sa.String(100), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("estimated_fen", sa.BigInteger()),
        sa.Column("receiver_id", Id, nullable=False),
        sa.Column("handler_id", Id, nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"]),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("donation_id"),
        sa.UniqueConstraint("drive_id", "number"),
    )
    op.create_table(
        "donation_return",
        sa.Column("id", Id, nullable=False),
        sa.Column("donation_id", Id, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("handler_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_donation_return_donation_id", "donation_return", ["donation_id"])


def _create_hand_overs() -> None:
    op.create_table(
        "hand_over",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("drive_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("purpose_number", sa.Integer(), nullable=False),
        sa.Column("handed_on", sa.Date(), nullable=False),
        sa.Column("receiver", sa.String(200), nullable=False),
        sa.Column("signature_ref", sa.String(200), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("first_handler_id", Id, nullable=False),
        sa.Column("second_handler_id", Id, nullable=False),
        sa.Column("prepared_at", Instant, nullable=False),
        sa.Column("confirmed_at", Instant),
        sa.CheckConstraint("(state = 'done') <= (confirmed_at IS NOT NULL)", name="confirmed"),
        sa.CheckConstraint("first_handler_id <> second_handler_id", name="two_handlers"),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_hand_over_branch_id", "hand_over", ["branch_id"])
    op.create_index("ix_hand_over_drive_id", "hand_over", ["drive_id", "state"])
    op.create_index(
        "ux_hand_over_signature",
        "hand_over",
        ["drive_id", "signature_ref"],
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )
    op.create_table(
        "hand_over_line",
        sa.Column("id", Id, nullable=False),
        sa.Column("hand_over_id", Id, nullable=False),
        sa.Column("donation_id", Id, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"]),
        sa.ForeignKeyConstraint(["hand_over_id"], ["hand_over.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hand_over_id", "donation_id"),
    )
    op.create_index("ix_hand_over_line_donation_id", "hand_over_line", ["donation_id"])
    op.create_table(
        "hand_over_beneficiary",
        sa.Column("hand_over_id", Id, nullable=False),
        sa.Column("beneficiary_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["beneficiary_id"], ["beneficiary.id"]),
        sa.ForeignKeyConstraint(["hand_over_id"], ["hand_over.id"]),
        sa.PrimaryKeyConstraint("hand_over_id", "beneficiary_id"),
    )


def _create_changes() -> None:
    op.create_table(
        "purpose_change",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("drive_id", Id, nullable=False),
        sa.Column("branch_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(4000), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("proposed_by", Id, nullable=False),
        sa.Column("proposed_at", Instant, nullable=False),
        sa.Column("decided_by", Id),
        sa.Column("decided_at", Instant),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided"),
        sa.CheckConstraint("decided_by <> proposed_by", name="decider"),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("drive_id", "number"),
    )
    op.create_index(
        "ux_purpose_change_open",
        "purpose_change",
        ["drive_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "purpose_answer",
        sa.Column("change_id", Id, nullable=False),
        sa.Column("donation_id", Id, nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["purpose_change.id"]),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"]),
        sa.PrimaryKeyConstraint("change_id", "donation_id"),
    )
    op.create_table(
        "remainder",
        sa.Column("by_id", Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("drive_id", Id, nullable=False),
        sa.Column("purpose", sa.String(4000), nullable=False),
        sa.Column("receiver", sa.String(200), nullable=False),
        sa.Column("resolution_no", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(["drive_id"], ["drive.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("drive_id", "resolution_no"),
    )
    op.create_table(
        "remainder_line",
        sa.Column("id", Id, nullable=False),
        sa.Column("remainder_id", Id, nullable=False),
        sa.Column("donation_id", Id, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.ForeignKeyConstraint(["donation_id"], ["donation.id"]),
        sa.ForeignKeyConstraint(["remainder_id"], ["remainder.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("remainder_id", "donation_id"),
    )
    op.create_index("ix_remainder_line_donation_id", "remainder_line", ["donation_id"])
