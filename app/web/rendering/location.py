"""Where a page stands: on this site, or inside a page of somebody else, and in which theme."""

from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.types import Scope

from app.rulebook.text import Language
from app.web.rendering.theme import Theme

FRAMED = "/embed"
"""What the path of every page starts with that others may frame."""


def is_framed(scope: Scope) -> bool:
    """Also true below `/embed` where there is no page."""
    path: str = scope["path"]
    return path == FRAMED or path.startswith(f"{FRAMED}/")


@dataclass(frozen=True, slots=True)
class PageLocation:
    """Hold where a page stands; `carried` is the part of each address that keeps the theme of a framed page."""

    theme: Theme
    root: str = ""
    carried: str = ""

    @classmethod
    def of(cls, scope: Scope, theme: Theme) -> "PageLocation":
        """Only a framed page may ask for another theme than this one."""
        if not is_framed(scope):
            return cls(theme)
        # latin-1 reads any bytes, and a theme has only ASCII.
        text = parse_qs(scope["query_string"].decode("latin-1")).get("theme", [""])[-1]
        shown = Theme.read(text) if text else theme
        return cls(shown, FRAMED, shown.query if text else "")

    def address(self, language: Language, path: str = "", query: str = "") -> str:
        whole_query = "&".join(part for part in (query, self.carried) if part)
        return f"{self.root}/{language}{path}{'?' if whole_query else ''}{whole_query}"
