"""What excludes itself stays apart, also when asked for at the same moment."""

import asyncio

from tests.directory.house import House, both
from tests.directory.world import ident


@both
async def test_ten_at_once_make_nobody_administrator_and_auditor(house: House) -> None:
    roles = ["system_administrator", "auditor"] * 5
    answers = await asyncio.gather(
        *(
            house.post(
                "/v1/appointments",
                {"subject_id": str(ident("nobody")), "role": role, "from_on": "2026-09-01"},
                "security",
            )
            for role in roles
        )
    )
    assert [answer.status_code for answer in answers].count(201) == 1
    held = (await house.get(f"/v1/appointments?subject_id={ident('nobody')}", "security")).json()["items"]
    assert len(held) == 1
