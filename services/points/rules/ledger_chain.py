"""The chain over a period's entries: any later change shows, with its place. Nothing here asks a database.

Each link holds the hash of the one before, its number, its entry's id and its entry's digest; a checkpoint says under
a signature how far the chain went. Who rewrites all hashes is found by the checkpoint, who drops the newest
checkpoint too by whoever has kept a copy of it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from pydantic_core import to_json

from shared.columns import instant_text

MOST_FINDINGS = 100
"""More are not listed: the ledger is broken, and the first places say where."""
COLUMNS = (
    *("id", "member_id", "period_id", "branch_id", "group_id", "number", "item_code", "points", "quantity"),
    *("level", "achievement", "occurred_on", "recorded_at", "origin", "source_key", "reference"),
    *("claim_id", "reverses_id", "posted_by", "posted_role"),
)
"""What of an entry is sealed, in this order, for good: its words stand apart and may be erased."""
RECORDED_AT = COLUMNS.index("recorded_at")
GRACE = timedelta(minutes=10)
"""So much earlier than the checkpoint before it an entry may be recorded: its transaction took its time."""


class Finding(StrEnum):
    """What was done to the ledger behind the suite's back. In Chinese 篡改, 删除, 插入, 调序, 截断, 改写, 伪造."""

    CHANGED = "changed"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"
    FORGED = "forged"


SENTENCES: dict[Finding, tuple[str, str]] = {
    Finding.CHANGED: ("该分录封存后被改动", "This entry was changed after it was sealed"),
    Finding.DELETED: ("该分录封存后被删除", "This entry was deleted after it was sealed"),
    Finding.INSERTED: ("该分录绕过系统插入", "This entry was put in past the suite"),
    Finding.REORDERED: ("该分录的次序被改动", "This entry stands in another place than it was sealed in"),
    Finding.TRUNCATED: ("此后的分录被整段删去", "What was sealed after this place has been cut off"),
    Finding.REWRITTEN: ("此处之前的链被整段改写", "The chain up to this place has been written anew"),
    Finding.FORGED: ("检查点签名无效", "The checkpoint's signature is not the suite's"),
}


class Found(NamedTuple):
    """One finding and its place: the number in the chain, the entry, or both."""

    kind: Finding
    seq: int | None
    entry_id: UUID | None


class SealedLink(NamedTuple):
    """A link as the database has it; `columns` of its entry as text, None where there is no such entry."""

    seq: int
    entry_id: UUID
    entry_digest: str
    hash: str
    columns: Sequence[str | None] | None


class Mark(NamedTuple):
    """A checkpoint: the chain's `head` at `seq`, and whether its signature says the same."""

    seq: int
    head: str
    made_at: datetime
    signed: bool


class Accounts(NamedTuple):
    """Whether an account of the period holds less than it counted, and entries under a number that none gave."""

    short: bool
    strays: Sequence[UUID]


def start(period_id: UUID) -> str:
    """What stands before the first link: no period's chain fits another."""
    return hashlib.sha256(f"siyou ledger {period_id}".encode()).hexdigest()


def digest(columns: Sequence[str | None]) -> str:
    """Of an entry's columns as text, in their fixed order."""
    return hashlib.sha256(to_json(columns)).hexdigest()


def link_hash(before: str, seq: int, entry_id: UUID, entry_digest: str) -> str:
    """Of one link."""
    return hashlib.sha256(f"{before}{seq}:{entry_id}{entry_digest}".encode()).hexdigest()


def chained(
    before: str, seq: int, entries: Iterable[tuple[UUID, Sequence[str | None]]]
) -> Iterator[tuple[int, UUID, str, str]]:
    """Number, entry, its digest and hash of the links that follow `seq`."""
    for entry_id, columns in entries:
        seq, entry_digest = seq + 1, digest(columns)
        before = link_hash(before, seq, entry_id, entry_digest)
        yield seq, entry_id, entry_digest, before


@dataclass
class Inspector:
    """Reads a chain link by link, in the order of their numbers, and notes what does not fit."""

    period_id: UUID
    marks: Sequence[Mark]
    seq: int = 0
    hash: str = ""
    found: list[Found] = field(default_factory=list)
    _heads: dict[int, str] = field(default_factory=dict)
    _broken: list[tuple[SealedLink, str]] = field(default_factory=list)
    _bound: str = ""

    def __post_init__(self) -> None:
        self.hash = start(self.period_id)
        self._heads = {0: self.hash}
        self._marked = {mark.seq: instant_text(mark.made_at - GRACE) for mark in self.marks}

    def read(self, link: SealedLink) -> None:
        """The next link."""
        whole = link.hash == link_hash(self.hash, link.seq, link.entry_id, link.entry_digest)
        if link.seq != self.seq + 1:
            self._note(Finding.DELETED, self.seq + 1, None)
        elif not whole:
            self._broken.append((link, self.hash))
        if link.columns is None:
            self._note(Finding.DELETED, link.seq, link.entry_id)
        elif link.entry_digest != digest(link.columns):
            self._note(Finding.CHANGED, link.seq, link.entry_id)
        elif whole and (link.columns[RECORDED_AT] or "") < self._bound:
            # Sealed after a checkpoint, and yet said to have been there long before it.
            self._note(Finding.INSERTED, link.seq, link.entry_id)
        self.seq, self.hash = link.seq, link.hash
        if bound := self._marked.get(link.seq):
            self._heads[link.seq], self._bound = link.hash, bound

    def ended(self, accounts: Accounts) -> list[Found]:
        """All findings, once every link is read."""
        self._judge_broken()
        self._judge_marks()
        for entry_id in accounts.strays:
            self._note(Finding.INSERTED, None, entry_id)
        if accounts.short and not any(each.kind is Finding.DELETED for each in self.found):
            self._note(Finding.DELETED, None, None)
        return self.found

    def _judge_broken(self) -> None:
        pool = [link for link, _ in self._broken[:MOST_FINDINGS]]
        for link, before in self._broken[:MOST_FINDINGS]:
            swapped = any(
                link_hash(before, link.seq, other.entry_id, other.entry_digest) == link.hash for other in pool
            )
            self._note(Finding.REORDERED if swapped else Finding.REWRITTEN, link.seq, link.entry_id)

    def _judge_marks(self) -> None:
        for mark in self.marks:
            if not mark.signed:
                self._note(Finding.FORGED, mark.seq, None)
            elif mark.seq > self.seq:
                self._note(Finding.TRUNCATED, self.seq, None)
            elif self._heads.get(mark.seq, mark.head) != mark.head:
                self._note(Finding.REWRITTEN, mark.seq, None)
        if self.seq > max((mark.seq for mark in self.marks), default=0):
            # Links and their checkpoint are written together.
            self._note(Finding.INSERTED, self.seq, None)

    def _note(self, kind: Finding, seq: int | None, entry_id: UUID | None) -> None:
        if len(self.found) < MOST_FINDINGS:
            self.found.append(Found(kind, seq, entry_id))
