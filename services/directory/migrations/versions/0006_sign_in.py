"""Signing in, in full: ID tokens, refresh tokens, keys that are renewed, several secrets of one machine."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from shared.columns import Id, Instant, Json
from shared.ids import new_id

revision = "0006"
down_revision = "0005"

_ACCESS, _BROWSER = "access", "browser"
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
"""When secrets were made that nobody wrote down."""
_MACHINE_SCOPES = ["siyou"]
_BROWSER_SCOPES = ["siyou", "openid", "profile", "offline_access"]


def upgrade() -> None:
    _number_keys()
    _renew_what_is_short_lived()
    _create_token_families()
    _widen_clients()


def _number_keys() -> None:
    """Keys that were no longer published go; the others are numbered from the oldest."""
    op.execute("DELETE FROM signing_key WHERE retired_at IS NOT NULL")
    op.add_column("signing_key", sa.Column("purpose", sa.String(20), nullable=False, server_default=_ACCESS))
    op.add_column("signing_key", sa.Column("number", sa.Integer, nullable=False, server_default="0"))
    op.add_column("signing_key", sa.Column("signs_from", Instant))
    op.execute("UPDATE signing_key SET signs_from = made_at")
    with op.batch_alter_table("signing_key") as batch:
        batch.alter_column("signs_from", existing_type=Instant, nullable=False)
    bind = op.get_bind()
    kids = bind.execute(sa.text("SELECT kid FROM signing_key ORDER BY made_at, kid DESC")).scalars().all()
    for number, kid in enumerate(kids, 1):
        bind.execute(
            sa.text("UPDATE signing_key SET number = :number WHERE kid = :kid"),
            {"number": number, "kid": kid},
        )
    op.create_index("uq_signing_key_number", "signing_key", ["purpose", "number"], unique=True)


def _renew_what_is_short_lived() -> None:
    """Codes live a minute and sessions half an hour: whoever is signing in just now begins anew."""
    op.drop_table("authorization_code")
    op.drop_table("sign_in_session")
    op.create_table(
        "sign_in_session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("account.person_id"), nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("used_at", Instant, nullable=False),
    )
    op.create_index("ix_sign_in_session_id", "sign_in_session", ["id"], unique=True)
    op.create_index("ix_sign_in_session_person_id", "sign_in_session", ["person_id"])
    op.create_index("ix_sign_in_session_used_at", "sign_in_session", ["used_at"])
    op.create_table(
        "authorization_code",
        sa.Column("code_hash", sa.String(64), primary_key=True),
        sa.Column("client_id", sa.String(100), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("account.person_id"), nullable=False),
        sa.Column("session_id", Id, nullable=False),
        sa.Column("signed_in_at", Instant, nullable=False),
        sa.Column("redirect_uri", sa.String(500), nullable=False),
        sa.Column("challenge", sa.String(43), nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("nonce", sa.String(500)),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("used_at", Instant),
        sa.Column("redeemed", sa.Boolean, nullable=False),
        sa.Column("family_hash", sa.String(64)),
    )
    op.create_index("ix_authorization_code_person_id", "authorization_code", ["person_id"])
    op.create_index("ix_authorization_code_made_at", "authorization_code", ["made_at"])


def _create_token_families() -> None:
    op.create_table(
        "token_family",
        sa.Column("handle_hash", sa.String(64), primary_key=True),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("previous_hash", sa.String(64)),
        sa.Column("client_id", sa.String(100), nullable=False),
        sa.Column("person_id", Id, sa.ForeignKey("account.person_id"), nullable=False),
        sa.Column("session_id", Id, nullable=False),
        sa.Column("signed_in_at", Instant, nullable=False),
        sa.Column("scope", sa.String(200), nullable=False),
        sa.Column("began_at", Instant, nullable=False),
        sa.Column("used_at", Instant, nullable=False),
        sa.Column("ended_at", Instant),
    )
    for name in ("person_id", "session_id", "used_at"):
        op.create_index(f"ix_token_family_{name}", "token_family", [name])


def _widen_clients() -> None:
    op.create_table(
        "client_secret",
        sa.Column("id", Id, primary_key=True),
        sa.Column("client_id", Id, sa.ForeignKey("client.id"), nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("made_at", Instant, nullable=False),
        sa.Column("valid_until", Instant),
    )
    op.create_index("ix_client_secret_client_id", "client_secret", ["client_id"])
    for name in ("post_logout_redirect_uris", "scopes"):
        op.add_column("client", sa.Column(name, Json, nullable=False, server_default="[]"))
    _move_secrets()
    op.drop_column("client", "secret_hash")


def _move_secrets() -> None:
    """Each machine keeps its secret, each client may ask for what its kind may."""
    bind = op.get_bind()
    clients = sa.table(
        "client", sa.column("id", Id), sa.column("kind"), sa.column("secret_hash"), sa.column("scopes", Json)
    )
    secrets = sa.table(
        "client_secret",
        *(sa.column("id", Id), sa.column("client_id", Id), sa.column("secret_hash")),
        sa.column("made_at", Instant),
    )
    for row in bind.execute(sa.select(clients.c.id, clients.c.kind, clients.c.secret_hash)).all():
        scopes = _BROWSER_SCOPES if row.kind == _BROWSER else _MACHINE_SCOPES
        bind.execute(clients.update().where(clients.c.id == row.id).values(scopes=scopes))
        if row.secret_hash:
            made = {"id": new_id(), "client_id": row.id, "secret_hash": row.secret_hash, "made_at": _LONG_AGO}
            bind.execute(secrets.insert().values(made))
