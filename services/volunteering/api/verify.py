"""`/verify`: the page on which anybody with the paper sees whether a record sheet still holds."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import StringConstraints

from shared import language
from shared.db import View
from shared.problems import keep_shape

from ..queries import record_sheets as queries
from ..rules import record_sheets as rules
from .pages import VerifyPage

router = APIRouter(tags=["record-sheets"])

Typed = Annotated[str | None, StringConstraints(max_length=40), Query()]


@router.get("/verify", response_class=HTMLResponse, summary="查验页 / The verification page")
async def show_verification(
    request: Request,
    view: View,
    number: Typed = None,
    code: Typed = None,
    ui_locales: Annotated[str | None, Query(max_length=40)] = None,
) -> HTMLResponse:
    """Asks for number and check code, or tells what they lead to: state, masked name, hours and day, nothing else."""
    keep_shape(request)
    spoken = language.preferred(ui_locales) if ui_locales else language.of(request.headers)
    if not number or not code:
        return VerifyPage(spoken, number or "").response()
    typed = rules.read_number(number)
    found = await queries.numbered(view, typed)
    try:
        sheet = rules.knows(found, rules.read_code(code))
    except rules.RecordSheetUnknown:
        return VerifyPage(spoken, typed, wrong=True).response()
    return VerifyPage(spoken, typed, sheet).response()
