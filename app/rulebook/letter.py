"""Letters that somebody can send: texts with places for answers, for the day, and for what they fill in themselves."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.problems import SourceLocation
from app.rulebook.conditions import Condition
from app.rulebook.text import Language, Text

FIELD, DAY = "field:", "day:"
"""What a placeholder begins with that stands for a field, or for a day that matters.

Any other stands for a question, or for today.
"""
_DAY = re.compile(r"\{day:([^{}]*)\}")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class LetterField:
    """Hold something that somebody fills in by themselves, beside what they answered."""

    id: str
    label: Text
    help: Text | None
    place: SourceLocation


@dataclass(frozen=True, slots=True)
class Letter:
    """Hold a letter that is offered where its condition holds: to the person, or to HR for a reply to them."""

    id: str
    title: Text
    when: Condition
    text: Text
    fields: Mapping[str, LetterField]
    by_hr: bool
    place: SourceLocation

    def placeholders(self, language: Language) -> tuple[str, ...]:
        """Return them in the order of the text; a brace that stands by itself is taken for one."""
        return tuple(name for is_placeholder, name in pieces(self.text[language]) if is_placeholder)


def days_in(text: str) -> tuple[str, ...]:
    """Return the days that a message names, in its order; any other brace in it stands for itself."""
    return tuple(_DAY.findall(text))


def with_days(text: str, days: Mapping[str, str]) -> str:
    return _DAY.sub(lambda named: days[named[1]], text)


def pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Yield what stands in a text, in its order: words, and the names of placeholders, which come with True."""
    end = 0
    for found in _PLACEHOLDER.finditer(text):
        yield False, text[end : found.start()]
        yield True, found[0] if found[1] is None else found[1]
        end = found.end()
    yield False, text[end:]
