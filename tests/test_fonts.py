"""The fonts of paper, and that their tables are read as they are."""

from struct import pack

import pytest
from typst import Fonts

from app.fonts import PACKAGES, characters_in, font_folders, have_together


def table(kind: tuple[int, int], body: bytes) -> bytes:
    """Return the smallest font with one table of characters, after another table."""
    cmap = pack(">HHHHI", 0, 1, *kind, 12) + body
    tables = [(b"OS/2", b"\0" * 4), (b"cmap", cmap)]
    at, listed = 12 + 16 * len(tables), b""
    for tag, content in tables:
        listed += pack(">4sIII", tag, 0, at, len(content))
        at += len(content)
    return pack(">4sHHHH", b"OTTO", len(tables), 0, 0, 0) + listed + b"".join(content for _, content in tables)


SEGMENTS = pack(">HHHHHHH", 4, 0, 0, 6, 0, 0, 0)
ENDS, STARTS = pack(">HHHH", 0x43, 0x62, 0xFFFF, 0), pack(">HHH", 0x41, 0x61, 0xFFFF)
DELTAS, OFFSETS, GLYPHS = pack(">HHH", 0x10000 - 0x42, 0, 1), pack(">HHH", 0, 4, 0), pack(">HH", 0, 7)


@pytest.mark.parametrize(
    ("kind", "body", "found"),
    [
        ((3, 10), pack(">HHIIIIII", 12, 0, 0, 0, 1, 0x1F600, 0x1F602, 5), {0x1F600, 0x1F601, 0x1F602}),
        ((0, 4), pack(">HHIIIIII", 12, 0, 0, 0, 1, 0x41, 0x42, 0), {0x42}),
        ((3, 1), SEGMENTS + ENDS + STARTS + DELTAS + OFFSETS + GLYPHS, {0x41, 0x43, 0x62}),
    ],
)
def test_a_character_is_there_where_its_shape_is_not_the_first(
    kind: tuple[int, int], body: bytes, found: set[int]
) -> None:
    font = table(kind, body)
    assert characters_in(font) == found
    moved = pack(">4sIII", b"ttcf", 0, 1, 16)
    assert characters_in(moved + font[:12] + _moved(font[12:44], 16) + font[44:]) == found


def _moved(listed: bytes, by: int) -> bytes:
    """Return the list of tables of a font that begins later in its file."""
    entries = (listed[at : at + 16] for at in range(0, len(listed), 16))
    return b"".join(e[:8] + (int.from_bytes(e[8:12], "big") + by).to_bytes(4, "big") + e[12:] for e in entries)


def test_every_package_brings_fonts_that_the_compiler_reads() -> None:
    assert len(font_folders()) == len(PACKAGES)
    for folder in font_folders():
        assert Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]).families()


def test_fonts_have_the_letters_of_names_from_everywhere() -> None:
    for text in (
        "Zoë Şükran Đặng",
        "Ελένη",
        "Юлія",
        "محمد",
        "דוד",
        "राम",
        "王小明",
        "山田",
        "김철수",
        "→ \N{MINUS SIGN} ≤ 😀 👍",
    ):
        assert all(have_together({ord(each)}) for each in text), text
    assert have_together(set(range(0x20, 0x7F))), "app/writing.py takes these for granted"
    assert not have_together({0x0F40})
    assert not have_together({ord("王"), ord("م")})
    assert not have_together({0x0628, 0x0301}), "the first font that has one of these lacks the other"
