"""What a service keeps about a person is declared: a new column of ids is said to be somebody's or something's."""

from importlib import import_module

import pytest

import suite
from services.directory.api.my_data import ELSEWHERE
from shared.my_data import Kept

SERVICES = [each.name for each in suite.SERVICES]


def kept(service: str) -> Kept:
    found: Kept = import_module(f"services.{service}.queries.my_data").KEPT
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_of_every_column_of_ids_it_is_said_what_it_stands_for(service: str) -> None:
    assert kept(service).unclear() == []


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_is_excused_that_is_not_there_and_each_excuse_has_its_reason(service: str) -> None:
    declared = kept(service)
    assert set(declared.excused) <= set(declared.tables.tables)
    assert declared.own_words <= set(declared.tables.tables)
    assert all(len(reason) > 10 for reason in declared.excused.values())


@pytest.mark.parametrize("service", SERVICES)
def test_no_column_that_is_declared_has_gone(service: str) -> None:
    declared = kept(service)
    columns = {column.name for table in declared.tables.tables.values() for column in table.columns}
    assert (declared.about | declared.acts | declared.places) - columns - {"actor_id"} == set()


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_that_would_help_to_break_in_is_handed_out(service: str) -> None:
    shown = {
        f"{source.table.name}.{column}"
        for source in kept(service).parts()
        for column in source.shown(kept(service))
    }
    assert {name for name in shown if name.endswith(("_hash", "_sealed", "_digest", "private_jwk"))} == set()
    assert len(shown) > 30


def test_the_other_services_are_named_where_the_own_data_are_asked_for() -> None:
    nouns = {noun for each in suite.SERVICES for noun in each.nouns if noun.endswith("-data")}
    assert {path.removeprefix("/v1/") for path in ELSEWHERE} == nouns
