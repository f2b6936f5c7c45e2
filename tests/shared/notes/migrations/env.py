"""Alembic's way in."""

from alembic import context

from shared.migrations import run_environment
from shared.tables import COMMON
from tests.shared.notes.app import Table

run_environment(context, [COMMON, Table.metadata])
