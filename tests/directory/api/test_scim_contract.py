"""The storage behind `/scim/v2` keeps what scim2-server asks of every storage, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import date
from itertools import product
from typing import Any

import pytest
from scim2_models import Resource, ResourceType, ScimProvider
from scim2_server.storage import AsyncScimStorage, ScimStorage, SearchPage
from scim2_server.testing import (
    SEARCH_FILTERS,
    SEARCH_SORTS,
    AsyncScimStorageContract,
    BlockingStorage,
    ScimStorageContract,
)
from sqlmodel.ext.asyncio.session import AsyncSession

from services.directory.api.scim_storage import Storage
from services.directory.models import WorkplaceKind
from services.directory.rules.hr.scim_schemas import ENTERPRISE, PARTY, PROVIDER
from services.directory.rules.privacy.sealing import key_ring
from services.directory.usecases import workplaces
from services.directory.usecases.scim_people import Delivery
from shared import migrations
from shared.clock import system_clock
from shared.db import Database, connect
from shared.outbox import Teller
from shared.types import Title
from tests.support.databases import SERVICES

# What our people do not have, names in parts, and what nobody may ask for, addresses.
_FOREIGN = ("name.givenName", "name.familyName", "emails")
_FILTERS = [
    *(each for each in SEARCH_FILTERS if not each.startswith(_FOREIGN)),
    'name.formatted sw "AL"',
    'groups[display co "车间" or value pr]',
    f'{PARTY}:politicalStatus eq "01" or {PARTY}:shift co "早"',
    f'{PARTY}:hiredOn ge "2012-05" and {PARTY}:joinedPartyOn lt "2019-01-01"',
    f"not ({PARTY}:joinedPartyOn pr)",
    f'{ENTERPRISE}:department eq "动力车间"',
    "groups pr",
    'externalId eq "P-1"',
    'externalId eq "p-1"',
    'externalId gt "P-"',
    'id co "a"',
    'meta.resourceType eq "User"',
]
_SORTS = [
    *(each for each in SEARCH_SORTS if not each.startswith(_FOREIGN)),
    *("name.formatted", "externalId", "meta.lastModified", f"{PARTY}:joinedPartyOn"),
]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated database; every test takes back what it wrote."""
    if request.param == "postgresql":
        found = str(request.getfixturevalue("postgres").create("scim_contract"))
    else:
        found = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('scim') / 'directory.sqlite'}"
    with ThreadPoolExecutor(1) as other:
        other.submit(migrations.upgrade, found, SERVICES / "directory" / "migrations").result()
    return found


class OneTransaction(AsyncScimStorage):
    """Our storage, each call a request of its own, within one transaction that is never kept."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def _now(self) -> Storage:
        keys = key_ring("f" * 64)
        return Storage(
            Delivery(self._session, Teller("directory", {}), keys, system_clock(), date(2026, 9, 15))
        )

    async def get(self, resource_type: ResourceType, resource_id: str, **given: Any) -> Resource[Any]:
        return await self._now().get(resource_type, resource_id, **given)

    async def search(
        self, resource_types: list[ResourceType], search_request: Any, **given: Any
    ) -> SearchPage:
        return await self._now().search(resource_types, search_request, **given)

    async def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        storage = self._now()
        async with storage.operation():
            return await storage.create(resource_type, resource)

    async def update(
        self, resource_type: ResourceType, resource: Resource[Any], **given: Any
    ) -> Resource[Any]:
        storage = self._now()
        async with storage.operation():
            return await storage.update(resource_type, resource, **given)

    async def delete(self, resource_type: ResourceType, resource_id: str, **given: Any) -> None:
        storage = self._now()
        async with storage.operation():
            await storage.delete(resource_type, resource_id, **given)

    def operation(self) -> AbstractAsyncContextManager[None]:
        return self._now().operation()


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """The loop on which a database lives; the tests of the library know no other."""
    with asyncio.Runner() as made:
        yield made


@pytest.fixture(scope="module")
def database(url: str, runner: asyncio.Runner) -> Iterator[Database]:
    """With a factory, below which workshops stand; it is nothing that tests count."""
    opened = connect(url)
    runner.run(_found(opened))
    yield opened
    runner.run(opened.close())


async def _found(database: Database) -> None:
    async with database.write() as session:
        await workplaces.set_up(
            session,
            kind=WorkplaceKind.FACTORY,
            title=Title(zh="工厂", en="Factory"),
            parent_id=None,
            branch_id=None,
        )


class TakenBack(Exception):
    """Nothing of a test is to stay."""


@asynccontextmanager
async def one_transaction(database: Database) -> AsyncIterator[OneTransaction]:
    with suppress(TakenBack):
        async with database.write() as session:
            yield OneTransaction(session)
            raise TakenBack


class TestStorage(AsyncScimStorageContract):
    """Pages are by index: cursors are not announced, and what the suite asks of them is not asked of us."""

    @pytest.fixture
    def storage(self, database: Database, runner: asyncio.Runner) -> Iterator[ScimStorage]:
        opened = one_transaction(database)
        yield BlockingStorage(runner.run(opened.__aenter__()), runner)
        runner.run(opened.__aexit__(None, None, None))

    @pytest.fixture
    def provider(self) -> ScimProvider:
        return PROVIDER

    def search_users(self) -> list[dict[str, Any]]:
        """As the library's, with what our people have."""
        return [
            {
                "userName": "alice",
                "displayName": "Alice",
                "externalId": "P-1",
                "title": "Boss",
                "active": True,
                ENTERPRISE: {"employeeNumber": "100"},
                PARTY: {"politicalStatus": "01", "hiredOn": "2012-07", "joinedPartyOn": "2018-07-01"},
            },
            {
                "userName": "Bob",
                "active": False,
                PARTY: {"shift": "早班"},
            },
            {"userName": "carol", "title": "", "externalId": "p-2", ENTERPRISE: {"employeeNumber": "2"}},
            {"userName": "dave_%", "title": "50% off", "externalId": "Q", "displayName": "_%戴"},
        ]

    @pytest.mark.parametrize(
        "parameters",
        [{"excludedAttributes": "members"}, {"attributes": "displayName"}, {"attributes": "members.value"}],
    )
    def test_get_keeps_what_the_response_returns(
        self,
        storage: Any,
        provider: ScimProvider,
        user_type: Any,
        group_type: Any,
        user_model: Any,
        group_model: Any,
        parameters: dict[str, str],
    ) -> None:
        with provider:  # the test says what members are called, which we leave aside
            super().test_get_keeps_what_the_response_returns(
                storage, user_type, group_type, user_model, group_model, parameters
            )

    def test_search_filters_as_the_filter_evaluator(
        self, storage: Any, user_type: Any, user_model: Any
    ) -> None:
        """Each of them in turn: as the library's own test, with people made once."""
        stored = self._stored(storage, user_type, user_model)
        for words in _FILTERS:
            asked = self.search_request([user_model], filter=words)
            page = self.search(storage, [user_type], asked)
            matches: Any = asked.filter
            expected = sorted(each.id for each in stored if matches.match(each))
            assert sorted(each.id for each in page.resources) == expected, words
            assert page.total == len(expected), words

    def test_search_sorts_as_search_request_sort(self, storage: Any, user_type: Any, user_model: Any) -> None:
        """Each order in turn; who has the same value may come in any order."""
        stored = self._stored(storage, user_type, user_model)
        for sort_by, sort_order in product(_SORTS, ("ascending", "descending")):
            asked = self.search_request([user_model], sort_by=sort_by, sort_order=sort_order)
            page = self.search(storage, [user_type], asked)
            expected = [asked.sort_value(each) for each in asked.sort(stored)]
            assert [asked.sort_value(each) for each in page.resources] == expected, (sort_by, sort_order)
            assert len(page.resources) == len(stored)

    def _stored(self, storage: Any, user_type: Any, user_model: Any) -> list[Any]:
        for user in self.search_users():
            storage.create(user_type, user_model.model_validate(user))
        found: list[Any] = self.search(storage, [user_type], self.search_request([user_model])).resources
        assert len(found) == len(self.search_users())
        return found


for _name in [name for name in vars(ScimStorageContract) if name.startswith("test_cursor_")]:
    setattr(TestStorage, _name, None)
