"""`/v1/post-talks` and their targets: how far a branch and a member have come in a year. The talks are lessons."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field
from sqlmodel import col

from shared import roster
from shared.auth.access import may
from shared.auth.principal import Access
from shared.clock import Now, Today
from shared.db import Tx, View
from shared.idempotency import Once
from shared.paging import Page, Paged
from shared.roster import MEMBERSHIP, ORGANISATION
from shared.types import Read, Shape

from ..models import PostTalkTarget
from ..queries import organisations
from ..queries import post_talks as queries
from ..rules import post_talks as rules
from ..usecases import post_talks

router = APIRouter(prefix="/v1", tags=["lessons"])

Reader = Annotated[Access, may("post_talk.read")]
Follower = Annotated[Access, may("post_talk.follow_up")]
Member = Annotated[Access, may("post_talk.own")]
Planner = Annotated[Access, may("post_talk.expect")]
Year = Annotated[int, Field(ge=2000, le=2199)]


class PostTalkTargetCreate(Shape):
    """How many talks each member should give in a year, from a year on until another number is set."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"from_year": 2027, "per_member": 2}]})

    from_year: Year
    per_member: Annotated[int, Field(ge=0, le=12)]


class PostTalkTargetRead(Read):
    """What a branch has set."""

    id: UUID
    branch_id: UUID
    from_year: int
    per_member: int
    by_id: UUID
    at: datetime


class PostTalkProgressRead(Read):
    """A branch's year in counts: its members, how many have given as many as expected, and talks in all."""

    branch_id: UUID
    year: int
    expected: int
    members: int
    reached: int
    talks: int


class OutstandingPostTalkRead(Read):
    """A member who has given fewer talks than the branch expects."""

    person_id: UUID
    name: str
    branch_id: UUID
    group_id: UUID | None
    given: int
    expected: int


class PostTalkRead(Read):
    """One talk, which is a lesson."""

    lesson_id: UUID
    title: str
    starts_at: datetime | None


class OwnPostTalksRead(Read):
    """The caller's year, against what the present branch expects."""

    year: int
    expected: int
    given: int
    reached: bool
    talks: list[PostTalkRead]


@router.get("/post-talks", summary="岗位讲述进度 / Post talks of branches")
async def list_post_talks(
    reader: Reader, view: View, paged: Paged, today: Today, request: Request, year: Year | None = None
) -> Page[PostTalkProgressRead]:
    """Counts of branches in reach; this year unless given. A past year counts the members of its last day."""
    asked, zone = year or today.year, request.app.state.zone
    found, cursor = await paged.whole_rows(view, queries.branches(reader.grants, asked), ORGANISATION.c.id)
    on = rules.counted_on(asked, today)
    counts = await queries.progress(view, [row.id for row in found], asked, on, zone)
    items = []
    for row in found:
        members, reached, talks = counts.get(row.id, (0, 0, 0))
        items.append(
            PostTalkProgressRead(
                branch_id=row.id,
                year=asked,
                expected=row.expected,
                members=members,
                reached=reached,
                talks=talks,
            )
        )
    return Page(items=items, next_cursor=cursor)


@router.get("/post-talks/outstanding", summary="尚未讲述的党员 / Who has not given one yet")
async def list_outstanding_post_talks(
    follower: Follower, view: View, paged: Paged, today: Today, request: Request, year: Year | None = None
) -> Page[OutstandingPostTalkRead]:
    """Members in reach with fewer talks than expected, in no order of merit; this year unless given.

    Nobody waits for whoever has left, is lent out, ill, or away for more than a month on the day that counts.
    """
    asked = year or today.year
    on, zone = rules.counted_on(asked, today), request.app.state.zone
    query = await queries.outstanding(view, follower.grants, asked, on, zone)
    found, cursor = await paged.whole_rows(view, query, MEMBERSHIP.c.person_id)
    names = await roster.names(view, {row.id for row in found})
    items = [
        OutstandingPostTalkRead(
            person_id=row.id,
            name=names.get(row.id, ""),
            branch_id=row.branch_id,
            group_id=row.group_id,
            given=row.given,
            expected=row.expected,
        )
        for row in found
    ]
    return Page(items=items, next_cursor=cursor)


@router.get("/post-talks/own", summary="本人的岗位讲述 / One's own post talks")
async def read_own_post_talks(
    member: Member, view: View, today: Today, request: Request, year: Year | None = None
) -> OwnPostTalksRead:
    """For the caller alone; this year unless given."""
    asked = year or today.year
    expected = await queries.expected(view, member.branch_id, asked)
    given = await queries.of_person(view, member.person_id, asked, request.app.state.zone)
    return OwnPostTalksRead(
        year=asked,
        expected=expected,
        given=len(given),
        reached=len(given) >= expected,
        talks=[PostTalkRead(lesson_id=row.id, title=row.title, starts_at=row.starts_at) for row in given],
    )


@router.get("/post-talk-targets", summary="岗位讲述指标 / Targets of post talks")
async def list_post_talk_targets(reader: Reader, view: View, paged: Paged) -> Page[PostTalkTargetRead]:
    """What branches in reach have set, newest first. Where nothing is set, each member gives one a year."""
    rows, cursor = await paged.rows(view, queries.targets(reader.grants), col(PostTalkTarget.id))
    return Page(items=[PostTalkTargetRead.model_validate(row) for row in rows], next_cursor=cursor)


@router.post("/post-talk-targets", status_code=201, summary="设定岗位讲述指标 / Set a target")
async def set_post_talk_target(
    body: PostTalkTargetCreate, planner: Planner, tx: Tx, now: Now, today: Today, once: Once
) -> PostTalkTargetRead:
    """For this year or a coming one. What is set last for a year holds; nothing is overwritten."""
    branch_id = await organisations.acting_for(tx, planner, None)
    row = await post_talks.expect(
        tx, branch_id, **body.model_dump(), by=planner.person_id, at=now, today=today
    )
    return await once.keep(PostTalkTargetRead.model_validate(row), made=row.id)
