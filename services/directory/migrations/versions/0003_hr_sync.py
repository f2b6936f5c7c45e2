"""What HR hands over: runs, their plans, and who owns which field."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    pass
