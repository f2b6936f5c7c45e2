"""The storage that SCIM requests are served from: one transaction of our own tables."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any
from uuid import UUID

from scim2_models import Resource, ResourceType, ResponseParameters, SCIMException, SearchRequest
from scim2_server.storage import AsyncScimStorage, SearchPage

from shared import problems
from shared.errors import Refusal

from ..models import Person, Workplace
from ..queries import scim
from ..rules.hr import scim_people as showing
from ..rules.hr.hr_sync_runs import HrKeyTaken
from ..rules.hr.scim_people import Unshown
from ..rules.hr.scim_refusals import as_scim
from ..usecases import scim_crowds, scim_people, scim_workplaces
from ..usecases.scim_people import Delivery, missing


class Storage(AsyncScimStorage):
    """People and workplaces for the length of a transaction; `touched` are the ids of what was written, in order."""

    def __init__(self, delivery: Delivery | None, *, writes: bool = True) -> None:
        self._given, self._writes = delivery, writes
        self.touched: list[str] = []
        self.broken: Exception | None = None
        self.ready: Resource[Any] | None = None
        """What the operation under way has made already, together with others."""

    @classmethod
    def nowhere(cls) -> "Storage":
        """For requests that ask nothing of any storage."""
        return cls(None)

    @property
    def _delivery(self) -> Delivery:
        assert self._given  # noqa: S101 - `nowhere` is asked for nothing
        return self._given

    async def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """Without `response_parameters` a change will start from it, so that it holds what no answer shows."""
        try:
            wanted = UUID(resource_id)
        except ValueError:
            raise missing(resource_id) from None
        found = await self._shown(str(resource_type.name), [wanted], whole=response_parameters is None)
        if not found:
            raise missing(resource_id)
        return found[wanted]

    async def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,
    ) -> SearchPage:
        """By index; there are no cursors."""
        del position
        names = [str(each.name) for each in resource_types]
        found = await scim.search(self._delivery.session, names, search_request, self._delivery.on)
        shown: dict[UUID, Resource[Any]] = {}
        for name in names:
            shown |= await self._shown(name, [id_ for kind, id_ in found.page if kind == name])
        return SearchPage(found.total, [shown[id_] for _, id_ in found.page if id_ in shown])

    async def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Raises UniquenessException, InvalidValueException, ConflictException."""
        if self.ready:
            return self.ready
        if resource_type.name == "User":
            made: Person | Workplace = await scim_people.take_in(self._delivery, resource)
        else:
            made = await scim_workplaces.take_in(self._delivery, resource)
        return await self._written(resource_type, made.id)

    async def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        """Raises NotFoundException, PreconditionFailedException, UniquenessException, InvalidValueException."""
        changed: Person | Workplace
        if resource_type.name == "User":
            person = await scim_people.locked(self._delivery, resource.id)
            before = await self._before(resource_type, person.id, expected_version)
            changed = await scim_people.change(self._delivery, person, before, resource)
        else:
            place = await scim_workplaces.locked(self._delivery, resource.id)
            before = await self._before(resource_type, place.id, expected_version)
            changed = await scim_workplaces.change(self._delivery, place, before, resource)
        return await self._written(resource_type, changed.id)

    async def delete(
        self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None
    ) -> None:
        """Raises NotFoundException, PreconditionFailedException, ConflictException."""
        if resource_type.name == "User":
            person = await scim_people.locked(self._delivery, resource_id)
            await self._before(resource_type, person.id, expected_version)
            await scim_people.remove(self._delivery, person)
        else:
            place = await scim_workplaces.locked(self._delivery, resource_id)
            await self._before(resource_type, place.id, expected_version)
            await scim_workplaces.remove(self._delivery, place)
        self.touched.append(resource_id)

    async def create_many(self, resources: Mapping[int, Resource[Any]]) -> dict[int, Resource[Any]]:
        """Users who are new beyond doubt, by their places; of all others nothing is done."""
        try:
            made = await scim_crowds.take_in(self._delivery, resources)
        except HrKeyTaken:  # another transaction was quicker with one of them
            return {}
        self.touched += map(str, made.values())
        found = await self._shown("User", list(made.values()))
        return {place: found[id_] for place, id_ in made.items()}

    def operation(self) -> AbstractAsyncContextManager[None]:
        """A savepoint, so that a failed operation of a bulk leaves the others alone."""
        return self._saved() if self._writes and self.ready is None else nullcontext()

    @asynccontextmanager
    async def _saved(self) -> AsyncIterator[None]:
        before = len(self.touched)
        try:
            async with self._delivery.session.begin_nested():
                yield
        except Refusal as refusal:
            del self.touched[before:]
            raise as_scim(refusal, problems.status_of(type(refusal))) from refusal
        except SCIMException:
            del self.touched[before:]
            raise
        except Exception as error:
            self.broken = error
            raise

    async def _before(
        self, resource_type: ResourceType, id_: UUID, expected_version: str | None
    ) -> Resource[Any]:
        found = await self._shown(str(resource_type.name), [id_], whole=True)
        before = found[id_]
        scim_people.require(before.meta.version if before.meta else None, expected_version)
        return before

    async def _written(self, resource_type: ResourceType, id_: UUID) -> Resource[Any]:
        self.touched.append(str(id_))
        found = await self._shown(str(resource_type.name), [id_])
        return found[id_]

    async def _shown(self, name: str, ids: list[UUID], *, whole: bool = False) -> dict[UUID, Resource[Any]]:
        session = self._delivery.session
        if name == "Group":
            staffed = await scim.workplaces(session, ids)
            return {
                each.workplace.id: showing.group(
                    each.workplace, each.members, version=each.version, modified_at=each.modified_at
                )
                for each in staffed
            }
        rows = await scim.persons(session, ids)
        around = await scim.around(session, rows, self._delivery.on)
        return {
            row.id: showing.user(row, around[row.id], self._unshown(row) if whole else Unshown())
            for row in rows
        }

    def _unshown(self, row: Person) -> Unshown:
        return Unshown(row.email, scim_people.phone_of(self._delivery, row))
