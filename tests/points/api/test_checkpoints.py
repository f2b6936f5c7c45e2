"""A period's checkpoints, its verification and the keys: for the branch, and the keys for everybody."""

from shared.auth.credentials import verify_credential
from tests.points.house import House, both, code_of, faults_of, nothing, plain


async def sealed(house: House) -> str:
    """Two entries of Wang's, under a checkpoint; the address of the period."""
    await house.an_entry()
    await house.an_entry("chen")
    await house.app.state.sweeper.once()
    return f"/v1/periods/{house.period()}"


class TestRights:
    async def test_a_stranger_and_another_branch_see_none(self, house: House) -> None:
        path = await sealed(house)
        for noun in ("checkpoints", "verification"):
            assert (await house.get(f"{path}/{noun}", None)).status_code == 401
            assert code_of(await house.get(f"{path}/{noun}", "hr")) == "forbidden"
            hidden = await house.get(f"{path}/{noun}", "zhao")
            assert plain(hidden) == plain(await house.get(f"/v1/periods/{nothing()}/{noun}", "zhao"))
            assert code_of(hidden) == "period_missing"


class TestVerification:
    async def test_half_a_checkpoint_is_malformed(self, house: House) -> None:
        path = f"/v1/periods/{house.period()}/verification"
        assert code_of(await house.get(f"{path}?seq=1", "wang")) == "checkpoint_half"
        assert code_of(await house.get(f"{path}?head={'0' * 64}", "wang")) == "checkpoint_half"
        assert faults_of(await house.get(f"{path}?seq=1&head=x", "wang")).keys() == {"query:head"}
        assert faults_of(await house.get(f"{path}?seq=0&head={'0' * 64}", "wang")).keys() == {"query:seq"}

    @both
    async def test_every_member_can_verify_and_keep_a_checkpoint(self, house: House) -> None:
        path = await sealed(house)
        told = (await house.get(f"{path}/verification", "chen")).json()
        assert (told["intact"], told["seq"], told["unsealed"], told["findings"]) == (True, 2, 0, [])
        [checkpoint] = (await house.get(f"{path}/checkpoints", "chen")).json()["items"]
        assert (checkpoint["seq"], checkpoint["head"], checkpoint["number"]) == (2, told["head"], 1)
        kept = f"{path}/verification?seq=2&head={told['head']}"
        assert (await house.get(kept, "chen")).json()["intact"]
        other = (await house.get(f"{path}/verification?seq=2&head={'0' * 64}", "chen")).json()
        assert [(each["kind"], each["seq"]) for each in other["findings"]] == [("rewritten", 2)]
        assert "written anew" in other["findings"][0]["en"]

    async def test_a_checkpoint_verifies_with_the_network_off(self, house: House) -> None:
        """With the published keys, and nothing else of ours."""
        path = await sealed(house)
        [checkpoint] = (await house.get(f"{path}/checkpoints", "wang")).json()["items"]
        keys = (await house.client.get("/v1/statement-keys")).json()["keys"]
        assert [key["kid"].split("#")[0] for key in keys] == [checkpoint["did"]]
        assert not any("d" in key for key in keys)
        said = verify_credential(checkpoint["statement"], issuer=checkpoint["did"])
        assert (said["period_id"], said["seq"], said["head"]) == (
            str(house.period()),
            2,
            checkpoint["head"],
        )
