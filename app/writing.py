"""What people write: the same letters always in one form, and only what paper can print."""

import re
from typing import Annotated, Literal
from unicodedata import bidirectional, category, name, normalize

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from app.fonts import have_together

JOINING = "\N{ZERO WIDTH JOINER}"
JOINERS = frozenset("\N{ZERO WIDTH NON-JOINER}" + JOINING)
"""Persian, Hindi and Malayalam names are written with these."""
MARKS_OF_DIRECTION = frozenset("\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}")
"""Keyboards for Arabic and Hebrew have these; unlike overrides and isolates they turn no other letter round."""
SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
OPENS, CLOSES = ISOLATES = ("\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}")
"""Only the program writes these, around what people wrote."""
SPACE = frozenset(" \n\r\t")
SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""Which only choose between the shapes of the letter before."""
WITHOUT_SHAPE = SPACE | JOINERS | MARKS_OF_DIRECTION | SELECTORS
"""What may be written and needs no shape."""
# Without the soft hyphen (U+00AD), which nobody sees.
PLAIN = re.compile("[ -~\n\r\t\u00a1-\u00ac\u00ae-\u00ff\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u20ac]*")
"""Texts of only these have nothing that belongs to the letter before, and every one of them can be printed."""
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
LOST = frozenset("\N{OBJECT REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}\u115f\u1160\u3164\uffa0")
"""What stands in the place of something that could not be read, or of a letter of Korean that is not there."""
UNPRINTABLE: Literal["unprintable"] = "unprintable"
Misfit = Literal["missing", "too_long", "unprintable"]


def normal(text: str) -> str:
    """Return a text in the one form (NFC) in which letters are kept and compared."""
    return normalize("NFC", text)


def one_line(text: str) -> str:
    """Return a text in that form, as one line with single spaces."""
    return " ".join(normal(text).split())


def lines(text: str) -> str:
    """Return a text in that form, without space around it; its lines stay."""
    return "\n".join(normal(text).splitlines()).strip()


def misfit(text: str, longest: int, *, optional: bool = False) -> Misfit | None:
    """Say why nobody can use this text, None where they can."""
    if not optional and not any(each.isprintable() and not each.isspace() for each in text):
        return "missing"
    if len(text) > longest:
        return "too_long"
    return UNPRINTABLE if unprintable(text) else None


def unprintable(text: str) -> tuple[str, ...]:
    """Return what paper cannot print of a text, each once: characters, or letters with marks no font has together."""
    if PLAIN.fullmatch(text):  # nearly every text: looking at each letter took most of the time that a start takes
        return ()
    return tuple(dict.fromkeys(each for each in _letters(text) if not _is_printable(each)))


def spelled(text: str) -> str:
    """Return a text with number and name in the place of what paper cannot print."""
    return "".join(each if _is_printable(each) or each in ISOLATES else f"[{named(each)}]" for each in _letters(text))


def apart(text: str) -> str:
    """Return a text that stands in a sentence of ours, so that its direction changes nothing around it."""
    return f"{OPENS}{text}{CLOSES}" if any(bidirectional(each) in ("R", "AL", "AN") for each in text) else text


def named(characters: str) -> str:
    """Return what can be told of characters that may have no shape: the number and name of each in Unicode."""
    return ", ".join(f"U+{ord(each):04X} {name(each, '')}".strip() for each in characters)


def is_hidden(letter: str) -> bool:
    """Say whether nobody can see or read part of a letter, so that it can be told by number only."""
    return any(_is_refused(each) for each in letter)


def refusal(text: str) -> str:
    return f"expected characters that can be printed, found {'; '.join(map(named, unprintable(text)))}"


def _letters(text: str) -> list[str]:
    """Return the letters of a text, each with what belongs to it: these are printed together, from one font."""
    letters: list[str] = []
    for each in text:
        if (
            letters
            and letters[-1] not in ISOLATES
            and (_belongs(each) or (letters[-1][-1] == JOINING and category(each) == "So"))
        ):
            letters[-1] += each
        else:
            letters.append(each)
    return letters


def _belongs(character: str) -> bool:
    """Say whether a character stands on, or changes, the one before."""
    return category(character).startswith("M") or character in JOINERS or character in SKIN_TONES


def _is_printable(letter: str) -> bool:
    if letter.isascii():
        return letter.isprintable() or letter in SPACE
    if category(letter[0]).startswith("M") or letter[0] in SKIN_TONES:  # nothing is there for it to stand on
        return False
    if any(_is_refused(each) for each in letter):
        return False
    shown = {ord(each) for each in letter if each not in WITHOUT_SHAPE}
    return not shown or have_together(shown)


def _is_refused(character: str) -> bool:
    """Say whether nothing is printed of a character although fonts may have it, or what is printed tells nothing."""
    return character in LOST or (category(character) in UNSEEN and character not in WITHOUT_SHAPE)


def _written(text: str) -> str:
    text = one_line(text)
    if unprintable(text):
        raise PydanticCustomError(UNPRINTABLE, "{why}", {"why": refusal(text)})
    return text


WrittenLine = Annotated[str, AfterValidator(_written)]
"""One line that people wrote: normalised, and refused where it cannot be printed."""
