"""An organisation's tokens of NL Design System: what its style sheet comes down to, as plain values."""

import re
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

from app.problems import AppError
from app.web.theme import COLOUR, LENGTH

DECLARED = re.compile(r"(--[a-z0-9-]+)\s*:\s*([^;{}]+?)\s*[;}]")
REFERRED = re.compile(r"var\(\s*(--[a-z0-9-]+)\s*\)")
FONTS = re.compile(r"[A-Za-z0-9\"', -]{1,200}")
MOST_STEPS = 10
"""How many tokens may stand for each other in a row."""


def tokens_in(path: Path, wanted: Set[str]) -> str:
    """Return a style sheet with the wanted tokens in a file, as plain values; raises AppError `invalid` without any."""
    try:
        declared = dict(DECLARED.findall(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        declared = {}
    plain = {name: value for name, value in _plain(declared) if name in wanted}
    if not plain:
        raise AppError("invalid", "expected THUISWERKCHECK_TOKENS to be a css file with `--basis-*` tokens, found none")
    return f":root{{{';'.join(f'{name}:{value}' for name, value in plain.items())}}}"


def _plain(declared: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the tokens that come down to a colour, a length or names of fonts; what is anything else is left out."""
    for name, value in declared.items():
        for _ in range(MOST_STEPS):
            referred = REFERRED.fullmatch(value)
            value = declared.get(referred[1], "") if referred else value  # noqa: PLW2901
        safe = COLOUR.fullmatch(value.lower()) or LENGTH.fullmatch(value) or FONTS.fullmatch(value)
        if safe and not value.count('"') % 2 and not value.count("'") % 2:
            yield name, value
