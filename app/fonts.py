"""The fonts of paper, which packages bring along, and the characters that each has a shape for."""

from collections.abc import Set
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from struct import unpack_from

PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
FIRST, LAST = "NotoSans[", ("NotoSansSymbols", "NotoSansCJK", "NotoEmoji")
"""How files are called whose characters are looked for first, and last: an arrow is a sign before it is an emoji."""
ITALIC = "Italic"
"""Nothing on paper is."""
SUFFIXES = frozenset({".ttf", ".otf", ".ttc"})
WIDE_TABLES = frozenset({(0, 4), (0, 6), (3, 10)})
"""Which tables of characters go beyond the first 65,536, by platform and encoding."""
NARROW_TABLES = frozenset({(0, 3), (3, 1)})


def font_folders() -> list[Path]:
    specs = [find_spec(name) for name in PACKAGES]
    return [Path(spec.origin).parent for spec in specs if spec and spec.origin]


def have_together(characters: Set[int]) -> bool:
    """Say whether the first font that has a shape for any of these code points has one for all.

    The compiler takes the parts of a letter from several fonts too, but then now and then leaves one out.
    """
    shared = (characters & _characters_of(file) for file in font_files())
    return next(filter(None, shared), None) == characters


@cache
def font_files() -> tuple[Path, ...]:
    """Return the fonts in the order in which a character is looked for."""
    files = (file for folder in font_folders() for file in sorted(folder.rglob("*")))
    return tuple(sorted((file for file in files if file.suffix in SUFFIXES and ITALIC not in file.name), key=_rank))


def _rank(file: Path) -> int:
    last = next((place for place, start in enumerate(LAST, 1) if file.name.startswith(start)), 0)
    return last - file.name.startswith(FIRST)


@cache
def _characters_of(file: Path) -> frozenset[int]:
    return characters_in(file.read_bytes())


def characters_in(font: bytes) -> frozenset[int]:
    """Return the code points of a font in OpenType's format, or of the first in a collection of such fonts."""
    start = unpack_from(">I", font, 12)[0] if font[:4] == b"ttcf" else 0
    tables = (unpack_from(">4sIII", font, start + 12 + 16 * i) for i in range(unpack_from(">H", font, start + 4)[0]))
    cmap = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    count = unpack_from(">H", font, cmap + 2)[0]
    listed = {(platform, encoding): cmap + offset for platform, encoding, offset in _records(font, cmap + 4, count)}
    chosen = next(listed[kind] for kinds in (WIDE_TABLES, NARROW_TABLES) for kind in sorted(kinds & listed.keys()))
    return frozenset(_long(font, chosen) if unpack_from(">H", font, chosen)[0] == 12 else _short(font, chosen))


def _records(font: bytes, at: int, count: int) -> list[tuple[int, int, int]]:
    return [unpack_from(">HHI", font, at + 8 * number) for number in range(count)]


def _long(font: bytes, at: int) -> set[int]:
    """Read a table of format 12: groups of code points with consecutive shapes, of which 0 is none."""
    groups = (unpack_from(">III", font, at + 16 + 12 * i) for i in range(unpack_from(">I", font, at + 12)[0]))
    return {code for first, last, glyph in groups for code in range(first, last + 1) if glyph + code - first}


def _short(font: bytes, at: int) -> set[int]:
    """Read a table of format 4: segments, in four lists beside each other."""
    count = unpack_from(">H", font, at + 6)[0] // 2
    # Two bytes of padding come after the first list.
    lists = [at + 14, at + 16 + 2 * count, at + 16 + 4 * count, at + 16 + 6 * count]
    codes = set()
    for number in range(count):
        last, first, delta, offset = (unpack_from(">H", font, start + 2 * number)[0] for start in lists)
        # 0xFFFF only closes the list of segments.
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                # The offset counts from the place where it stands itself.
                glyph = unpack_from(">H", font, lists[3] + 2 * number + offset + 2 * (code - first))[0]
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                codes.add(code)
    return codes
