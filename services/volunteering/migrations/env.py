"""Alembic's way into this service's tables."""

from alembic import context

from services.volunteering.models import Table
from shared.migrations import run_environment
from shared.tables import COMMON

run_environment(context, [Table.metadata, COMMON])
