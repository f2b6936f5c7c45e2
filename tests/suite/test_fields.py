"""Who sees how much of what is sensitive about one person, and by which way it leaves: two tables, and all of it tried.

Both tables stand in `docs/privacy.md` too. `masked` is `139****0000` and `w***@…`, `year` the year of birth.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from shared.auth.policy import Role
from tests.directory.conftest import make_once
from tests.directory.pushing import a_house_with_a_receiver
from tests.directory.world import furnish

from .fields import MASKS, SECRETS, Observed, observe

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"
HEAD = """
| | 电话 telephone | 邮箱 e-mail | 生日 birthday | 政治面貌 political status | 发展阶段 stage | 处分文号 discipline |
|---|---|---|---|---|---|---|
"""
READERS = """
| the person 本人 | full | full | full | full | full | full |
| `secretary` `discipline_commissioner` `higher_officer` | masked | masked | year | full | full | full |
| `deputy_secretary` `organisation_commissioner` `publicity_commissioner` | masked | masked | year | full | full | – |
| `hr_client` | masked | masked | year | full | full | – |
| `system_administrator` `security_administrator` | masked | masked | – | – | – | – |
| `group_leader` | masked | masked | – | – | – | – |
| `safety_officer` `equipment_officer` `energy_officer` `technical_officer` `team_leader` | – | – | – | – | – | – |
| `auditor` `service_client` `party_client` `display_client` `community_officer` | – | – | – | – | – | – |
| another `member`, other `staff` 其他党员和职工 | – | – | – | – | – | – |
"""
WAYS = """
| SCIM, to HR | – | – | – | full | full | – |
| feed and webhooks, to HR 事件流 | – | – | – | – | – | – |
| feed, to a `party_client` | – | – | – | full | full | – |
| annual results and their workbook, to HR 年度结果 | – | – | – | – | – | – |
| the plan of a run, to HR 同步计划 | masked | masked | year | full | full | – |
| the plan of a run, to a `system_administrator` | masked | masked | – | – | – | – |
| a list back with its errors, to whoever sent it 退回的名单 | full | full | full | full | full | – |
| one's own data, to the person 本人数据 | full | full | full | full | full | full |
| messages 收件箱 | – | – | – | – | – | – |
| readings, to an `auditor` 查阅记录 | – | – | – | – | – | – |
| facts between services 服务间事实 | – | – | – | – | – | full |
| audit rows 审计 | – | – | – | – | – | – |
| logs 日志 | – | – | – | – | – | – |
"""
RESTING = {
    "telephone": set(),
    "e-mail": {"person.email"},
    "birthday": {"person.birth_on"},
    "political status": {"person.joined_party_on", "feed_event.party", "hr_sync_item.changes"},
    "stage": {"person.development_stage", "feed_event.party", "hr_sync_item.changes"},
    "discipline": {"discipline_reference.reference_no", "outbox.payload", "idempotency.body"},
}
"""In which columns of directory each stands in full, and in no other: a backup shows no more. Answers are kept for
twins as whoever asked has seen them, for a day."""


@pytest.fixture(scope="module")
async def observed(
    templates: Path, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[Observed]:
    """All that everybody learns of Wang, in one house."""
    del anyio_backend
    make_once("directory_world", furnish, templates, None)
    file = tmp_path_factory.mktemp("fields") / "world.sqlite"
    file.write_bytes((templates / "directory_world.sqlite").read_bytes())
    async with a_house_with_a_receiver(f"sqlite+aiosqlite:///{file}") as (house, receiver):
        yield await observe(house, receiver)


def cells(table: str) -> dict[str, tuple[str, ...]]:
    """What each line promises, by its first cell."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()]
    return {first: tuple(rest) for first, *rest in lines}


def seen(told: str) -> tuple[str, ...]:
    """How much of each a text tells, in the order of the table's columns."""
    return tuple(_of(name, told) for name in SECRETS)


def _of(name: str, told: str) -> str:
    if re.search(SECRETS[name], told):
        return "full"
    word, masked = MASKS.get(name, ("", ""))
    return word if masked and re.search(masked, told) else "–"


def test_the_page_has_both_tables_to_the_letter() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for table in (READERS, WAYS):
        assert HEAD + table.lstrip() in page


def test_each_role_sees_of_a_person_what_the_table_says(observed: Observed) -> None:
    expected: dict[str, tuple[str, ...]] = {}
    for who, promised in cells(READERS).items():
        expected |= dict.fromkeys(re.findall(r"`(\w+)`", who) or ["self"], promised)
    assert set(expected) == {"self", *Role}
    assert {who: seen("\n".join(answers)) for who, answers in observed.readers.items()} == expected


def test_a_list_and_a_search_tell_no_more_than_the_single_answer(observed: Observed) -> None:
    for who, (one, listed, searched, _) in observed.readers.items():
        assert seen(one) == seen(listed) == seen(searched), who


def test_by_each_way_leaves_what_the_table_says(observed: Observed) -> None:
    assert [way for way, told in observed.ways.items() if not told and not way.startswith("logs")] == []
    assert {way: seen(told) for way, told in observed.ways.items()} == cells(WAYS)


def test_each_secret_has_travelled(observed: Observed) -> None:
    """Or nothing would be proved: it was stored, read and sent, while the log of this process was kept."""
    everything = "\n".join(
        [*observed.ways.values(), *(each for some in observed.readers.values() for each in some)]
    )
    assert seen(everything) == ("full",) * len(SECRETS)


async def test_at_rest_each_stands_where_it_must_and_nowhere_else(observed: Observed) -> None:
    found: dict[str, set[str]] = {name: set() for name in SECRETS}
    async with observed.house.database.read() as view:
        tables = (await view.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))).scalars()
        for table in list(tables):
            rows = await view.execute(text(f"SELECT * FROM {table}"))  # noqa: S608 - a name of ours
            for row in rows.mappings():
                for name, form in SECRETS.items():
                    found[name] |= {
                        f"{table}.{key}" for key, value in row.items() if re.search(form, str(value))
                    }
    assert found == RESTING
