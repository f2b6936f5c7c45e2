"""Questions: put into the bank, corrected by a new version, retired."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from ..models import Question, QuestionVersion
from ..rules import questions as rules
from ..rules.questions import Draft


async def add(
    session: AsyncSession, branch_id: UUID, category: str, draft: Draft, *, by: UUID, at: datetime
) -> Question:
    """A question with its first version. Raises OptionsWrong."""
    rules.check(draft)
    question = Question(branch_id=branch_id, category=category, by_id=by, at=at)
    session.add(question)
    await session.flush()
    await _write(session, question, draft, by, at)
    return question


async def correct(
    session: AsyncSession, question: Question, draft: Draft, *, by: UUID, at: datetime
) -> Question:
    """Another version; papers already drawn keep theirs. The question is locked.

    Raises QuestionRetired, OptionsWrong.
    """
    if question.retired_at is not None:
        raise rules.QuestionRetired
    rules.check(draft)
    question.latest += 1
    await _write(session, question, draft, by, at)
    return question


async def retire(session: AsyncSession, question: Question, *, at: datetime) -> Question:
    """Draw it no more. The question is locked. Raises QuestionRetired."""
    if question.retired_at is not None:
        raise rules.QuestionRetired
    question.retired_at = at
    await session.flush()
    return question


async def _write(session: AsyncSession, question: Question, draft: Draft, by: UUID, at: datetime) -> None:
    version = QuestionVersion(
        question_id=question.id,
        number=question.latest,
        kind=draft.kind,
        stem=draft.stem,
        options=[asdict(option) for option in draft.options],
        explanation=draft.explanation,
        legal_basis=draft.legal_basis,
        by_id=by,
        at=at,
    )
    session.add(version)
    await session.flush()
