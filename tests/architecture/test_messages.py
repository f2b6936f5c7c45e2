"""Every kind of message is written down as it is, and no kind that is not there."""

import re
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest

from shared.messages import Kind, told
from tests.support.issuer import NOON

PAGE = Path(__file__).parents[2] / "docs" / "messages.md"
SERVICES = ("points", "activities", "volunteering", "directory")


def kinds(service: str) -> list[Kind]:
    found = vars(import_module(f"services.{service}.messages")).values()
    return [each for each in found if isinstance(each, Kind)]


@pytest.mark.parametrize("service", SERVICES)
def test_the_table_of_a_service_says_what_its_kinds_are(service: str) -> None:
    section = PAGE.read_text(encoding="utf-8").split(f"\n### {service}\n")[1].split("\n#")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| [^|]+ \| [^|]+ \| ([a-z ]*)\|$", section, re.MULTILINE)
    flags = ("compulsory", "harmless", "urgent")
    known = [
        (kind.code, kind.title[0], {flag for flag in flags if getattr(kind, flag)}) for kind in kinds(service)
    ]
    assert [(code, title, set(words.split())) for code, title, words in rows] == known


def test_no_two_kinds_of_the_suite_bear_one_code() -> None:
    codes = [kind.code for service in SERVICES for kind in kinds(service)]
    assert len(codes) == len(set(codes)) > 40


def test_both_languages_name_the_same_things() -> None:
    for kind in (kind for service in SERVICES for kind in kinds(service)):
        zh, en = (sorted(re.findall(r"{(\w+)}", words)) for words in kind.body)
        assert zh == en, kind.code


def test_many_people_make_several_facts_each_person_once() -> None:
    people = [uuid4() for _ in range(250)]
    found = told(kinds("points")[0].of("/v1/claims", "key"), [*people, *people], source="points", at=NOON)
    named = [each.model_dump(mode="json")["data"]["to"] for each in found]
    assert [len(each) for each in named] == [100, 100, 50]
    assert {word for each in named for word in each} == {str(each) for each in people}
    assert len({each.subject for each in found}) == 1
