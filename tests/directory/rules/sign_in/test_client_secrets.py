"""Changing the secret of a machine."""

from datetime import datetime, timedelta

import pytest

from services.directory.models import ClientKind, ClientSecret
from services.directory.rules.sign_in import client_secrets as rules
from shared.ids import named_id

from ..rows import NOON, a_client

DAY = timedelta(days=1)


def a_secret(valid_until: datetime | None = None) -> ClientSecret:
    return ClientSecret(client_id=named_id("machine"), secret_hash="h", made_at=NOON, valid_until=valid_until)


def test_a_secret_holds_until_its_time_or_until_withdrawn() -> None:
    forever, tomorrow, over = a_secret(), a_secret(NOON + DAY), a_secret(NOON)
    assert rules.good([forever, tomorrow, over], NOON) == [forever, tomorrow]


def test_an_older_secret_ends_after_the_overlap_unless_sooner_anyway() -> None:
    assert rules.ends_at(a_secret(), NOON, DAY) == NOON + DAY
    assert rules.ends_at(a_secret(NOON + DAY), NOON, 2 * DAY) == NOON + DAY


def test_a_fourth_secret_beside_three_is_refused_but_not_instead_of_them() -> None:
    machine, three = a_client(ClientKind.MACHINE), [a_secret()] * 3
    with pytest.raises(rules.SecretsEnough):
        rules.check_new(machine, three, DAY)
    rules.check_new(machine, three, timedelta(0))


def test_a_browser_client_gets_none() -> None:
    with pytest.raises(rules.SecretNotForBrowsers):
        rules.check_new(a_client(), [], DAY)
