"""Every route × every role × own, sibling and other branch: each answer is what the matrix says.

The routes come from the joined description and SCIM's from its own table, the rights from `shared/auth/policy.py`;
nothing here names a route or a right of its own. Three answers exist: *forbidden* to a role that the matrix does not
give the act; *missing*, to the letter the answer to an id that was never given, for what lies beyond the role's reach;
*open* otherwise.
"""

from itertools import chain, combinations
from uuid import UUID, uuid4

import httpx2
import pytest

import suite
from shared.auth.policy import POLICY, Role

from .conftest import Factory
from .description import Ids, NoSample, Operation, Sample, meant
from .scim_routes import PUBLIC as SCIM_PUBLIC
from .scim_routes import ScimOperation, scim_operations
from .targets import BY_ROLE, NOBODY

PUBLIC = {
    "GET /oauth2/authorize": "the sign-in page",
    "POST /oauth2/authorize": "the password is the permission",
    "POST /oauth2/token": "the code or secret is the permission",
    "GET /oauth2/userinfo": "tells whoever holds a token who that is",
    "POST /oauth2/userinfo": "the same",
    "POST /oauth2/revoke": "the token is the permission",
    "POST /oauth2/introspect": "the machine's secret and role are, tried in directory's own tests",
    "GET /oauth2/end-session": "the sign-out page",
    "POST /oauth2/end-session": "the browser's own session is the permission",
    "GET /oauth2/jwks": "public keys",
    "GET /.well-known/oauth-authorization-server": "public metadata",
    "GET /.well-known/openid-configuration": "public metadata",
    "GET /v1/calendar-feeds/{token}.ics": "the address is the permission, until it is revoked",
    "POST /v1/scans/tickets": "the room's code is the permission",
    "GET /v1/record-sheets/verification": "the number and check code on the paper are the permission",
    "GET /verify": "the same, as a page for people",
    "GET /v1/credential-keys": "public keys",
    "GET /v1/statement-keys": "public keys",
    "GET /v1/status-lists/{list_id}": "one bit for each credential, and no names",
    "GET /v1/problems": "the catalogue of codes",
    "GET /v1/problems/{code}": "the catalogue of codes",
}
"""The only operations without an act, and why."""

LISTED_BY = {"/v1/results": "person_id"}
"""Lists without a single route, and what of theirs the factory knows."""

FOLLOWS = {"scan.record": "sitting_id", "attendance.correct": "meeting_id"}
"""Acts whose reach is that of one reference alone: a recorder writes down, and corrects, everybody who came."""

NAMED = {
    "sign_up.make": {"shift_id", "role_id"},
    "service_scan.make": {"shift_id"},
    "record_sheet.issue": {"branch_id"},
    "feedback_letter.sign": {"branch_id"},
    "donation.own": {"drive_id", "change_id"},
}
"""What an act names without a right over it: what takes volunteers is open to all, and a gift opens its drive."""

ALIKE = {
    "POST /v1/service-scans": "without the code of the place nobody learns what is there",
    "POST /v1/service-scans/batch": "answered row by row, and nobody is signed up for what was called off",
    "POST /v1/record-sheets": "hours that nobody served are hours of nowhere",
    "POST /v1/matches/proposals": "what a community needs to which the branch has not reported is nothing to it",
    "POST /v1/joint-agreements": "a community to which the branch has not reported is none to it",
}
"""Operations that may answer for something as for nothing, and why."""

UNLISTED = {
    *("/v1/questions", "/v1/meetings/{meeting_id}/materials", "/v1/meetings/{meeting_id}/outcomes"),
}
"""Lists that leave out what the walk itself has retired on the way."""

_INSIDE = {"points", "activities"}
"""What is no business of anybody outside."""

MALFORMED = {400, 405, 408, 411, 413, 415, 422, 428, 431}


def private_ones(factory: Factory) -> list[Operation]:
    """All operations that ask for an act."""
    return [operation for operation in factory.operations if str(operation) not in PUBLIC]


async def ask(factory: Factory, sample: Sample, subject_id: UUID | None) -> httpx2.Response:
    """Send it as somebody, or as nobody."""
    words = sample.words
    headers = words.pop("headers") | (factory.by(subject_id) if subject_id else {})
    return await factory.client.request(sample.method.upper(), sample.url, headers=headers, **words)


def shape(answer: httpx2.Response, operation: Operation, ids: Ids) -> tuple[int, str]:
    """All that the caller learns: status and body, with the ids that were asked for replaced by their names."""
    told = answer.text
    for name in operation.references:
        told = told.replace(str(ids[name]), name)
    trace = answer.headers["x-trace-id"]
    return answer.status_code, told.replace(trace, "trace")


def is_forbidden(answer: httpx2.Response) -> bool:
    """Whether the role is refused, whatever it asks for."""
    return answer.status_code == 403 and answer.json()["code"] == "forbidden"


class TestDescription:
    def test_every_route_names_an_act_of_the_matrix_or_is_known_to_be_public(self, factory: Factory) -> None:
        without = {str(each) for each in factory.operations if each.act not in POLICY}
        assert without == set(PUBLIC)

    def test_every_route_has_a_sample(self, factory: Factory) -> None:
        for operation in private_ones(factory):
            operation.sample(factory.ids("own"))

    def test_a_route_of_which_nothing_is_known_has_none(self, factory: Factory) -> None:
        """Otherwise a new route would be walked past."""
        parameter = {"name": "idea_id", "in": "path", "schema": {"type": "string", "format": "uuid"}}
        unknown = Operation("get", "/v1/ideas/{idea_id}", {"parameters": [parameter]}, {})
        with pytest.raises(NoSample, match="idea_id"):
            unknown.sample(factory.ids("own"))


async def test_without_a_token_every_route_is_closed(factory: Factory) -> None:
    for operation in private_ones(factory):
        answer = await ask(factory, operation.sample(factory.ids("own")), None)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid"), operation


async def test_who_holds_no_role_may_do_nothing(factory: Factory) -> None:
    """Forbidden, and the same whether the thing is one's own, another branch's, or none."""
    nowhere = {name: uuid4() for name in factory.ids("own")}
    for operation in private_ones(factory):
        told = []
        for ids in (factory.ids("own"), factory.ids("other"), nowhere):
            answer = await ask(factory, operation.sample(ids), NOBODY)
            told.append((is_forbidden(answer), shape(answer, operation, ids)))
        assert all(each == (True, told[0][1]) for each in told), (operation, told)


@pytest.mark.parametrize("role", Role)
async def test_a_role_may_do_what_the_matrix_says_and_nothing_else(factory: Factory, role: Role) -> None:
    wrong: list[str] = []
    for operation in private_ones(factory):
        if role not in POLICY[str(operation.act)]:
            wrong += await _forbidden(factory, operation, role)
        else:
            wrong += await _by_reach(factory, operation, role)
    assert not wrong, "\n".join(wrong)


async def _forbidden(factory: Factory, operation: Operation, role: Role) -> list[str]:
    """Also where the thing is at home. That it is the same elsewhere holds for the refusal, whoever meets it."""
    answer = await ask(factory, operation.sample(factory.ids("own")), BY_ROLE[role])
    return [] if is_forbidden(answer) else [f"{operation} as {role}: {answer.text[:300]}"]


async def _by_reach(factory: Factory, operation: Operation, role: Role) -> list[str]:
    wrong = []
    reach = POLICY[str(operation.act)][role]
    follows = FOLLOWS.get(str(operation.act))
    judged = [follows] if follows in operation.references else operation.references
    judged = [name for name in judged if name and name not in NAMED.get(str(operation.act), ())]
    nothing = await _of_nothing(factory, operation, role)
    for place in _places(factory, operation):
        targets = factory.targets[place]
        beyond = [name for name in judged if not targets[name].reached(reach, BY_ROLE[role])]
        if beyond:
            wrong += await _hidden(factory, operation, role, place, beyond)
        else:
            wrong += await _open(factory, operation, role, place, nothing)
    return wrong


def _places(factory: Factory, operation: Operation) -> list[str]:
    """Where what the operation refers to is something else than at home."""
    home = factory.targets["own"]
    return ["own"] + [
        place
        for place, targets in factory.targets.items()
        if any(targets[name] != home[name] for name in operation.references)
    ]


async def _hidden(
    factory: Factory, operation: Operation, role: Role, place: str, beyond: list[str]
) -> list[str]:
    """To the letter as if one, several or all of the things beyond reach were not there."""
    known = factory.ids(place)
    answers = []
    for some in chain.from_iterable(combinations(beyond, size) for size in range(len(beyond) + 1)):
        ids = {**known, **{name: uuid4() for name in some}}
        answers.append(shape(await ask(factory, operation.sample(ids), BY_ROLE[role]), operation, ids))
    status = answers[0][0]
    judged_by_row = "results" in answers[0][1] and status < 300
    if all(each == answers[0] for each in answers) and (status == 404 or judged_by_row):
        return []
    return [f"{operation} as {role} in {place}: {answers}"]


async def _of_nothing(factory: Factory, operation: Operation, role: Role) -> tuple[int, str] | None:
    """What a deed meets where nothing is there that it names: the same in every place, so it is asked once."""
    if not operation.references or operation.method == "get" or str(operation) in ALIKE:
        return None
    ids = {name: uuid4() for name in operation.references}
    return shape(await ask(factory, operation.sample(ids), BY_ROLE[role]), operation, ids)


async def _open(
    factory: Factory, operation: Operation, role: Role, place: str, nothing: tuple[int, str] | None
) -> list[str]:
    """Granted, or refused by a rule that has looked at the thing itself; and a list holds what is within reach."""
    known = factory.ids(place)
    answer = await ask(factory, operation.sample(known), BY_ROLE[role])
    too_early = operation.method == "get" and answer.status_code == 409
    granted = answer.status_code < 300 or too_early if operation.method == "get" else _judged(answer)
    if not granted:
        return [f"{operation} as {role} in {place}: {answer.status_code} {answer.text[:300]}"]
    if nothing == shape(answer, operation, known):
        return [f"{operation} as {role} in {place}: answers as for nothing: {answer.text[:300]}"]
    return _listed(factory, operation, role, place, answer) if answer.status_code == 200 else []


def _judged(answer: httpx2.Response) -> bool:
    """Done, or refused for what it would do: neither for who asks nor for how it is asked."""
    return (
        answer.status_code < 500 and answer.status_code not in MALFORMED | {401} and not is_forbidden(answer)
    )


def _listed(
    factory: Factory, operation: Operation, role: Role, place: str, answer: httpx2.Response
) -> list[str]:
    """A list holds what its single route would show, if and only if the role reaches it."""
    name = _listed_by(factory, operation)
    if name is None:
        return []
    reach = POLICY[str(operation.act)][role]
    known = factory.ids(place)
    wrong = []
    for where, targets in factory.targets.items():
        target = targets[name]
        if any(targets[each].id != known[each] for each in operation.references):
            continue  # the list is about something else
        if (str(target.id) in answer.text) is not target.reached(reach, BY_ROLE[role]):
            wrong.append(f"{operation} as {role}: {name} of {where} is listed or not, wrongly")
    return wrong


def _listed_by(factory: Factory, operation: Operation) -> str | None:
    """The reference by which the single route of a list names its things."""
    if operation.path in UNLISTED:
        return None
    if operation.path in LISTED_BY:
        return LISTED_BY[operation.path]
    for each in factory.operations:
        if each.path.startswith(f"{operation.path}/{{"):
            last = list(each.parameters("path"))[-1]
            name = meant(last, each.path)
            return name if name in factory.targets["own"] else None
    return None


async def test_a_community_officer_is_shut_out_of_all_that_points_and_activities_have(
    factory: Factory,
) -> None:
    """A community learns nothing of points, grades, discipline or organisation life, but what is kept of oneself."""
    answers_for = suite.routes()
    shut = [
        each
        for each in private_ones(factory)
        if answers_for[f"/v1/{each.path.split('/')[2]}"] in _INSIDE and each.act != "self.read"
    ]
    for operation in shut:
        answer = await ask(factory, operation.sample(factory.ids("own")), BY_ROLE[Role.COMMUNITY_OFFICER])
        assert is_forbidden(answer), (operation, answer.text)
    assert len(shut) > 200


class TestScim:
    """Behind all others, since HR's machine is let in and does what it asks for."""

    @pytest.fixture
    def scim(self, factory: Factory) -> list[ScimOperation]:
        return scim_operations(factory.house.apps["directory"])

    def test_the_table_has_every_resource_and_all_but_one_ask_for_a_right(
        self, scim: list[ScimOperation]
    ) -> None:
        assert len(scim) == 27
        assert {str(each) for each in scim if each.act not in POLICY} == set(SCIM_PUBLIC)

    async def test_nobody_and_no_role_but_hrs_machine_learns_or_writes_anything(
        self, factory: Factory, scim: list[ScimOperation]
    ) -> None:
        """In one answer each, whatever it asks for: here, in another branch, or nowhere."""
        before = await factory.rows()
        told: dict[tuple[int, str], list[str]] = {}
        for operation in (each for each in scim if each.act):
            for role in (None, *Role):
                if role in POLICY[str(operation.act)]:
                    continue
                places = [factory.ids("own")]
                if role in {None, Role.SYSTEM_ADMINISTRATOR}:
                    places += [factory.ids("other"), _nowhere(operation)]
                for ids in places:
                    answer = await ask(factory, operation.sample(ids), BY_ROLE[role] if role else None)
                    known = told.setdefault((answer.status_code, answer.text), [])
                    known.append(f"{operation} as {role or 'nobody'}")
        after = await factory.rows()
        assert [status for status, _ in sorted(told)] == [401, 403], told
        assert {each.split(" as ")[1] for each in told[min(told)]} == {"nobody"}
        assert {name for name in after if after[name] != before[name]} <= {"directory.audit"}

    async def test_hrs_machine_reaches_everybody_and_what_is_not_there_is_missing(
        self, factory: Factory, scim: list[ScimOperation]
    ) -> None:
        wrong = []
        for operation in (each for each in scim if each.path != "/Me"):
            missing = await ask(factory, operation.sample(_nowhere(operation)), BY_ROLE[Role.HR_CLIENT])
            for place in ("own", "sibling", "other") if operation.references else ("own",):
                sample = operation.sample(factory.ids(place))
                answer = await ask(factory, sample, BY_ROLE[Role.HR_CLIENT])
                alike = bool(operation.references) and _scim_status(answer) == _scim_status(missing)
                if not _scim_granted(answer) or alike:
                    wrong.append(f"{operation} in {place}: {answer.status_code} {answer.text[:300]}")
            if operation.references and _scim_status(missing) != 404:
                wrong.append(f"{operation} nowhere: {missing.status_code} {missing.text[:300]}")
        assert not wrong, "\n".join(wrong)


def _nowhere(operation: ScimOperation) -> Ids:
    return {name: uuid4() for name in operation.references}


def _scim_status(answer: httpx2.Response) -> int:
    """That of the one operation of a bulk, or of the answer."""
    told = answer.json() if answer.content else {}
    [status] = [each["status"] for each in told.get("Operations", [{"status": answer.status_code}])]
    return int(status)


def _scim_granted(answer: httpx2.Response) -> bool:
    """Done, or refused for what would become of it."""
    return _scim_status(answer) < 300 or _scim_status(answer) == 409
