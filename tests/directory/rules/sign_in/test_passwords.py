"""What a password must be like, by each of the two rule books."""

from datetime import timedelta

import pytest

from services.directory.rules.sign_in.lifetimes import Profile
from services.directory.rules.sign_in.passwords import (
    DEMANDS,
    Demands,
    PasswordWeak,
    check,
    must_change,
    old_ones,
)

from ..rows import NOON, an_account

ASVS, DENGBAO = DEMANDS[Profile.ASVS], DEMANDS[Profile.DENGBAO]


class TestDengbao:
    @pytest.mark.parametrize(
        "password", ["Turbine-1", "turbine 1", "TURBINE-1", "Turbines1", "中文Pass密码-1"]
    )
    def test_eight_characters_of_three_classes_suffice(self, password: str) -> None:
        check(password, login="wang", demands=DENGBAO)

    @pytest.mark.parametrize(
        "password", ["Turbi-1", "turbines", "turbines1", "TURBINES1", "7294610-", "aZ" * 64 + "1"]
    )
    def test_shorter_longer_and_simpler_ones_do_not(self, password: str) -> None:
        with pytest.raises(PasswordWeak):
            check(password, login="wang", demands=DENGBAO)

    def test_after_ninety_days_another_must_be_chosen(self) -> None:
        account = an_account(password_changed_at=NOON)
        assert not must_change(account, DENGBAO, NOON + timedelta(days=89, hours=23))
        assert must_change(account, DENGBAO, NOON + timedelta(days=90))

    def test_the_present_one_and_the_four_before_it_are_not_taken_again(self) -> None:
        account = an_account(password_hash="now")
        before = ["1", "2", "3", "4", "5"]
        assert old_ones(account, before, DENGBAO) == ["now", "1", "2", "3", "4"]


class TestAsvs:
    @pytest.mark.parametrize(
        "password", ["the boiler hums at night", "锅炉房夜班四点半我在看压力表呢", "Correct-horse-7"]
    )
    def test_fifteen_characters_of_any_make_suffice(self, password: str) -> None:
        check(password, login="wang", demands=ASVS)

    @pytest.mark.parametrize("password", ["Correct-horse7", "Turbine-1"])
    def test_fewer_do_not(self, password: str) -> None:
        with pytest.raises(PasswordWeak):
            check(password, login="wang", demands=ASVS)

    def test_a_password_never_runs_out_and_none_is_remembered(self) -> None:
        account = an_account(password_changed_at=NOON)
        assert not must_change(account, ASVS, NOON + timedelta(days=3650))
        assert old_ones(account, ["1"], ASVS) == []


@pytest.mark.parametrize("demands", [ASVS, DENGBAO])
class TestBoth:
    @pytest.mark.parametrize(
        "password",
        [
            "Password!2026-2026",
            "Qwerty-1234567890",
            "1234567890!Siyou",
            "Aaaaaaaa1-aaaaaaaa",
            "Iloveyou#20262026",
        ],
    )
    def test_what_everybody_tries_is_refused_whatever_stands_around_it(
        self, demands: Demands, password: str
    ) -> None:
        with pytest.raises(PasswordWeak):
            check(password, login="wang", demands=demands)

    def test_the_login_in_any_case_is_no_part_of_it(self, demands: Demands) -> None:
        with pytest.raises(PasswordWeak):
            check("My-WANG-turbine-2026", login="wang", demands=demands)

    def test_an_initial_password_must_be_changed(self, demands: Demands) -> None:
        assert must_change(an_account(password_is_initial=True), demands, NOON)
