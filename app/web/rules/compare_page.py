"""What the page that compares two editions tells: a comparison in one language, in the rulebooks' own texts."""

from dataclasses import dataclass, replace
from typing import Any

from app.rule_text import A_DRAFT, Said, said
from app.rulebook.conditions import TODAY, All, Condition, Not, QuestionIs
from app.rulebook.dates import date_text
from app.rulebook.model import Note, Rulebook
from app.rulebook.text import Language, Text
from app.verify.diff.dates import as_condition
from app.verify.diff.diff import Comparison, Difference
from app.verify.diff.product import Cube
from app.verify.diff.structural import Alone

Context = dict[str, Any]
TODAY_TOLD = Text("vandaag", "today")


@dataclass(frozen=True, slots=True)
class DifferenceTold:
    """Hold one difference in words; `about` is the title of a criterion, an outcome None is a requirement that is none.

    `states` has both outcomes by id. None in `when` holds always.
    """

    what: str
    about: str | None
    old: str | None
    new: str | None
    states: tuple[str, str]
    answer_sets: int
    when: tuple[Said | None, ...]
    unless: tuple[Said | None, ...]
    example: tuple[tuple[str, str], ...]


def differences(comparison: Comparison, language: Language) -> Context:
    page = DiffPage(comparison, language)
    return {
        "found": comparison,
        "differences": [page.difference(each) for each in comparison.differences],
        "alone": [
            (called(comparison.old, language), page.alone(comparison.old, comparison.only_in_old)),
            (called(comparison.new, language), page.alone(comparison.new, comparison.only_in_new)),
        ],
        "called": {book.edition: called(book, language) for book in (comparison.old, comparison.new)},
    }


def called(book: Rulebook, language: Language) -> str:
    if book.draft:
        return f"{book.version} ({A_DRAFT[language]})"
    return f"{book.version}, {book.organisation.name[language]}" if book.organisation else book.version


class DiffPage:
    """Tell one comparison in one language."""

    def __init__(self, comparison: Comparison, language: Language) -> None:
        self._comparison = comparison
        self._language: Language = language
        # Where a sentence names an answer the page says once that the question was asked: no gate needs repeating.
        questions = {**comparison.old.questions, **comparison.new.questions}
        self._book = replace(
            comparison.new,
            questions={q: replace(each, asked_when=None) for q, each in questions.items()},
            differences={**comparison.old.differences, **comparison.new.differences},
        )

    def difference(self, each: Difference) -> DifferenceTold:
        old, new = self._comparison.old, self._comparison.new
        criterion = new.criteria.get(each.id or "") or old.criteria.get(each.id or "")
        return DifferenceTold(
            what=each.what,
            about=criterion.title[self._language] if criterion and each.what == "criterion" else None,
            old=self._outcome(old, each, each.old),
            new=self._outcome(new, each, each.new),
            states=(each.old, each.new),
            answer_sets=each.answer_sets,
            when=tuple(self._cube(one.cube, either_way=True) for one in each.described_by),
            unless=tuple(self._cube(cube, either_way=False) for cube in each.unless),
            example=tuple(self._answer(*answer) for answer in each.example.items()),
        )

    def _outcome(self, book: Rulebook, each: Difference, outcome: str) -> str | None:
        match each.what:
            case "verdict":
                return book.verdicts[outcome].title[self._language]
            case "criterion":
                return book.extents[outcome][self._language]
            case _ if outcome == "not_required":
                return None
            case _:
                requirement = book.requirements[each.id or ""]
                return (requirement.met if outcome == "met" else requirement.not_met)[self._language]

    def _cube(self, cube: Cube, *, either_way: bool) -> Said | None:
        """None where the cube always holds."""
        parts = tuple(self._stated(*each, either_way=either_way) for each in cube.items())
        return said(All(parts), self._book, self._language) if parts else None

    def _stated(self, question: str, answers: tuple[str, ...], *, either_way: bool) -> Condition:
        """State the shorter of having one of these answers and having none of the others."""
        if question in self._book.linked:
            return as_condition((self._comparison.old, self._comparison.new), question, answers)
        others = tuple(answer for answer in self._comparison.questions[question] if answer not in answers)
        if either_way and question in self._comparison.always_asked and len(others) < len(answers):
            return Not(QuestionIs(question, others))
        return QuestionIs(question, answers)

    def _answer(self, id: str, answer: str) -> tuple[str, str]:
        ask = TODAY_TOLD if id == TODAY else self._book.questions[id].ask
        texts = [date_text(answer)] if id == TODAY else self._book.answer_texts(id, answer)
        return ask[self._language], texts[0][self._language]

    def alone(self, book: Rulebook, only: Alone) -> dict[str, list[str]]:
        """Leave out sections with nothing."""
        texts = {
            "questions": [book.questions[id].ask for id in only.ids["questions"]],
            "criteria": [book.criteria[id].title for id in only.ids["criteria"]],
            "verdicts": [book.verdicts[id].title for id in only.ids["verdicts"]],
            "requirements": [book.requirements[id].not_met for id in only.ids["requirements"]],
            "actions": [book.actions[id].say for id in only.ids["actions"]],
            "notes": [_note(book, book.notes[id]) for id in only.ids["notes"]],
        }
        in_words = {section: [text[self._language] for text in listed] for section, listed in texts.items()}
        in_words["answers"] = [self._answers(book, *each) for each in only.answers.items()]
        return {section: listed for section, listed in in_words.items() if listed}

    def _answers(self, book: Rulebook, id: str, answers: tuple[str, ...]) -> str:
        question = book.questions[id]
        named = ", ".join(f"“{question.decided.answers[answer][self._language]}”" for answer in answers)
        return f"{question.ask[self._language]} {named}"


def _note(book: Rulebook, note: Note) -> Text:
    """Return what the note is about where it says something else for each answer."""
    return note.say or note.heading or book.questions[note.for_each or ""].ask
