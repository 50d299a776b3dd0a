"""A net under every test: nothing about the person is kept in a case, told to HR, or written in a log line."""

import json
import logging
import re
from collections.abc import Iterable
from functools import cache
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from httpx2 import Response
from pypdf import PdfReader

from app.cases.case import Case
from app.cases.record import Record
from app.cases.repository import AuditEntry
from app.cases.submit import is_for_hr, reader
from app.resources import RULES
from app.rulebook.library import Library
from app.rulebook.model import Question, Rulebook
from app.rulebook.text import LANGUAGES
from app.store.cases import Cases
from tests.disclosable_texts import told_to

OF_CASES = re.compile(r"/(nl|en)/(hr|statement|case)(/|$)|/v1/cases(/|$)")
"""What shows cases: to HR, a manager, a program, and on their own page to whoever shared one."""
OWN = re.compile(r"/(nl|en)/case(/|$)|/letter(\.pdf)?$")
"""What is for the employee, whoever looks."""
QUOTED = re.compile(r"<div data-quoted>.*?</div>", re.DOTALL)
"""Where a page for HR quotes what the employee reads."""
SHORTEST = 12
"""How many letters a text has at least that nobody writes by chance."""


def seen_and_hidden(book: Rulebook) -> tuple[list[Question], list[Question]]:
    """Return the questions that HR sees, and the others."""
    seen = book.audiences[reader(book)] if is_for_hr(book) else frozenset(book.questions)
    return [q for q in book.questions.values() if q.id in seen], [
        q for q in book.questions.values() if q.id not in seen
    ]


def texts(questions: Iterable[Question]) -> set[str]:
    """Return everything that questions and their answers say."""
    told = [t for q in questions for t in (q.ask, *q.answers.values())]
    both = [each for text in told for each in (text, text.other)]
    return {text[language] for text in both for language in LANGUAGES if len(text[language]) >= SHORTEST}


def own_words(books: Iterable[Rulebook]) -> set[str]:
    """Return what is said to the employee where others read other words."""
    told = [(path, text) for book in filter(is_for_hr, books) for path, text in told_to(book, reader(book))]
    others = " ".join(text.other[language] for _, text in told for language in LANGUAGES)
    own = {text[language] for path, text in told if not path.startswith("people.") for language in LANGUAGES}
    return {text for text in own if len(text) >= SHORTEST and text not in others}


def parts(content: bytes) -> list[bytes]:
    """Return what is in a page or a file, of paper the words."""
    if content.startswith(b"%PDF"):
        return [printed(content).encode()]
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as zipped:
            return [zipped.read(name) for name in zipped.namelist()]
    return [content]


@cache
def printed(content: bytes) -> str:
    """Return the words on paper."""
    return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages)


def in_one_line(text: str) -> str:
    """Return a text without spaces, ends of lines and hyphens: where they fall on paper is chance."""
    return re.sub(r"[\s\u00ad-]+", "", text)


class Net:
    """Hold what is about the person in any rulebook that is shipped, and where it was found."""

    def __init__(self) -> None:
        library = list(Library.load(RULES))
        books = [seen_and_hidden(book) for book in library]
        seen = [q for each, _ in books for q in each]
        hidden = [q for _, each in books for q in each]
        self.ids = {q.id for q in hidden} - {q.id for q in seen}
        self.texts = texts(hidden) - texts(seen)
        self._printed = {in_one_line(each): each for each in self.texts}
        self.own_words = own_words(library)
        self.found: list[str] = []
        self._ids = re.compile(r"\b(" + "|".join(sorted(self.ids)) + r")\b")

    def check(self, text: str, where: str) -> None:
        """Note what about the person stands in a text that it should never reach."""
        found = {match[0] for match in self._ids.finditer(text)} | {each for each in self.texts if each in text}
        self.found += [f"{each} in {where}" for each in sorted(found)]

    def keep(self, case: Case) -> None:
        """Look through everything that is kept of a case but the words of people."""
        words = {"who", "name", "note", "by"}
        self.check(json.dumps(_without(case.model_dump(mode="json"), words)), f"the case {case.code}")

    def leave(self, case: Case, record: Record | None) -> None:
        """Look through what remains of a withdrawn case: nothing that was asked, said or noted, nor who it is about."""
        said = {each for statement in case.statements for each in statement.answers}
        words = {case.who, case.verdict or "", *said, *(each.note for each in case.decisions)}
        words |= {link.digest for link in case.links} | {each.form for each in case.events}
        kept = record.model_dump_json() if record else ""
        self.check(kept, f"the record of {case.code}")
        found = [each for each in words - {""} if f'"{each}"' in kept or (len(each) >= SHORTEST and each in kept)]
        self.found += [f"{each} in the record of {case.code}" for each in sorted(found)]

    def look(self, response: Response) -> None:
        """Look through what anybody gets of a case."""
        path = response.request.url.path
        if not OF_CASES.match(path):
            return
        where, content = f"{response.request.method} {path}", response.read()
        for part in parts(content):
            text = unescape(part.decode("utf-8", "replace"))
            self.check(text, where)
            said = "" if OWN.search(path) else QUOTED.sub("", text)
            self.found += [f"{each} in {where}" for each in sorted(self.own_words) if each in said]
        if content.startswith(b"%PDF"):
            words = in_one_line(printed(content))
            broken = {text for line, text in self._printed.items() if line in words and text not in printed(content)}
            self.found += [f"{text} in {where}" for text in sorted(broken)]


NET = Net()


def _without(value: Any, names: set[str]) -> Any:
    match value:
        case dict():
            return {name: _without(each, names) for name, each in value.items() if name not in names}
        case list():
            return [_without(each, names) for each in value]
        case _:
            return value


class Lines(logging.Handler):
    """Look through every line that the program logs."""

    def emit(self, record: logging.LogRecord) -> None:
        """Look through one line, with the traceback where it has one."""
        if not record.name.startswith("http"):
            NET.check(logging.Formatter().format(record), f"a line of {record.name}")


def spread(patch: pytest.MonkeyPatch) -> None:
    """Look through every case before a store keeps it, in whatever test, and through every log line."""
    add, save, withdraw = Cases.add, Cases.save, Cases.withdraw

    def added(self: Cases, case: Case, *more: Any, **named: Any) -> Case:
        NET.keep(case)
        return add(self, case, *more, **named)

    def saved(self: Cases, case: Case, *more: Any, **named: Any) -> Case:
        NET.keep(case)
        return save(self, case, *more, **named)

    def withdrawn(self: Cases, case: Case, record: Record | None, line: AuditEntry) -> None:
        NET.leave(case, record)
        withdraw(self, case, record, line)

    patch.setattr(Cases, "withdraw", withdrawn)
    patch.setattr(Cases, "add", added)
    patch.setattr(Cases, "save", saved)
    patch.setattr(logging.getLogger(), "handlers", [*logging.getLogger().handlers, Lines()])
