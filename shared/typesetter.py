"""Sets one page from standard input, in a process of its own that may use little; `typesetting.py` starts it.

It reads JSON, `{"template": path, "data": {…}, "at": seconds}`, and writes the PDF to standard output. The template
reads its data as JSON, so no text of a person's is ever taken for a program; it reads no file and no package.
"""

import json
import sys

import pylopdf_fonts_zh_cn as fonts
import typst

SECONDS = 10
BYTES = 1_500_000_000


def main() -> None:
    """Read, set, write."""
    _confine()
    asked = json.load(sys.stdin)
    page = typst.compile(
        asked["template"],
        format="pdf",
        font_paths=[str(fonts.sans_path().parent)],
        ignore_system_fonts=True,  # the same page on every machine
        sys_inputs={"data": json.dumps(asked["data"])},
        pdf_standards="a-2u",  # to be read in many years, and searched
        timestamp=asked["at"],
    )
    sys.stdout.buffer.write(page)


def _confine() -> None:
    # Elsewhere the limits are not kept or not known; there the deadline of the starter has to do.
    if sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
