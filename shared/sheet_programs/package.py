"""What a workbook is looked through for before anything of it is unpacked."""

import re
import stat
import zipfile
from pathlib import PurePosixPath

from .confined import Fault

# Macros and forms, other workbooks, embedded files, queries: nothing of it is run or fetched; it is refused unread.
_ACTIVE = re.compile(
    r"vbaproject|^customui|^xl/(externallinks|embeddings|activex|ctrlprops|macrosheets|dialogsheets|querytables"
    r"|connections\.xml|datamodel|model/)",
    re.IGNORECASE,
)
_USUAL = {".xml", ".rels", ".vml", ".png", ".jpeg", ".jpg", ".gif", ".emf", ".wmf", ".bin", ""}


def check(packed: zipfile.ZipFile, most_entries: int, most_unpacked: int) -> None:
    """Raises Fault large, encrypted, unreadable, active, mismatch."""
    # A ZIP entry is never read beyond the size it declares, so the sum bounds what unpacking can come to.
    entries = packed.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > most_entries or sum(entry.file_size for entry in entries) > most_unpacked:
        raise Fault("large")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Fault("encrypted")
    if len(set(names)) < len(names) or any(_leads_out(entry) for entry in entries):
        raise Fault("unreadable")
    if any(_ACTIVE.search(name) for name in names):
        raise Fault("active")
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= set(names):
        raise Fault("mismatch")
    if b"macroEnabled" in packed.read("[Content_Types].xml"):
        raise Fault("active")
    if any(PurePosixPath(name).suffix.lower() not in _USUAL for name in names):
        raise Fault("active")


def _leads_out(entry: zipfile.ZipInfo) -> bool:
    name = entry.filename
    outside = name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name
    return outside or stat.S_ISLNK(entry.external_attr >> 16)
