"""Ten thousand people in one workbook, read by a program that may use little."""

import io
import subprocess
import sys
import time

import openpyxl
import pytest

from services.directory.rules.hr import hr_template
from services.directory.usecases import hr_files
from shared import sheets
from shared.sheet_programs import reader

PEOPLE = 10_000
_PEAK = """
import pathlib, resource, runpy, sys
program, told = sys.argv.pop(1), pathlib.Path("/proc/self/status")
try:
    runpy.run_path(program, run_name="__main__")
finally:  # what the kernel says of a child elsewhere begins with what its parent had
    lines = told.read_text().splitlines() if told.exists() else []
    peak = [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")]
    print(peak[0] if peak else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def a_workbook() -> bytes:
    """As a person's program writes it: numbers as numbers, days as days."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("人员")
    sheet.append([column.zh for column in hr_template.WRITTEN])
    for number in range(PEOPLE):
        values = {
            "external_id": f"H{number:06}",
            "employee_no": f"{number:06}",
            "name": f"张{chr(0x4E00 + number % 5000)}",
            "sex": "male",
            "phone": f"138{number:08}",
            "email": f"p{number}@example.com",
            "workplace": "动力车间/锅炉班",
            "post": "操作工",
            "shift": "甲班",
            "employment_type": "正式",
            "hired_on": "2012-07",
            "active": True,
            "political_status": "13",
            "branch": "动力支部",
        }
        sheet.append(hr_template.row(values))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.slow
async def test_ten_thousand_people_are_read_within_seconds_and_marked() -> None:
    content = a_workbook()
    begun = time.perf_counter()
    found = await hr_files.read(content, "人员.xlsx", full=True, width=6)
    seconds = time.perf_counter() - begun
    assert (len(found.records), found.refused, found.notes) == (PEOPLE, (), ())
    assert found.records[-1].values["employee_no"] == "009999"
    rows = [hr_template.row(record.values) for record in found.records]
    written = await sheets.write([hr_template.page(rows, {})])
    again = await hr_files.read(written, "人员.xlsx", full=True, width=None)
    assert [record.values for record in again.records] == [record.values for record in found.records]
    assert seconds < 20  # 2 where nothing else runs; the machine may be busy


@pytest.mark.slow
def test_the_reader_of_ten_thousand_people_takes_less_than_64_megabytes() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", _PEAK, reader.__file__, "xlsx", "{}"],
        input=a_workbook(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert int(done.stderr) < 64_000_000
