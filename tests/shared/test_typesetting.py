"""A page is set far from everything else, from data that is never a program."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared import typesetting
from shared.errors import Busy
from shared.typesetting import typeset

AT = datetime(2026, 9, 15, 4, tzinfo=UTC)
PLAIN = '#let data = json(bytes(sys.inputs.data))\n#set text(font: "Noto Sans SC")\n#data.words'


@pytest.fixture
def template(tmp_path: Path) -> Path:
    written = tmp_path / "page.typ"
    written.write_text(PLAIN, encoding="utf-8")
    return written


async def test_the_same_page_is_the_same_to_the_byte(template: Path) -> None:
    pages = [await typeset(template, {"words": "服务记录"}, AT) for _ in range(2)]
    assert pages[0] == pages[1]
    assert pages[0].startswith(b"%PDF-")


async def test_words_of_a_person_are_never_a_program(template: Path) -> None:
    with_program = await typeset(template, {"words": '#read("/etc/passwd") #panic() $x$ *b*'}, AT)
    assert with_program.startswith(b"%PDF-")


async def test_a_page_that_cannot_be_set_is_a_fault_of_ours_that_says_where(tmp_path: Path) -> None:
    broken = tmp_path / "broken.typ"
    broken.write_text("#let x = \n#unknown()", encoding="utf-8")
    with pytest.raises(RuntimeError, match="the page could not be set"):
        await typeset(broken, {}, AT)


async def test_a_template_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = tmp_path / "endless.typ"
    endless.write_text("#for a in range(99999) { for b in range(99999) { } }", encoding="utf-8")
    monkeypatch.setattr(typesetting, "_PATIENCE_SECONDS", 2)
    with pytest.raises(RuntimeError, match="took longer than 2 seconds"):
        await typeset(endless, {}, AT)


async def test_no_more_than_two_pages_are_set_at_once(template: Path) -> None:
    pages = await asyncio.gather(
        *(typeset(template, {"words": "一"}, AT) for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(page).__name__ for page in pages) == ["Busy", "Busy", "bytes", "bytes"]
    assert [page for page in pages if isinstance(page, Exception) and not isinstance(page, Busy)] == []
