"""What everybody learns of Wang, of whom all is known that is sensitive, and what leaves by every way."""

import json
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import httpx2
import openpyxl
from sqlalchemy import select, text, update
from sqlmodel import col

import suite
from services.directory.models import Person
from shared.auth.policy import Role
from shared.outbox import OUTBOX
from tests.architecture.test_messages import kinds
from tests.directory.api.test_hr_files import planned, upload
from tests.directory.house import House
from tests.directory.pushing import deliver, registered
from tests.directory.receiver import Receiver
from tests.directory.scim import SEARCH
from tests.directory.telling import a_result, told
from tests.directory.world import ident
from tests.support import canaries, logs

from .factory import appoint

PHONE, EMAIL, REFERENCE = "13987600000", "wang.canary@factory.example", "川烟纪处〔2026〕7号"
BORN, JOINED, STAGE = "1961-01-01", "1987-06-05", "development_target"
SECRETS = {
    "telephone": PHONE,
    "e-mail": EMAIL,
    "birthday": BORN,
    "political status": rf'political_?[sS]tatus"?: ?(?:{{[^}}]*)?[\'"][01]\d|{JOINED}|中共党员',
    "stage": rf"{STAGE}|发展对象",
    "discipline": REFERENCE,
}
"""What each looks like in full."""
MASKS = {
    "telephone": ("masked", r"139\*{4}0000"),
    "e-mail": ("masked", r"w\*{3}@factory\.example"),
    "birthday": ("year", rf"(?<![0-9a-f-]){canaries.BORN}(?![0-9a-f])"),
}
"""And in part, with the word for it."""
_WANG = f"/v1/persons/{ident('wang')}"
_PATHS = (
    _WANG,
    f"/v1/persons?branch_id={ident('power')}&limit=200",
    "/v1/persons?q=王建国",
    f"/v1/discipline-references?person_id={ident('wang')}",
)
_HEADS = ("姓名", "工号", "手机", "邮箱", "出生日期", "政治面貌", "发展阶段", "入党时间")
_AS_KNOWN = ("王建国", "T000", PHONE, EMAIL, BORN, "中共党员", "发展对象", JOINED)
_OTHERWISE = {
    "name": "王建国",
    "employee_no": "T000",
    "phone": "13987600009",
    "email": "other@factory.example",
    "birth_on": "1961-01-09",
    "development_stage": "activist",
    "joined_party_on": "1987-06-09",
}
_PEOPLE: dict[str, str] = {"self": "wang", Role.MEMBER: "li", Role.STAFF: "staff"}
"""Who is nobody's machine; each other role is held by one that holds nothing else."""


@dataclass
class Observed:
    """`readers`: one person, the list, the search, and references of discipline, as each was answered."""

    house: House
    readers: dict[str, list[str]] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)


async def observe(house: House, receiver: Receiver) -> Observed:
    """Let everything be known, let it travel, and look everywhere."""
    async with house.database.write() as session:
        await appoint(session)
    house.app.state.standings.forget()
    await house.open()
    await registered(house, receiver)
    await _know(house)
    await deliver(house)
    found = Observed(house)
    for who in ("self", *Role):
        found.readers[who] = [await _ask(house, path, who) for path in _PATHS]
    found.ways |= await _to_hr(house, receiver)
    found.ways |= await _to_people(house)
    found.ways |= await _between(house)
    return found


async def _know(house: House) -> None:
    """HR has told of Wang, who has been punished once and asks for another number."""
    known = {"phone": PHONE, "email": EMAIL, "birth_on": BORN, "joined_party_on": JOINED}
    _done(await house.patch(_WANG, known | {"political_status": "01"}, "hr"))
    async with house.database.write() as tx:  # no rule lets a member have a stage, and none is tried here
        wang = update(Person).where(col(Person.id) == ident("wang"))
        await tx.execute(wang.values(development_stage=STAGE))
    punished = {"person_id": str(ident("wang")), "reference_no": REFERENCE, "effect": "veto"}
    _done(await house.post("/v1/discipline-references", punished | {"occurred_on": "2026-09-01"}, "higher"))
    asked = {"kind": "correction", "field": "phone", "wished": PHONE, "reason": "已更换手机号"}
    _done(await house.post("/v1/correction-requests", asked, "wang"))
    await told(house, a_result("wang", at=house.watch.at))
    await house.settle()
    await house.app.state.feed_desk.catch_up()


async def _ask(house: House, path: str, who: str) -> str:
    """What somebody is answered about Wang."""
    answer = await house.client.get(
        path, headers=house.by(_PEOPLE.get(who, f"only {who}"), machine=who not in _PEOPLE)
    )
    return _about_wang(answer)


def _about_wang(answer: httpx2.Response) -> str:
    """Without what a list says of others."""
    told = answer.json()
    items = told.get("items", [told]) if isinstance(told, dict) else told
    return "\n".join(each for each in map(_text, items) if str(ident("wang")) in each)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _done(answer: httpx2.Response) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json()


async def _to_hr(house: House, receiver: Receiver) -> dict[str, str]:
    pushed = [_text(json.loads(each.body)) for each in receiver.received]
    assert pushed
    users = f"/scim/v2/Users?filter=id%20eq%20%22{ident('wang')}%22"
    search = {"schemas": [SEARCH], "filter": f'id eq "{ident("wang")}"'}
    by_scim = [await house.get(path, "hr") for path in (f"/scim/v2/Users/{ident('wang')}", users)]
    by_scim.append(await house.post("/scim/v2/Users/.search", search, "hr"))
    results = [await house.get(f"/v1/annual-results{path}?year=2026", "hr") for path in ("", "/workbook")]
    delivered = await _plans(house)
    return {
        "SCIM, to HR": "\n".join(_text(_done(each)) for each in by_scim),
        "feed and webhooks, to HR 事件流": "\n".join([await _ask(house, "/v1/feed", "hr_client"), *pushed]),
        "feed, to a `party_client`": await _ask(house, "/v1/feed", "party_client"),
        "annual results and their workbook, to HR 年度结果": results[0].text + _sheets(results[1].content),
        **delivered,
    }


async def _plans(house: House) -> dict[str, str]:
    """HR sends a list in which much of Wang is otherwise, and may say so of each field."""
    path = "/v1/hr-field-owners"
    owners = _done(await house.get(path, "system"))
    hrs = owners | {"development_stage": "hr"}
    headers = house.by("system") | {"If-Match": "*"}
    _done(await house.client.put(path, json=hrs, headers=headers))
    content = "\n".join([",".join(_HEADS), ",".join(_AS_KNOWN)]).encode()
    sent = await planned(house, _done(await upload(house, content=content))["id"])
    run = await planned(house, None, records=[_OTHERWISE])
    marked = await house.get(f"/v1/hr-sync-runs/{sent['id']}/marked-file", "hr")
    items = f"/v1/hr-sync-runs/{run['id']}/items"
    return {
        "the plan of a run, to HR 同步计划": await _ask(house, items, "hr_client"),
        "the plan of a run, to a `system_administrator`": await _ask(house, items, "system_administrator"),
        "a list back with its errors, to whoever sent it 退回的名单": _sheets(marked.content),
    }


def _sheets(content: bytes) -> str:
    book = openpyxl.load_workbook(BytesIO(content))
    return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)


async def _to_people(house: House) -> dict[str, str]:
    _done(await house.get(f"{_WANG}/sensitive-details?purpose=party_records", "secretary"))
    mine = _done(await house.get("/v1/me/data", "wang"))
    readings = _done(await house.get("/v1/readings", "auditor"))
    assert readings["items"]
    return {
        "one's own data, to the person 本人数据": _text(mine),
        "readings, to an `auditor` 查阅记录": _text(readings),
    }


async def _between(house: House) -> dict[str, str]:
    """What stands in the tables by which services tell each other and keep account, and what was logged."""
    async with house.database.read() as view:
        facts = list((await view.execute(select(OUTBOX.c.payload))).scalars())
        audit = [str(row) for row in await view.execute(text("SELECT * FROM audit"))]
    return {
        "facts between services 服务间事实": "\n".join(map(_text, facts)),
        "audit rows 审计": "\n".join(audit),
        "messages 收件箱": _messages(),
        "logs 日志": logs.written(),
    }


def _messages() -> str:
    """The words of every kind that there is, as if each were told of Wang by somebody who knows all."""
    return "\n".join(
        words.format_map(_Wang())
        for each in suite.SERVICES
        for kind in kinds(each.name)
        for words in kind.body
    )


class _Wang(dict[str, str]):
    """Whatever a sentence may name."""

    def __missing__(self, name: str) -> str:
        known = {
            "phone": PHONE,
            "email": EMAIL,
            "birth": BORN,
            "political": JOINED,
            "joined": JOINED,
            "stage": STAGE,
        }
        known |= {"reference": REFERENCE, "discipline": REFERENCE}
        return " ".join(value for part, value in known.items() if part in name) or name
