"""The letters that are offered below an outcome, with the person's own answers in them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.disclosure import Disclosure
from app.rule_text import blank, label_of
from app.rulebook.conditions import TODAY
from app.rulebook.dates import date_text
from app.rulebook.letter import FIELD, Letter, pieces
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.text import Language
from app.web.visits.visit import Visit

Context = dict[str, Any]
_PARAGRAPHS = re.compile(r"\n\s*\n")


def letters_told(visit: Visit, disclosure: Disclosure, language: Language, day: date) -> list[Context]:
    """Only answers that apply are in them; what is not known is left to fill in, as fields are."""
    idle = disclosure["not_applicable"]
    known = {q: answer for q, answer in visit.answers.items() if q not in idle and answer != UNKNOWN}
    offered = (visit.rulebook.letters[id] for id in disclosure.get("letters", ()))
    return [_Writing(visit.rulebook, letter, known, language).context(day) for letter in offered]


class _Writing:
    """Write one letter in one language."""

    def __init__(self, book: Rulebook, letter: Letter, known: Mapping[str, Any], language: Language) -> None:
        self._book = book
        self._letter = letter
        self._known = known
        self._language: Language = language

    def context(self, day: date) -> Context:
        paragraphs = _PARAGRAPHS.split(self._letter.text[self._language].strip())
        names = dict.fromkeys(self._letter.placeholders(self._language))
        return {
            "id": self._letter.id.replace("_", "-"),
            "title": self._letter.title[self._language],
            "paragraphs": [list(self._pieces(each, day)) for each in paragraphs],
            "fields": [self._field(name) for name in names if name != TODAY and name not in self._known],
            "day": None if TODAY in names else self._filled(TODAY, day),
        }

    def _pieces(self, paragraph: str, day: date) -> Iterator[Context]:
        for is_placeholder, text in pieces(paragraph):
            if not is_placeholder:
                yield {"text": text}
            elif text == TODAY or text in self._known:
                yield {"text": self._filled(text, day)}
            else:
                yield {"text": blank(self._letter, text, self._book, self._language), "key": _key(text)}

    def _filled(self, name: str, day: date) -> str:
        if name == TODAY:
            return date_text(day.isoformat())[self._language]
        return ", ".join(text[self._language] for text in self._book.answer_texts(name, self._known[name]))

    def _field(self, name: str) -> Context:
        field = self._letter.fields.get(name.removeprefix(FIELD)) if name.startswith(FIELD) else None
        help = field.help[self._language] if field and field.help else ""
        return {"key": _key(name), "label": label_of(self._letter, name, self._book)[self._language], "help": help}


def _key(name: str) -> str:
    return re.sub(r"[_:]", "-", name)
