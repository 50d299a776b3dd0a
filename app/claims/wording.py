"""Claims in words: of one case those that are so, and each by itself for whatever decides that."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from app.claims.claims import ASIDE, CLAIMS
from app.claims.facts import Facts
from app.rulebook.texts import Language


class Claims:
    """Say claims of one case in one language; one that is not so is not said."""

    aside = ASIDE

    def __init__(self, facts: Facts, language: Language) -> None:
        self._facts = facts
        self._language: Language = language

    def holds(self, id: str, about: Any = None) -> bool:
        """Say whether a claim is so."""
        return CLAIMS[id].holds(self._facts, about)

    def __call__(self, id: str, about: Any = None, **values: Any) -> Markup:
        """Return a claim as HTML where it is so, or else nothing."""
        return sentence(id, self._language, **values) if self.holds(id, about) else Markup()

    def first(self, ids: Iterable[str], about: Any = None, **values: Any) -> Markup:
        """Return the first of these claims that is so."""
        return next((self(id, about, **values) for id in ids if self.holds(id, about)), Markup())


def sentence(id: str, language: Language, **values: Any) -> Markup:
    """Return a claim as HTML, whether it is so or not: for whatever decides that by itself."""
    claim = CLAIMS[id]
    text = claim.one if claim.one and values.get("num") == 1 else claim.text
    inside = Markup(escape(text[language])) % values if values else escape(text[language])  # noqa: S704 - escaped
    return Markup('<span data-claim="{}">{}</span>').format(id, inside)
