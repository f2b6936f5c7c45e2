"""`/v1/audit-entries`: every write leaves its row, for the auditor's eyes."""

from tests.points.house import House, a_claim, both, code_of
from tests.points.world import ident


class TestList:
    async def test_the_auditor_alone_reads(self, house: House) -> None:
        assert (await house.get("/v1/audit-entries", None)).status_code == 401
        for who in ("wang", "secretary", "higher", "hr"):
            assert code_of(await house.get("/v1/audit-entries", who)) == "forbidden"

    async def test_an_unknown_filter_is_an_error(self, house: House) -> None:
        answer = await house.get("/v1/audit-entries?act=claim.submit", "auditor")
        assert (answer.status_code, code_of(answer)) == (400, "parameter_unknown")

    @both
    async def test_every_write_is_there_with_who_what_and_on_which_thing(self, house: House) -> None:
        claim = await house.a_claim()
        await house.made(f"/v1/claims/{claim['id']}/group-check", {"verdict": "endorsed"}, "leader")
        entry = await house.an_entry()
        rows = (await house.get("/v1/audit-entries", "auditor")).json()["items"]
        assert [(row["act"], row["actor_id"], row["object_id"]) for row in rows] == [
            ("report.make", str(ident("safety")), entry["id"]),
            ("claim.check", str(ident("leader")), claim["id"]),
            ("claim.submit", str(ident("wang")), claim["id"]),
        ]
        assert {(row["outcome"], row["client_id"], len(row["trace_id"])) for row in rows} == {
            ("done", "browser", 32)
        }

    async def test_a_row_carries_the_trace_that_the_caller_was_told(self, house: House) -> None:
        answer = await house.post("/v1/claims", a_claim(), "wang")
        [row] = (await house.get("/v1/audit-entries", "auditor")).json()["items"]
        assert row["trace_id"] == answer.headers["x-trace-id"]

    @both
    async def test_what_was_refused_has_done_nothing_and_left_nothing(self, house: House) -> None:
        await house.post("/v1/claims", a_claim(item_code="A01"), "wang")
        assert (await house.get("/v1/audit-entries", "auditor")).json()["items"] == []

    @both
    async def test_a_row_holds_no_word_that_somebody_wrote(self, house: House) -> None:
        await house.a_claim(statement="一句不该进审计的话")
        answer = await house.get(f"/v1/audit-entries?actor_id={ident('wang')}", "auditor")
        assert len(answer.json()["items"]) == 1
        assert "一句不该进审计的话" not in answer.text

    async def test_the_list_is_filtered_and_walked_by_cursor(self, house: House) -> None:
        made = [(await house.a_claim(statement=f"第{n}件"))["id"] for n in range(3)]
        await house.a_claim("li")
        query = f"limit=2&actor_id={ident('wang')}"
        first = (await house.get(f"/v1/audit-entries?{query}", "auditor")).json()
        rest = await house.get(f"/v1/audit-entries?{query}&cursor={first['next_cursor']}", "auditor")
        found = [row["object_id"] for row in first["items"] + rest.json()["items"]]
        assert (found, rest.json()["next_cursor"]) == (made[::-1], None)
        one = (await house.get(f"/v1/audit-entries?object_id={made[0]}", "auditor")).json()["items"]
        assert [row["object_id"] for row in one] == [made[0]]
