"""An organisation's tokens of NL Design System: what its style sheet comes down to, as plain values."""

import re
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from app.problems import AppError
from app.web.rendering.theme import BLACK, COLOUR, LEAST_CONTRAST, LENGTH, contrast

DECLARED = re.compile(r"(--[a-z0-9-]+)\s*:\s*([^;{}]+?)\s*[;}]")
REFERRED = re.compile(r"var\(\s*(--[a-z0-9-]+)\s*\)")
FONTS = re.compile(r"[A-Za-z0-9\"', -]{1,200}")
BRIDGED = re.compile(r"--twk-([a-z-]+)\s*:\s*var\(\s*(--basis-[a-z0-9-]+)\s*,\s*(#[0-9a-f]{3,6})\s*\)")
GIVEN = re.compile(r"(--basis-[a-z0-9-]+):([^;}]+)")
FOCUSED = "text of what has the focus"
STANDS_ON: Mapping[str, tuple[str, ...]] = {
    "brand": ("brand-text", "background", "surface"),
    "link": ("background", "surface"),
    "text": ("background", "surface"),
    "focus": (FOCUSED,),
}
"""Which colours have to be told apart, by the names of their custom properties."""
MOST_STEPS = 10
"""How many tokens may stand for each other in a row."""


def tokens_in(path: Path, wanted: Set[str]) -> str:
    """Return a style sheet with plain values; raises AppError `invalid` where the file has no wanted token."""
    try:
        declared = dict(DECLARED.findall(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        declared = {}
    plain = {name: value for name, value in _plain(declared) if name in wanted}
    if not plain:
        raise AppError("invalid", "expected THUISWERKCHECK_TOKENS to be a css file with `--basis-*` tokens, found none")
    return f":root{{{';'.join(f'{name}:{value}' for name, value in plain.items())}}}"


def _plain(declared: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the tokens that come down to a colour, a length or names of fonts."""
    for name, value in declared.items():
        # Counted: tokens may stand for each other in a circle.
        for _ in range(MOST_STEPS):
            referred = REFERRED.fullmatch(value)
            value = declared.get(referred[1], "") if referred else value  # noqa: PLW2901
        safe = COLOUR.fullmatch(value.lower()) or LENGTH.fullmatch(value) or FONTS.fullmatch(value)
        # An open quote would take in what follows it in the style sheet.
        if safe and not value.count('"') % 2 and not value.count("'") % 2:
            yield name, value


def hard_to_read(sheet: str) -> Iterator[str]:
    """Yield in words what has too little contrast, or cannot be checked; `sheet` has the tokens before the bridge."""
    own, _, bridge = sheet.partition("}")
    given = dict(GIVEN.findall(own))
    bridged = {name: (token, given.get(token, ours).lower()) for name, token, ours in BRIDGED.findall(bridge)}
    for token, value in bridged.values():
        if not COLOUR.fullmatch(value):
            yield f"expected `{token}` to be a colour like `#0b4f5c`, to check its contrast, found `{value}`"
    readable = {name: each for name, each in bridged.items() if COLOUR.fullmatch(each[1])}
    readable[FOCUSED] = (FOCUSED, BLACK)
    for one, other in ((one, other) for one, others in STANDS_ON.items() for other in others):
        if one in readable and other in readable:
            yield from _too_little(readable[one], readable[other])


def _too_little(one: tuple[str, str], other: tuple[str, str]) -> Iterator[str]:
    ratio = contrast(one[1], other[1])
    if ratio < LEAST_CONTRAST:
        both = " and ".join(f"`{name}` `{colour}`" for name, colour in (one, other))
        yield f"expected {both} to have a contrast of at least {LEAST_CONTRAST}, found {ratio:.2f}"
