"""What every test may ask for: a real database of either kind, and a loop (`async def test_…` just works)."""

import gc
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from shared.db import Database, connect

from .support import logs, statements
from .support.databases import Databases
from .support.postgres import Postgres

statements.share()
gc.set_threshold(100_000, 50, 100)  # a quarter less time: apps are built and dropped by the hundred

# A database of a test's own is reused by its examples; how long one takes says nothing on a busy machine.
settings.register_profile(
    "siyou",
    max_examples=50,
    deadline=None,
    database=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# The same examples on every machine, so that red means that this change broke it; `explore` looks for new ones.
settings.register_profile("explore", settings.get_profile("siyou"), derandomize=False)
settings.load_profile("siyou")


def pytest_configure(config: pytest.Config) -> None:
    """Every run keeps its logs, and fails if they hold what no log may hold."""
    logs.begin(config)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the whole run; it starts when the first test asks for it."""
    with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("templates")


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """A test that asks for a database runs once on each; `indirect` parametrisation narrows it down."""
    return str(request.param)


@pytest.fixture
def databases(
    dialect: str, tmp_path: Path, templates: Path, request: pytest.FixtureRequest
) -> Iterator[Databases]:
    server = request.getfixturevalue("postgres") if dialect == "postgresql" else None
    made = Databases(tmp_path, templates, server)
    yield made
    made.clear()


@pytest.fixture
def database_url(databases: Databases) -> str:
    """The address of an empty database of the test's own."""
    return databases.fresh()


@pytest.fixture
async def database(database_url: str, anyio_backend: str) -> AsyncIterator[Database]:
    """An empty database of the test's own, open."""
    del anyio_backend
    opened = connect(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def migrated(databases: Databases) -> Callable[[str | Path], str]:
    """`migrated("points")` is the address of a database of the test's own with that service's schema."""
    return databases.migrated
