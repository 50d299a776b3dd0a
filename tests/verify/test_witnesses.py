"""A few sets of answers show everything that any answers lead to."""

from random import Random

from app.engine.evaluate import evaluate
from app.rulebook.model import Rulebook
from app.verify.witnesses import parts_shown, witnesses
from tests.engine.answers import complete
from tests.engine.invented import random_rulebook


def test_witnesses_show_whatever_complete_answers_show() -> None:
    random = Random(3)
    for _ in range(25):
        book = random_rulebook(random, 5)
        shown = {part for each in witnesses(book) for part in parts_shown(evaluate(book, each.answers))}
        drawn = [complete(book, random) for _ in range(40)]
        assert {part for given in drawn for part in parts_shown(evaluate(book, given))} <= shown


def test_the_shipped_rulebook_needs_few_of_them(book: Rulebook) -> None:
    for audience in book.audiences:
        found = witnesses(book.for_audience(audience))
        shown = {part for each in found for part in parts_shown(evaluate(book.for_audience(audience), each.answers))}
        assert {("requirement", id, state) for id in book.requirements for state in ("met", "not_met", "open")} <= shown
        assert {("verdict", verdict) for verdict in (*book.verdicts, "")} <= shown
        assert len(found) <= 15
    notes = [note for note in book.notes.values() if note.for_each]
    every = {part for each in witnesses(book) for part in parts_shown(evaluate(book, each.answers))}
    assert {("note", n.id, answer) for n in notes for answer in book.questions[str(n.for_each)].answers} <= every
