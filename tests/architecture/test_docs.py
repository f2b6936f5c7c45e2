"""What the documents name is there, and what is promised is written down."""

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

import gateway.app  # noqa: F401 - brings in what the gateway refuses
import ops.practice  # noqa: F401 - as above, for practice
import suite
from services.activities import events as activities_events
from services.directory import events as directory_events
from services.points import events as points_events
from services.volunteering import events as volunteering_events
from shared.auth.policy import Role
from shared.errors import Refusal, catalogue
from shared.problems import status_of

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SCHEMES = ROOT / "services" / "points" / "schemes"
OURS = ("docs", "gateway", "ops", "services", "shared", "tests")
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in OURS for page in (ROOT / folder).rglob("*.md"))])
MADE_BY_RUNNING = ("var/",)
EXAMPLE = "nomination"
"""The noun that CONTRIBUTING.md adds to show how."""
NOT_FILES = ("application/", "image/")

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
PATH = re.compile(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|md|toml|yml|lock|sh)")
MACHINE = re.compile(r"(?<![\w./])/(?:work|home|root|tmp|usr|var|opt|mnt|Users)/\w|[A-Z]:\\|localhost:\d")

for each in suite.SERVICES:
    import_module(f"{each.module}.app")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    return FENCE.sub("", text_of(page))


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


every_page = pytest.mark.parametrize("page", PAGES, ids=name)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def leads_somewhere(page: Path, link: str) -> bool:
    if link.startswith(("https://", "http://")):
        return True
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [link for link in LINK.findall(prose_of(page)) if not leads_somewhere(page, link)] == []


def is_ours(path: str) -> bool:
    """Whether a word in code type names something in this tree: a folder of ours, or a file with an ending."""
    return not path.startswith(MADE_BY_RUNNING + NOT_FILES) and (
        path.split("/", 1)[0] in OURS or "/" not in path or path.endswith((".py", ".md", ".json", ".sh"))
    )


def is_there(page: Path, path: str) -> bool:
    """From the root or beside the page; else somewhere in the part that the page speaks of, which may be all."""
    if any((place / path).exists() for place in (ROOT, page.parent, SCHEMES)):
        return True
    parts = [ROOT / folder for folder in OURS] if page.parent in {ROOT, DOCS} else [page.parent]
    return any(any(part.glob(f"**/{path}")) for part in parts)


@every_page
def test_every_path_named_is_there(page: Path) -> None:
    words = [word for word in CODE.findall(prose_of(page)) if PATH.fullmatch(word) and is_ours(word)]
    assert [word for word in words if EXAMPLE not in word and not is_there(page, word)] == []


@every_page
def test_no_page_names_a_place_on_somebodys_machine(page: Path) -> None:
    assert MACHINE.findall(text_of(page)) == []


def outline(page: Path) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", prose_of(page), re.MULTILINE)]


def commands(page: Path) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", text_of(page), re.MULTILINE | re.DOTALL)


def named(page: Path) -> list[str]:
    return sorted({*CODE.findall(prose_of(page)), *LINK.findall(prose_of(page))})


def test_the_chinese_readme_is_a_true_twin() -> None:
    english, chinese = ROOT / "README.md", ROOT / "README.zh-CN.md"
    assert outline(chinese) == outline(english)
    assert commands(chinese) == commands(english)
    other = {"README.md", "README.zh-CN.md"}
    assert set(named(chinese)) - other == set(named(english)) - other


def test_the_readme_gives_the_two_commands() -> None:
    assert {"./run\n", "./test\n"} <= set(commands(ROOT / "README.md"))


def test_every_decision_is_in_the_index() -> None:
    pages = {page.name for page in (DOCS / "decisions").glob("[0-9]*.md")}
    assert set(LINK.findall(text_of(DOCS / "decisions" / "README.md"))) == pages


def test_every_document_is_in_the_index() -> None:
    pages = {page.name for page in DOCS.glob("*.md")} - {"README.md"}
    assert pages <= set(LINK.findall(text_of(DOCS / "README.md")))


def of_the_suite(refusal: type[Refusal]) -> bool:
    return refusal.__module__.startswith(("gateway.", "ops.", "services.", "shared."))


def test_every_problem_code_is_written_down_with_its_status_and_titles() -> None:
    told = {
        (refusal.code, status_of(refusal), refusal.zh, refusal.en)
        for refusal in catalogue()
        if of_the_suite(refusal)
    }
    rows = re.findall(
        r"^\| `(\w+)` \| (\d{3}) \| (.+?) \| (.+?) \|$", text_of(DOCS / "problems.md"), re.MULTILINE
    )
    assert {(code, int(status), zh, en) for code, status, zh, en in rows} == told


def facts_under(title: str) -> list[str]:
    """The first cells of the tables in one section of the page on facts."""
    section = text_of(DOCS / "facts.md").split(f"\n## {title}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `(\w+\.\w+)` \|", section, re.MULTILINE)


def test_every_fact_is_written_down() -> None:
    of_directory = re.findall(r"^    (\w+\.\w+) ", directory_events.__doc__ or "", re.MULTILINE)
    assert sorted(of_directory) == sorted((*suite.ROSTER, *suite.CAREERS))
    assert sorted(facts_under("What directory tells")) == sorted(of_directory)
    for teller in (activities_events, volunteering_events):
        constants = [value for name, value in vars(teller).items() if name.isupper()]
        told = [value for value in constants if value != teller.SOURCE]
        assert sorted(facts_under(f"What {teller.SOURCE} tells")) == sorted(told)
    assert sorted(facts_under("What points hears")) == sorted(points_events.HEARD)


def test_whatever_is_heard_is_told_by_somebody() -> None:
    told = {
        kind
        for teller in ("directory", "activities", "volunteering")
        for kind in facts_under(f"What {teller} tells")
    } | {*facts_under("What every service but directory tells people"), points_events.RESULT_FINAL}
    assert {kind for each in suite.SERVICES for kind in each.hears} <= told


def test_every_role_has_its_word() -> None:
    assert [role.value for role in Role if f"`{role.value}`" not in text_of(DOCS / "glossary.md")] == []


def test_every_public_noun_has_its_word() -> None:
    page = text_of(DOCS / "glossary.md").split("## Routes")[1].split("\n## ")[0]
    words = dict(re.findall(r"`([a-z-]+)` ([^\s,|`]+)", page))
    assert [noun for each in suite.SERVICES for noun in each.nouns if noun not in words] == []


def test_every_public_noun_has_its_place() -> None:
    page = text_of(DOCS / "api.md").split("## Who you are")[0]
    assert [noun for each in suite.SERVICES for noun in each.nouns if f"`{noun}`" not in page] == []


def test_the_explained_score_holds() -> None:
    """The example in points.md is run as it stands."""
    found = doctest.testfile(str(DOCS / "points.md"), module_relative=False, encoding="utf-8")
    assert (found.failed, found.attempted > 10) == (0, True)
