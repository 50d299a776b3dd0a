"""The outcome on paper: a tagged PDF (PDF/UA-1 and PDF/A-2a), the same bytes for the same words."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from html import escape, unescape
from threading import Lock
from typing import TYPE_CHECKING, cast

from starlette.concurrency import run_in_threadpool

from app.fonts import font_files, font_folders
from app.resources import TEMPLATES
from app.writing import spelled

if TYPE_CHECKING:
    from typst import Compiler, Fonts, PDFStandard

LAYOUT = TEMPLATES / "outcome.typ"
STANDARDS: list[PDFStandard] = ["ua-1", "a-2a"]
OF_ONE = " SC"
"""How the family for China is called, one of five in one file: of a name nobody says which language it is in."""
_WORDS = re.compile(r'[^<>"]+')
"""A part of well-formed XML in which no markup is, or nothing but ASCII."""
_one_at_a_time = Lock()


async def printed(paper: str, made: datetime) -> bytes:
    """`paper` is XML that the layout knows, `made` the timestamp on it (aware)."""
    return await run_in_threadpool(compiled, paper, made)


def compiled(paper: str, made: datetime) -> bytes:
    """Tell by number and name what cannot be printed, which no form has let in since there is a list of that."""
    made = made.astimezone(UTC).replace(microsecond=0)  # paper tells whole seconds, and the compiler takes no others
    with _one_at_a_time:  # the compiler keeps what it is compiling
        pdf = _compiler().compile(sys_inputs=inputs(paper, made), pdf_standards=STANDARDS, timestamp=made)
    return cast(bytes, pdf)


def inputs(paper: str, made: datetime) -> dict[str, str]:
    moment = made.strftime("%Y-%m-%d-%H-%M-%S")
    return {"paper": _WORDS.sub(_printable, paper), "made": moment, "fonts": "|".join(_families())}


def _printable(words: re.Match[str]) -> str:
    text = words[0]
    return text if text.isascii() and text.isprintable() else escape(spelled(unescape(text)))


@cache
def _fonts() -> Fonts:
    from typst import Fonts  # noqa: PLC0415 - only paper needs it, and it is large

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[*map(str, font_folders())])


@cache
def _families() -> tuple[str, ...]:
    """Return one family of each file, in the order in which they are tried."""
    # Others of the same file would be tried for every letter as well.
    families: dict[str, list[str]] = {str(file): [] for file in font_files()}
    for font in _fonts().fonts():
        families.get(str(font.path), []).append(font.family)
    return tuple(dict.fromkeys(min(each, key=lambda name: OF_ONE not in name) for each in families.values()))


@cache
def _compiler() -> Compiler:
    from typst import Compiler  # noqa: PLC0415 - as above

    return Compiler(str(LAYOUT), root=str(TEMPLATES), font_paths=_fonts())
