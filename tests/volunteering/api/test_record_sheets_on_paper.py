"""The record sheet on paper: foreign decoders read its codes, from pictures and from the printed page."""

import json
from pathlib import Path

import pytest
import typst
from pylopdf_fonts_zh_cn import sans_path

from services.volunteering.api import pages
from services.volunteering.api.pages import Sheet
from services.volunteering.queries import organisations
from services.volunteering.queries import record_sheets as queries
from tests.volunteering.house import House
from tests.volunteering.sheets import SHEETS, a_sheet, asked, read_codes, restored, the_credential, void

TEMPLATE = Path(pages.__file__).with_name("record_sheet.typ")


class TestPaper:
    @pytest.mark.parametrize("kind", ["svg", "png"])
    async def test_the_qr_code_carries_the_credential(self, house: House, kind: str) -> None:
        sheet = await a_sheet(house)
        answer = await house.get(f"{SHEETS}/{sheet['id']}/qr-code?kind={kind}", "wang")
        picture = answer.content
        if kind == "svg":
            assert picture.startswith(b"<svg")
            picture = _drawn(picture.decode())
        (read,) = read_codes(picture)
        assert restored(read)[0] == await the_credential(house, sheet)

    async def test_on_paper_both_codes_are_read(self, house: House) -> None:
        sheet = await a_sheet(house)
        page = typst.compile(
            str(TEMPLATE),
            format="png",
            ppi=170,
            font_paths=[str(sans_path().parent)],
            sys_inputs=await _paper(house),
        )
        assert isinstance(page, bytes)
        long, short = read_codes(page)
        assert restored(long)[0] == await the_credential(house, sheet)
        assert short == f"https://siyou.test{sheet['verification_path']}"

    async def test_the_paper_is_an_archivable_pdf(self, house: House) -> None:
        sheet = await a_sheet(house)
        answer = await house.get(f"{SHEETS}/{sheet['id']}/pdf", "wang")
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["content-disposition"] == 'attachment; filename="FW2026-000001.pdf"'
        assert answer.content.startswith(b"%PDF-")
        assert b"pdfaid:part>2<" in answer.content
        again = await house.get(f"{SHEETS}/{sheet['id']}/pdf", "wang")
        assert again.content == answer.content

    async def test_what_the_operator_has_declared_stands_on_the_paper(self, house: House) -> None:
        """Only who records in the national system certifies; who does not says whose record it is."""
        await a_sheet(house)
        plain = json.loads((await _paper(house))["data"])["words"]
        assert (plain["heading"], "不属于" in plain["notice"]) == ("内部服务记录单", True)
        house.app.state.settings.recording_body = "什邡市志愿者协会"
        again = json.loads((await _paper(house))["data"])["words"]
        assert again == plain, "what was issued before the declaration stays what it was"
        certificate = await house.made(SHEETS, asked(from_on="2026-09-01"), "wang")
        assert certificate["recording_body"] == "什邡市志愿者协会"
        words = json.loads((await _paper(house, certificate["number"]))["data"])["words"]
        assert words["heading"] == "志愿服务记录证明"
        assert words["notice"].startswith("记录单位:什邡市志愿者协会。")

    async def test_paper_of_what_has_ended_says_so(self, house: House) -> None:
        sheet = await a_sheet(house)
        before = await _paper(house)
        await void(house, sheet["lines"][0]["record_id"])
        assert (json.loads(before["data"])["state"], json.loads((await _paper(house))["data"])["state"]) == (
            "issued",
            "withdrawn",
        )


async def _paper(house: House, number: str = "FW2026-000001") -> dict[str, str]:
    """What the typesetter is given of a sheet."""
    async with house.database.read() as view:
        row = await queries.numbered(view, number)
        assert row is not None
        titles = await organisations.titles(view, {row.branch_id, row.community_id})
        sheet = Sheet(
            row=row,
            lines=await queries.lines(view, row.id),
            endorsement=await queries.endorsement(view, row.id),
            name="王建国",
            branch=titles[row.branch_id][0],
            community=titles[row.community_id][0],
        )
    return {"data": json.dumps(sheet.data("https://siyou.test", house.app.state.zone))}


def _drawn(svg: str) -> bytes:
    """An SVG as a picture, drawn by somebody else's program."""
    text = json.dumps(svg)
    source = f'#set page(width: auto, height: auto, margin: 1cm)\n#image(bytes({text}), format: "svg", width: 10cm)'
    page = typst.compile(source.encode(), format="png", ppi=120)
    assert isinstance(page, bytes)
    return page
