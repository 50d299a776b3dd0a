"""The letters that are offered below an outcome, with the person's own answers in them."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from app.disclosure import Disclosure
from app.rule_text import blank, label_of
from app.rulebook.conditions import TODAY
from app.rulebook.dates import date_text
from app.rulebook.letter import DAY, FIELD, Letter, pieces
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.text import Language, Text
from app.web.visits.visit import Visit

Context = dict[str, Any]
_PARAGRAPHS = re.compile(r"\n\s*\n")


def letters_told(visit: Visit, disclosure: Disclosure, language: Language, day: date) -> list[Context]:
    """Only answers that apply are in them; what is not known is left to fill in, as fields are."""
    book, idle = visit.rulebook, disclosure["not_applicable"]
    answers = {q: answer for q, answer in visit.answers.items() if q not in idle}
    known = known_texts(book, answers, disclosure.get("days", {}), day)
    return [LetterWriting(book, book.letters[id], known, language).context() for id in disclosure.get("letters", ())]


def known_texts(
    book: Rulebook, answers: Mapping[str, Any], days: Mapping[str, str], today: date
) -> dict[str, list[Text]]:
    """Return what letters can say by the names of placeholders: answers that apply, days that matter, and today."""
    known = {q: answer for q, answer in answers.items() if q in book.questions and answer != UNKNOWN}
    texts = {q: book.answer_texts(q, answer) for q, answer in known.items()}
    texts |= {f"{DAY}{id}": [date_text(day)] for id, day in days.items()}
    return texts | {TODAY: [date_text(today.isoformat())]}


class LetterWriting:
    """Write one letter in one language, with what is known by the names of its placeholders."""

    def __init__(self, book: Rulebook, letter: Letter, known: Mapping[str, list[Text]], language: Language) -> None:
        self._book = book
        self._letter = letter
        self._known = known
        self._language: Language = language

    def context(self) -> Context:
        paragraphs = _PARAGRAPHS.split(self._letter.text[self._language].strip())
        names = dict.fromkeys(self._letter.placeholders(self._language))
        return {
            "id": self._letter.id.replace("_", "-"),
            "title": self._letter.title[self._language],
            "paragraphs": [list(self._pieces(each)) for each in paragraphs],
            "fields": [self._field(name) for name in names if name not in self._known],
            "day": None if TODAY in names else self._filled(TODAY),
        }

    def _pieces(self, paragraph: str) -> Iterator[Context]:
        for is_placeholder, text in pieces(paragraph):
            if not is_placeholder:
                yield {"text": text}
            elif text in self._known:
                yield {"text": self._filled(text)}
            else:
                yield {"text": blank(self._letter, text, self._book, self._language), "key": _key(text)}

    def _filled(self, name: str) -> str:
        texts = self._known[name]
        return ", ".join((text.other if self._letter.by_hr else text)[self._language] for text in texts)

    def _field(self, name: str) -> Context:
        field = self._letter.fields.get(name.removeprefix(FIELD)) if name.startswith(FIELD) else None
        help = field.help[self._language] if field and field.help else ""
        return {"key": _key(name), "label": label_of(self._letter, name, self._book)[self._language], "help": help}


def _key(name: str) -> str:
    return re.sub(r"[_:]", "-", name)
