"""The gate believes a verified token for half a minute, follows the issuer's keys and outlives the issuer."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from shared import roster_facts
from shared.auth import keys
from shared.auth.keys import TokenGate
from shared.auth.tokens import AccessToken, Keys, verify_access_token
from shared.errors import Busy, TokenInvalid
from shared.ids import named_id
from tests.support.issuer import ISSUER, NOON, Issuer
from tests.support.people import a_member

from .conftest import BRANCH, House

WANG = named_id("wang")


class Timer:
    """Seconds since the process began, as the gate counts them."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def issuer() -> Issuer:
    return Issuer("first")


@pytest.fixture
def timer() -> Timer:
    return Timer()


@pytest.fixture
def gate(issuer: Issuer, timer: Timer) -> TokenGate:
    return TokenGate(issuer.keys, ISSUER, timer)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every token whose signature was looked at."""
    seen: list[str] = []

    def verify(token: str, known: Keys, *, issuer: str, at: datetime) -> AccessToken:
        seen.append(token)
        return verify_access_token(token, known, issuer=issuer, at=at)

    monkeypatch.setattr(keys, "verify_access_token", verify)
    return seen


async def test_a_verified_token_is_believed_for_half_a_minute_and_then_verified_again(
    gate: TokenGate, issuer: Issuer, timer: Timer, verified: list[str]
) -> None:
    token = issuer.token(WANG)
    for seconds, looks in ((0, 1), (29.9, 1), (0.2, 2)):
        timer.seconds += seconds
        assert (await gate.admit(token, NOON)).subject_id == WANG
        assert len(verified) == looks


async def test_a_believed_token_expires_on_its_day_all_the_same(gate: TokenGate, issuer: Issuer) -> None:
    token = issuer.token(WANG, lifetime=timedelta(seconds=10))
    await gate.admit(token, NOON)
    with pytest.raises(TokenInvalid):
        await gate.admit(token, NOON + timedelta(seconds=71))


async def test_a_refused_token_is_not_remembered_as_good(gate: TokenGate) -> None:
    token = Issuer("first").token(WANG)
    for _ in range(3):
        with pytest.raises(TokenInvalid):
            await gate.admit(token, NOON)


async def test_the_memory_is_bounded(
    gate: TokenGate, issuer: Issuer, verified: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "_MOST_REMEMBERED", 3)
    several = [issuer.token(named_id(str(number))) for number in range(4)]
    for token in (*several, *several[1:]):
        await gate.admit(token, NOON)
    assert verified == several, "the last three are still known"
    await gate.admit(several[0], NOON)
    assert verified == [*several, several[0]], "the oldest has made room"


async def test_keys_are_asked_for_once_and_again_after_half_a_minute(
    gate: TokenGate, issuer: Issuer, timer: Timer
) -> None:
    for person in range(5):
        await gate.admit(issuer.token(named_id(str(person))), NOON)
    assert issuer.asked == 1
    timer.seconds += 26
    await gate.admit(issuer.token(WANG), NOON)
    assert issuer.asked == 2


async def test_a_key_that_came_after_the_last_look_is_found_at_once(
    gate: TokenGate, issuer: Issuer, timer: Timer
) -> None:
    await gate.admit(issuer.token(WANG), NOON)
    timer.seconds += 6
    issuer.rotate("second")
    assert (await gate.admit(issuer.token(WANG), NOON)).subject_id == WANG
    assert issuer.asked == 2


async def test_garbage_makes_the_gate_look_for_new_keys_at_most_every_five_seconds(
    gate: TokenGate, issuer: Issuer, timer: Timer
) -> None:
    for _ in range(50):
        with pytest.raises(TokenInvalid):
            await gate.admit("garbage", NOON)
    assert issuer.asked == 1
    timer.seconds += 6
    for _ in range(50):
        with pytest.raises(TokenInvalid):
            await gate.admit("garbage", NOON)
    assert issuer.asked == 2


async def test_a_withdrawn_key_is_believed_no_longer_even_for_tokens_seen_just_now(
    gate: TokenGate, issuer: Issuer, timer: Timer
) -> None:
    old = issuer.token(WANG)
    await gate.admit(old, NOON)
    timer.seconds += 6
    issuer.rotate("second")
    await gate.admit(issuer.token(WANG), NOON)
    with pytest.raises(TokenInvalid):
        await gate.admit(old, NOON)


async def test_a_withdrawn_key_is_believed_nowhere_after_a_minute(issuer: Issuer, timer: Timer) -> None:
    """However a request falls between the looks at the keys, and with nobody to bring a token of the new one."""
    old = issuer.token(WANG)
    for offset in range(0, 60, 7):
        fresh = TokenGate(issuer.keys, ISSUER, timer)
        await fresh.admit(issuer.token(named_id("somebody else")), NOON)
        timer.seconds += offset
        await fresh.admit(old, NOON)
        kept = issuer.published
        issuer.published = Issuer("second").published
        timer.seconds += 55.1
        with pytest.raises(TokenInvalid):
            await fresh.admit(old, NOON)
        issuer.published = kept


async def test_a_new_key_under_an_old_name_is_a_new_key(
    gate: TokenGate, issuer: Issuer, timer: Timer
) -> None:
    old = issuer.token(WANG)
    await gate.admit(old, NOON)
    timer.seconds += 6
    issuer.rotate("first")
    await gate.admit(issuer.token(WANG), NOON)
    with pytest.raises(TokenInvalid):
        await gate.admit(old, NOON)


async def test_all_who_come_while_keys_are_fetched_wait_for_that_one_fetch(
    issuer: Issuer, timer: Timer
) -> None:
    """Neither a stampede on the issuer at start, nor a valid token refused while its key is on the way."""
    arrive = asyncio.Event()

    async def slowly() -> list[dict[str, Any]]:
        found = await issuer.keys()
        await arrive.wait()
        return issuer.published if issuer.asked > 1 else found

    gate = TokenGate(slowly, ISSUER, timer)
    for asked in (1, 2):
        arrive.clear()
        admissions = [asyncio.create_task(gate.admit(issuer.token(WANG), NOON)) for _ in range(20)]
        await asyncio.sleep(0.01)
        arrive.set()
        assert {found.subject_id for found in await asyncio.gather(*admissions)} == {WANG}
        assert issuer.asked == asked
        timer.seconds += 6
        issuer.rotate(f"after {asked}")


async def broken_down() -> list[dict[str, Any]]:
    raise ConnectionRefusedError


async def unreachable() -> list[dict[str, Any]]:
    message = "no route"
    raise httpx2.ConnectError(message)


async def no_json() -> list[dict[str, Any]]:
    message = "Expecting value"
    raise ValueError(message)


async def not_keys() -> Any:
    return [{"kty": "OKP"}]


async def not_a_list() -> Any:
    return None


FAILURES = [broken_down, unreachable, no_json, not_keys, not_a_list]


@pytest.mark.parametrize("failure", FAILURES)
async def test_while_the_issuer_is_away_the_keys_at_hand_stay_good(
    issuer: Issuer, timer: Timer, failure: Callable[[], Awaitable[Any]]
) -> None:
    async def first_well() -> Any:
        return await (issuer.keys() if issuer.asked == 0 else failure())

    gate = TokenGate(first_well, ISSUER, timer)
    await gate.admit(issuer.token(WANG), NOON)
    for _ in range(3):
        timer.seconds += 400
        assert (await gate.admit(issuer.token(WANG), NOON)).subject_id == WANG


@pytest.mark.parametrize("failure", FAILURES)
async def test_as_long_as_there_never_was_a_key_callers_are_told_to_come_back(
    issuer: Issuer, timer: Timer, failure: Callable[[], Awaitable[Any]]
) -> None:
    """Busy and not invalid: nothing is wrong with the token. And the issuer is not stormed meanwhile."""
    asked = 0

    async def fail() -> Any:
        nonlocal asked
        asked += 1
        return await failure()

    gate = TokenGate(fail, ISSUER, timer)
    for _ in range(20):
        with pytest.raises(Busy):
            await gate.admit(issuer.token(WANG), NOON)
    assert asked == 1
    timer.seconds += 2
    with pytest.raises(Busy):
        await gate.admit(issuer.token(WANG), NOON)
    assert asked == 2


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_right_that_is_taken_away_is_gone_although_the_token_is_young(house: House) -> None:
    """The token carries the version of rights it was minted with; the roster knows a newer one."""
    headers = house.by()
    assert (await house.client.get("/v1/notes", headers=headers)).status_code == 200
    async with house.database.write() as session:
        await roster_facts.hear_member(session, a_member(WANG, branch=BRANCH, version=2))
    house.app.state.standings.forget()
    answer = await house.client.get("/v1/notes", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_outdated")
    assert (await house.client.get("/v1/notes", headers=house.by(rights_version=2))).status_code == 200


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("stranger", [named_id("nobody"), UUID(int=0)])
async def test_a_good_token_of_somebody_unknown_opens_nothing(house: House, stranger: UUID) -> None:
    answer = await house.client.get("/v1/notes", headers=house.by(stranger))
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
