"""The matrix names only what exists, roles add up, and the fence in SQL is the plain rule."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select

from shared.auth.access import access_to, may
from shared.auth.policy import COMMITTEE, EXCLUSIVE, PEOPLE_OWN, POLICY, Reach, Role
from shared.auth.principal import Grant, Held, Standing, grants_for
from shared.auth.tokens import AccessToken
from shared.columns import Id
from shared.db import Database
from shared.ids import named_id
from shared.roster import ORGANISATION, fence
from shared.tables import COMMON

PERSON, BRANCH, OTHER = named_id("person"), named_id("branch"), named_id("other branch")


def standing(*held: Held) -> Standing:
    return Standing(PERSON, active=True, rights_version=1, branch_id=BRANCH, group_id=None, held=held)


@pytest.mark.parametrize("act", sorted(POLICY))
def test_every_act_is_a_noun_and_a_verb_with_known_roles_and_reaches(act: str) -> None:
    noun, _, verb = act.partition(".")
    assert noun.isidentifier()
    assert verb.isidentifier()
    assert POLICY[act], "an act that nobody may do is a mistake"
    assert {type(role) for role in POLICY[act]} == {Role}
    assert {type(reach) for reach in POLICY[act].values()} == {Reach}


@pytest.mark.parametrize("role", Role)
def test_every_role_may_at_least_see_itself_and_its_problems(role: Role) -> None:
    assert {"self.read", "problem.read"} <= {act for act, row in POLICY.items() if role in row}


def test_an_act_that_is_not_in_the_matrix_cannot_even_be_asked_for() -> None:
    with pytest.raises(ValueError, match=r"no such act in the policy: claim\.forge"):
        may("claim.forge")


def test_the_three_administrators_divide_their_duties() -> None:
    """Who keeps the system grants no rights, who grants them keeps no system, the auditor changes nothing."""
    own = {
        role: {act for act, row in POLICY.items() if role in row and len(row) < len(PEOPLE_OWN)}
        for role in EXCLUSIVE
    }
    writes = {role: {act for act in acts if not act.endswith(".read")} for role, acts in own.items()}
    assert own[Role.AUDITOR] == {"audit.read", "reading.read"}
    assert writes[Role.SYSTEM_ADMINISTRATOR] & writes[Role.SECURITY_ADMINISTRATOR] == set()
    assert "audit.read" not in own[Role.SYSTEM_ADMINISTRATOR] | own[Role.SECURITY_ADMINISTRATOR]


def test_no_administrator_sees_or_moves_points() -> None:
    points = {
        "claim",
        "entry",
        "score",
        "objection",
        "grade",
        "result",
        "report",
        "distribution",
        "scheme",
        "period",
    }
    for act, row in POLICY.items():
        if act.partition(".")[0] in points:
            assert EXCLUSIVE.isdisjoint(row), act


def test_only_a_member_claims_and_only_for_themselves() -> None:
    assert POLICY["claim.submit"] == {Role.MEMBER: Reach.OWN}


def test_a_person_has_the_union_of_their_roles_each_from_where_it_is_held() -> None:
    both = standing(Held(Role.MEMBER, BRANCH), Held(Role.SECRETARY, OTHER, "/x/"))
    assert [(grant.reach, grant.anchor) for grant in grants_for(both, "claim.read")] == [
        (Reach.OWN, PERSON),
        (Reach.BRANCH, OTHER),
    ]


def test_two_posts_in_one_branch_reach_no_further_than_one() -> None:
    posts = standing(*(Held(role, BRANCH) for role in COMMITTEE))
    assert {(grant.reach, grant.anchor) for grant in grants_for(posts, "claim.decide")} == {
        (Reach.BRANCH, BRANCH)
    }


@pytest.mark.parametrize(
    "held", [(), (Held(Role.AUDITOR),), (Held(Role.GROUP_LEADER, BRANCH),), (Held(Role.SECRETARY, None),)]
)
def test_who_has_no_right_to_an_act_has_no_grant(held: tuple[Held, ...]) -> None:
    """A post that is held nowhere gives nothing."""
    assert grants_for(standing(*held), "claim.decide") == ()


@pytest.mark.parametrize(
    ("held", "machine", "roles"),
    [
        ((), False, {Role.STAFF}),
        ((Held(Role.SECRETARY, BRANCH),), False, {Role.STAFF, Role.SECRETARY}),
        ((Held(Role.COMMUNITY_OFFICER, OTHER),), False, {Role.COMMUNITY_OFFICER}),
        ((Held(Role.HR_CLIENT),), True, {Role.HR_CLIENT}),
    ],
)
def test_a_person_is_staff_unless_a_community_sent_them(
    held: tuple[Held, ...], machine: bool, roles: set[Role]
) -> None:
    token = AccessToken(PERSON, "app", machine, 1, frozenset(), 0)
    assert access_to("calendar_feed.write", token, standing(*held)).roles == roles


ROWS = Table(
    "fenced",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("person", Id),
    Column("group", Id),
    Column("branch", Id),
    Column("community", Id),
)
PEOPLE = [named_id(f"person {number}") for number in range(3)]
PLACES = [named_id(f"place {number}") for number in range(6)]
Row = tuple[UUID | None, UUID | None, UUID | None, UUID | None]


@dataclass(frozen=True)
class World:
    """Who belongs to what (the parent of each known place), which rights are held, which rows there are."""

    parents: dict[UUID, UUID | None]
    grants: list[Grant]
    rows: list[Row]

    def line(self, place: UUID | None) -> list[UUID]:
        """A known place and all above it, the highest first."""
        return [*self.line(self.parents[place]), place] if place is not None and place in self.parents else []

    def path(self, place: UUID | None) -> str:
        """As the roster has it; empty for a place it has not heard of."""
        return "".join(f"/{one}" for one in self.line(place)) + "/" if place in self.parents else ""


@st.composite
def worlds(draw: st.DrawFn) -> World:
    parents: dict[UUID, UUID | None] = {}
    for place in PLACES[: draw(st.integers(0, 5))]:
        parents[place] = draw(st.sampled_from([None, *parents]))
    world = World(parents, [], [])
    somebody, somewhere = st.sampled_from(PEOPLE), st.sampled_from(PLACES)
    for reach in draw(st.lists(st.sampled_from(Reach), max_size=3)):
        anchor = draw(somebody if reach is Reach.OWN else somewhere)
        if reach is Reach.ALL:
            world.grants.append(Grant(reach, None))
        else:
            world.grants.append(Grant(reach, anchor, world.path(anchor) if reach is Reach.SUBTREE else ""))
    maybe = st.none() | somewhere
    rows = st.tuples(st.none() | somebody, maybe, maybe, maybe)
    world.rows.extend(draw(st.lists(rows, max_size=6)))
    return world


def may_see(world: World, row: Row) -> bool:
    """The rule in plain words."""
    person, group, branch, community = row

    def reached(grant: Grant) -> bool:
        return {
            Reach.ALL: True,
            Reach.OWN: person == grant.anchor,
            Reach.GROUP: group == grant.anchor,
            Reach.BRANCH: branch == grant.anchor,
            Reach.SUBTREE: grant.anchor in world.line(branch),
            Reach.COMMUNITY: community == grant.anchor,
        }[grant.reach]

    return any(reached(grant) for grant in world.grants)


@given(world=worlds())
async def test_the_fence_lets_through_exactly_what_the_rights_reach(database: Database, world: World) -> None:
    columns = ROWS.c
    async with database.write_connection() as connection:
        await connection.run_sync(COMMON.create_all)
        await connection.run_sync(ROWS.metadata.create_all)
        for table in (ROWS, ORGANISATION):
            await connection.execute(table.delete())
        for place in world.parents:
            titles = {"version": 1, "kind": "branch", "title_zh": "支部", "title_en": "Branch"}
            await connection.execute(insert(ORGANISATION).values(id=place, path=world.path(place), **titles))
        for number, row in enumerate(world.rows):
            values = dict(zip(("person", "group", "branch", "community"), row, strict=True))
            await connection.execute(insert(ROWS).values(number=number, **values))
    known = {"person": columns.person, "group": columns.group, "branch": columns.branch}
    seen = fence(world.grants, **known, community=columns.community)
    async with database.read() as session:
        found = await session.execute(select(columns.number).where(seen).order_by(columns.number))
        assert found.scalars().all() == [
            number for number, row in enumerate(world.rows) if may_see(world, row)
        ]
        nothing_known = await session.execute(select(columns.number).where(fence(world.grants)))
        everything = any(grant.reach is Reach.ALL for grant in world.grants)
        assert len(nothing_known.all()) == (len(world.rows) if everything else 0), "a missing column closes"


async def test_a_community_s_right_reaches_its_own_rows_and_none_without_a_community(
    database: Database,
) -> None:
    async with database.write_connection() as connection:
        await connection.run_sync(COMMON.create_all)
        await connection.run_sync(ROWS.metadata.create_all)
        for number, community in enumerate((BRANCH, OTHER, None)):
            await connection.execute(insert(ROWS).values(number=number, branch=BRANCH, community=community))
    right = (Grant(Reach.COMMUNITY, BRANCH),)
    async with database.read() as session:
        reached = select(ROWS.c.number).where(fence(right, branch=ROWS.c.branch, community=ROWS.c.community))
        assert (await session.execute(reached)).scalars().all() == [0]
        closed = select(ROWS.c.number).where(fence(right, person=ROWS.c.person, branch=ROWS.c.branch))
        assert (await session.execute(closed)).all() == []


async def test_an_office_over_a_place_that_is_not_known_yet_reaches_nothing(database: Database) -> None:
    """Facts come in any order: the appointment may be heard before the organisation."""
    async with database.write_connection() as connection:
        await connection.run_sync(COMMON.create_all)
        await connection.run_sync(ROWS.metadata.create_all)
        titles = {"version": 1, "kind": "branch", "title_zh": "支部", "title_en": "Branch"}
        await connection.execute(insert(ORGANISATION).values(id=BRANCH, path=f"/{BRANCH}/", **titles))
        await connection.execute(insert(ROWS).values(number=1, branch=BRANCH))
    officer = standing(Held(Role.HIGHER_OFFICER, OTHER, ""))
    seen = fence(grants_for(officer, "claim.read"), branch=ROWS.c.branch)
    async with database.read() as session:
        assert (await session.execute(select(ROWS.c.number).where(seen))).all() == []
