"""The documents that rules rest on, and their clauses."""

from dataclasses import dataclass
from datetime import date

from app.rulebook.text import Text


@dataclass(frozen=True, slots=True)
class Clause:
    """Hold one clause of a source, paraphrased."""

    id: str
    source: str
    text: Text


@dataclass(frozen=True, slots=True)
class Source:
    """Hold a document that rules rest on, with where to find it."""

    id: str
    title: Text
    where: Text
    url: str | None
    date: date | None
