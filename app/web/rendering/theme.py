"""How pages look: one of two themes, and a handful of somebody's own colours and lengths."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
LENGTH = re.compile(r"0|\d{1,2}(?:\.\d{1,3})?(?:px|rem)")
TOKENS: Mapping[str, re.Pattern[str]] = {
    "brand": COLOUR,
    "brand-text": COLOUR,
    "link": COLOUR,
    "focus": COLOUR,
    "radius": LENGTH,
}
"""What may be set, each as the custom property `--twk-...` of that name."""
NLDS, AUTO = "nlds", "auto"
"""The theme that follows the tokens of NL Design System, and the word for dark colours where a device asks for it."""
MOST_CHARACTERS = 200
LEAST_CONTRAST = 4.5
WHITE, BLACK, BRAND = "#ffffff", "#0b0c0c", "#0b4f5c"
LIGHT = (WHITE, "#f1f6f7")
DARK = ("#10191d", "#1a262c")
"""What text stands on, as in `_theme.scss`: the background and the surface."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Hold how pages look; `refused` names what was asked and is left as it was."""

    words: frozenset[str] = frozenset()
    tokens: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Theme":
        """Read `nlds; auto; brand: #0b4f5c; radius: 0`, each part optional; what cannot be used is refused."""
        parts = [part.strip().lower() for part in text[:MOST_CHARACTERS].split(";")]
        words = frozenset(part for part in parts if part in (NLDS, AUTO))
        pairs = [tuple(each.strip() for each in part.partition(":")[::2]) for part in parts if part not in words]
        # `fullmatch`, since values stand in a style sheet as they are.
        given = {name: value for name, value in pairs if name in TOKENS and TOKENS[name].fullmatch(value)}
        unread = [name if name in TOKENS else "theme" for name, _ in pairs if name and name not in given]
        unread += ["theme"] if len(text) > MOST_CHARACTERS else []
        unreadable = list(_unreadable(given))
        tokens = {name: given[name] for name in TOKENS if name in given and name not in unreadable}
        return cls(words, tokens, tuple(dict.fromkeys(unread + unreadable)))

    def __str__(self) -> str:
        """Write equal themes alike."""
        return ";".join([*sorted(self.words), *(f"{name}:{value}" for name, value in self.tokens.items())])

    @property
    def query(self) -> str:
        return f"theme={quote(str(self), safe='')}" if str(self) else ""

    def css(self) -> str:
        """In the dark, colours that are text get as light as they need to be."""
        if not self.tokens:
            return ""
        set_here = {f"--twk-{name}": value for name, value in self.tokens.items()}
        inks = {"--twk-ink": self.tokens.get("brand"), "--twk-link": self.tokens.get("link")}
        in_the_dark = {name: lightened(colour, DARK) for name, colour in inks.items() if colour}
        dark = f":root:not([data-scheme=light]){{{_declared(in_the_dark)}}}"
        return f":root{{{_declared(set_here)}}}@media screen and (prefers-color-scheme:dark){{{dark}}}"


def _unreadable(tokens: Mapping[str, str]) -> Iterator[str]:
    stands_on = {"brand": LIGHT, "link": LIGHT, "focus": (BLACK,)}
    hard_to_see = [n for n, on in stands_on.items() if n in tokens and _least(tokens[n], on) < LEAST_CONTRAST]
    yield from hard_to_see
    # A brand that is refused is not shown: its text stands on ours.
    brand = BRAND if "brand" in hard_to_see else tokens.get("brand", BRAND)
    if "brand-text" in tokens and contrast(brand, tokens["brand-text"]) < LEAST_CONTRAST:
        yield "brand-text"


def _least(colour: str, others: tuple[str, ...]) -> float:
    return min(contrast(colour, other) for other in others)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _rgb(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[int, int, int]:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def lightened(colour: str, on: tuple[str, ...]) -> str:
    """Mix in as little white as makes the colour readable on these."""
    mixed = colour
    for white in range(0, 101, 5):
        mixed = "#" + "".join(f"{part + (255 - part) * white // 100:02x}" for part in _rgb(colour))
        if _least(mixed, on) >= LEAST_CONTRAST:
            break
    return mixed


def _declared(values: Mapping[str, str]) -> str:
    return ";".join(f"{name}:{value}" for name, value in values.items())
