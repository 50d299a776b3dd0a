"""Claims in words: of one case those that are so, and each by itself for whatever decides that."""

from collections.abc import Iterable, Mapping
from typing import Any, Generic

from markupsafe import Markup, escape

from app.claims.claim import Claim, F
from app.claims.claims import ASIDE, CLAIMS, UNSETTLED
from app.rulebook.text import Language


class Claims(Generic[F]):
    """Say claims about one thing in one language; one that is not so is not said."""

    aside = ASIDE
    unsettled = tuple(UNSETTLED)

    def __init__(self, facts: F, language: Language, claims: Mapping[str, Claim[F]]) -> None:
        self.facts = facts
        self._language: Language = language
        self._claims = claims

    def holds(self, id: str, about: Any = None) -> bool:
        return self._claims[id].holds(self.facts, about)

    def __call__(self, id: str, about: Any = None, **values: Any) -> Markup:
        """Return HTML; empty where the claim is not so."""
        return _marked(self._claims[id], self._language, values) if self.holds(id, about) else Markup()

    def first(self, ids: Iterable[str], about: Any = None, **values: Any) -> Markup:
        return next((self(id, about, **values) for id in ids if self.holds(id, about)), Markup())

    def plain(self, id: str, about: Any = None, **values: Any) -> str:
        """Empty where the claim is not so."""
        return _text(self._claims[id], self._language, values) % values if self.holds(id, about) else ""


def sentence(id: str, language: Language, **values: Any) -> Markup:
    """Return a claim of an outcome as HTML, whether it is so or not: for whatever decides that by itself."""
    return _marked(CLAIMS[id], language, values)


def _marked(claim: Claim[Any], language: Language, values: Mapping[str, Any]) -> Markup:
    text = Markup(escape(_text(claim, language, values)))  # noqa: S704 - escaped
    return Markup('<span data-claim="{}">{}</span>').format(claim.id, text % values if values else text)


def _text(claim: Claim[Any], language: Language, values: Mapping[str, Any]) -> str:
    return (claim.one if claim.one and values.get("num") == 1 else claim.text)[language]
