"""`docs/privacy.md` says what the tables say: who sees what, what for, and for how long."""

from pathlib import Path

from services.directory.rules.privacy.field_classes import (
    CLASSES,
    FIELDS,
    Audience,
    Channel,
    FieldClass,
    Sight,
)
from services.directory.rules.privacy.privacy_notices import shipped
from services.directory.rules.privacy.purposes import PURPOSES
from services.directory.rules.privacy.retention import RETENTION

PAGE = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
SHOWN = {Sight.FULL: "full", Sight.MASKED: "masked", Sight.NOTHING: "–"}
AUDIENCES = (
    *(Audience.SELF, Audience.COMMITTEE, Audience.HR, Audience.KEEPER),
    *(Audience.LEADER, Audience.OFFICER),
)
CHANNELS = (Channel.API, Channel.SCIM, Channel.FEED, Channel.FACT, Channel.EXPORT, Channel.LOG)


def table_after(heading: str) -> list[list[str]]:
    """The cells of the first table behind a heading, without its head."""
    block = PAGE.split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in block.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def code(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def fields_of(kind: FieldClass) -> list[str]:
    return [name for name, each in FIELDS.items() if each is kind]


def test_every_class_has_its_fields_and_whoever_sees_them() -> None:
    expected = [
        [f"{rule.zh} {rule.en}", code(fields_of(kind))]
        + [SHOWN[rule.seen.get(each, Sight.NOTHING)] for each in AUDIENCES]
        for kind, rule in CLASSES.items()
    ]
    assert table_after("## Who sees what · 谁能看到什么") == expected


def test_every_class_says_by_which_way_it_leaves() -> None:
    expected = [
        [f"{rule.zh} {rule.en}"] + [SHOWN[rule.leaves.get(each, Sight.NOTHING)] for each in CHANNELS]
        for rule in CLASSES.values()
    ]
    assert table_after("## Ways out · 出口") == expected


def test_every_purpose_has_its_offices_and_fields() -> None:
    expected = [
        [
            f"`{purpose}` {rule.zh}",
            rule.en,
            code(sorted(rule.roles)),
            code(list(rule.fields)) or "–",
            rule.ground,
        ]
        for purpose, rule in PURPOSES.items()
    ]
    assert table_after("## What it may be read for · 查阅目的") == expected


def test_every_class_of_retention_has_its_days() -> None:
    expected = [
        [f"`{each}`", f"{rule.zh} · {rule.en}", str(rule.days), str(rule.at_least)]
        for each, rule in RETENTION.items()
    ]
    assert table_after("## How long · 保存多久") == expected


def test_every_consent_is_named() -> None:
    assert [purpose for purpose in shipped().consents if f"`{purpose}`" not in PAGE] == []
