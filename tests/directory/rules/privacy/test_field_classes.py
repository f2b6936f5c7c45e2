"""Who sees how much of a person, and what leaves by which way."""

import pytest

from services.directory.models import Person
from services.directory.rules.privacy.field_classes import (
    AUDIENCES,
    CLASSES,
    FIELDS,
    Audience,
    Channel,
    FieldClass,
    Sight,
    mask_email,
    sight,
)
from shared.auth.policy import POLICY, Role

UNCLASSED = {"id", "version", "rights_version", "created_at", "modified_at"}


def test_every_column_of_a_person_has_a_class() -> None:
    columns = {name.removesuffix("_sealed") for name in Person.model_fields}
    assert columns - UNCLASSED - set(FIELDS) == set()


def test_every_role_that_reaches_others_sees_them_as_something() -> None:
    reaching = set(POLICY["person.read"]) - {Role.MEMBER, Role.STAFF}
    assert reaching <= set(AUDIENCES)


def test_nothing_of_a_person_is_written_to_a_log() -> None:
    assert {rule.leaves[Channel.LOG] for rule in CLASSES.values() if Channel.LOG in rule.leaves} == {
        Sight.NOTHING
    }
    assert {sight(field, set(Audience), Channel.LOG) for field in FIELDS} == {Sight.NOTHING}


@pytest.mark.parametrize("channel", [Channel.FEED, Channel.FACT])
def test_neither_telephone_nor_birthday_is_told_on(channel: Channel) -> None:
    held_back = {field for field in FIELDS if not sight(field, set(Audience), channel)}
    assert {"phone", "email", "birth_on"} <= held_back
    assert ("political_status" in held_back) is (channel is Channel.FACT)


@pytest.mark.parametrize(
    ("field", "by", "seen"),
    [
        ("phone", Audience.SELF, Sight.FULL),
        ("phone", Audience.COMMITTEE, Sight.MASKED),
        ("phone", Audience.HR, Sight.MASKED),
        ("phone", Audience.OFFICER, Sight.NOTHING),
        ("birth_on", Audience.COMMITTEE, Sight.MASKED),
        ("birth_on", Audience.LEADER, Sight.NOTHING),
        ("political_status", Audience.COMMITTEE, Sight.FULL),
        ("political_status", Audience.HR, Sight.FULL),
        ("political_status", Audience.KEEPER, Sight.NOTHING),
        ("political_status", Audience.LEADER, Sight.NOTHING),
        ("employee_no", Audience.COMMITTEE, Sight.NOTHING),
        ("name", Audience.OFFICER, Sight.FULL),
    ],
)
def test_each_sees_what_the_office_needs(field: str, by: Audience, seen: Sight) -> None:
    assert sight(field, {by}) is seen


def test_who_is_several_things_to_somebody_sees_the_most_of_them() -> None:
    assert sight("political_status", {Audience.LEADER, Audience.COMMITTEE}) is Sight.FULL
    assert sight("political_status", set()) is Sight.NOTHING


def test_of_an_address_the_first_letter_and_the_place_are_seen() -> None:
    assert mask_email("li.xiao@factory.example") == "l***@factory.example"


def test_what_is_sensitive_is_masked_to_all_but_the_person() -> None:
    for name in ("phone", "email", "birth_on"):
        assert {by for by in Audience if sight(name, {by}) is Sight.FULL} == {Audience.SELF}
    assert FIELDS["phone"] is FieldClass.CONTACT
