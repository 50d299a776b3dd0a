"""The outcome on paper: a tagged PDF (PDF/UA-1 and PDF/A-2a), the same bytes for the same words."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, cast

from starlette.concurrency import run_in_threadpool

from app.resources import TEMPLATES

if TYPE_CHECKING:
    from typst import Compiler, PDFStandard

LAYOUT = TEMPLATES / "outcome.typ"
STANDARDS: list[PDFStandard] = ["ua-1", "a-2a"]
_one_at_a_time = Lock()


async def printed(paper: str, made: datetime) -> bytes:
    """Return the PDF of a text in XML that the layout knows; `made` is the moment it carries (aware)."""
    return await run_in_threadpool(compiled, paper, made)


def compiled(paper: str, made: datetime) -> bytes:
    """Return the PDF of a text in XML that the layout knows, made here and now."""
    inputs = {"paper": paper, "made": made.astimezone(UTC).strftime("%Y-%m-%d-%H-%M-%S")}
    with _one_at_a_time:  # the compiler keeps what it is compiling
        found = _compiler().compile(sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=made)
    return cast(bytes, found)


@cache
def _compiler() -> Compiler:
    from font_source_sans_pro import font_directory  # noqa: PLC0415 - only paper needs these two, and they are large
    from typst import Compiler, Fonts  # noqa: PLC0415

    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[font_directory])
    return Compiler(str(LAYOUT), root=str(TEMPLATES), font_paths=fonts)
