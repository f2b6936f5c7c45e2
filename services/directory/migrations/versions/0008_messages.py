"""Every person's messages and how they are delivered."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass
