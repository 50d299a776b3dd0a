"""The outcome on paper: a tagged PDF (PDF/UA-1 and PDF/A-2a), the same bytes for the same words."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache, lru_cache
from threading import Lock
from typing import TYPE_CHECKING, cast

from starlette.concurrency import run_in_threadpool

from app.resources import TEMPLATES

if TYPE_CHECKING:
    from typst import Compiler, PDFStandard

LAYOUT = TEMPLATES / "outcome.typ"
INSTEAD = "\N{WHITE SQUARE}"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STANDARDS: list[PDFStandard] = ["ua-1", "a-2a"]
_one_at_a_time = Lock()


async def printed(paper: str, made: datetime) -> bytes:
    """Return the PDF of a text in XML that the layout knows; `made` is the moment it carries (aware)."""
    return await run_in_threadpool(compiled, paper, made)


def compiled(paper: str, made: datetime) -> bytes:
    """Return the PDF of a text in XML that the layout knows, made here and now.

    A character that no font has, or that a PDF may not hold, becomes an empty square.
    """
    rare = _rare(paper)
    try:
        return _made(paper, made)
    except RuntimeError:  # what the compiler raises where it refuses a text
        plainer = _without(_missing(rare), paper)
    try:
        return _made(plainer, made)
    except RuntimeError:  # characters that fail only beside each other
        return _made(_without(rare, paper), made)


def _made(paper: str, made: datetime) -> bytes:
    made = made.astimezone(UTC).replace(microsecond=0)  # paper tells whole seconds, and the compiler takes no others
    inputs = {"paper": paper, "made": made.strftime("%Y-%m-%d-%H-%M-%S")}
    with _one_at_a_time:  # the compiler keeps what it is compiling
        found = _compiler().compile(sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=made)
    return cast(bytes, found)


def _rare(paper: str) -> frozenset[str]:
    """Return the characters that a font may lack."""
    return frozenset(each for each in paper if not (" " <= each <= "~" or "\xa1" <= each <= "\xff" or each in "\t\n"))


@lru_cache(maxsize=256)
def _missing(characters: frozenset[str]) -> frozenset[str]:
    """Return those of these characters that cannot be printed, found by halves."""
    ordered = sorted(characters)
    alone = "".join(f"<p>{each}<strong>{each}</strong></p>" for each in ordered)
    try:
        _made(f'<paper lang="nl" title="-" foot="-">{alone}</paper>', EPOCH)
    except RuntimeError:
        halves = ordered[: len(ordered) // 2], ordered[len(ordered) // 2 :]
        return characters if len(ordered) == 1 else frozenset().union(*(_missing(frozenset(half)) for half in halves))
    return frozenset()


def _without(characters: frozenset[str], paper: str) -> str:
    return paper.translate({ord(each): INSTEAD for each in characters})


@cache
def _compiler() -> Compiler:
    from font_source_sans_pro import font_directory  # noqa: PLC0415 - only paper needs these two, and they are large
    from typst import Compiler, Fonts  # noqa: PLC0415

    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[font_directory])
    return Compiler(str(LAYOUT), root=str(TEMPLATES), font_paths=fonts)
