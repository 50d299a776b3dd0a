"""An outcome in words, as plain text."""

from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import fill, wrap
from typing import Any

from app.disclosure import Disclosure
from app.engine.evaluate import OWN
from app.rulebook.model import UNKNOWN, Language, Rulebook

WIDTH = 88
LABELS = {
    "reasons": {"nl": "Waarom", "en": "Why"},
    "settled": {"nl": "Dit volgt uit deze antwoorden", "en": "This follows from these answers"},
    "arrange": {"nl": "Eerst nog te regelen", "en": "To be arranged first"},
    "actions": {"nl": "Wie doet wat", "en": "Who does what"},
    "notes": {"nl": "Goed om te weten", "en": "Good to know"},
    "open": {"nl": "Nog open", "en": "Still open"},
    "changes": {"nl": "Wat dit zou veranderen", "en": "What would change this"},
    "source": {"nl": "bron", "en": "source"},
    "can_tell": {"nl": "dat weet", "en": "who can tell"},
    "can_change": {"nl": "te veranderen door", "en": "can be changed by"},
    "more": {"nl": "Er zijn er meer.", "en": "There are more."},
    "and": {"nl": "en", "en": "and"},
}


def in_words(rulebook: Rulebook, told: Disclosure, language: Language, today: date) -> str:
    """Return the whole outcome as text of at most 88 columns."""
    return "\n".join(_Telling(rulebook, told, language).lines(today))


class _Telling:
    def __init__(self, rulebook: Rulebook, told: Disclosure, language: Language) -> None:
        self._book = rulebook
        self._told = told
        self._language: Language = language

    def lines(self, today: date) -> Iterator[str]:
        book, told, lang = self._book, self._told, self._language
        yield f"{book.title[lang]} ({book.id} {book.version})"
        if not book.in_force_on(today):
            yield fill(book.about["historical"][lang], WIDTH)
        verdict = told["verdict"]
        title = book.undetermined[0] if verdict is None else book.verdicts[verdict].title
        yield f"\n{title[lang]}"
        yield fill(told["say"], WIDTH)
        if not told["certain"]:
            yield from (f"  - {book.verdicts[possible].title[lang]}" for possible in told["possible"])
        yield from self._section("reasons", map(self._reason, told["reasons"]))
        settled = told["settled_by"] if told["certain"] and not told["reasons"] else {}
        yield from self._section("settled", (self._answer(*pair) for pair in settled.items()))
        unmet = (r for r in told["requirements"] if r["state"] != "met")
        yield from self._section("arrange", (f"{r['text']} ({self._people([r['owner']])})" for r in unmet))
        yield from self._section("actions", map(self._action, self._by_owner()))
        yield from self._section("notes", (note["text"] for note in told["notes"]))
        yield from self._section("open", map(self._open, told["open_questions"]))
        yield from self._section("changes", self._changes())
        yield "\n" + fill(book.about["advice_only"][lang], WIDTH)

    def _section(self, label: str, items: Iterable[str]) -> Iterator[str]:
        for place, item in enumerate(items):
            if place == 0:
                yield f"\n{self._label(label)}"
            yield "\n".join(wrap(item, WIDTH, initial_indent="  - ", subsequent_indent="    "))

    def _reason(self, reason: dict[str, Any]) -> str:
        return f"{reason['text']} ({self._label('source')}: {self._sources(reason['source'])})"

    def _sources(self, clauses: Iterable[str]) -> str:
        known = [self._book.clauses[clause] for clause in clauses]
        return ", ".join(f"{c.id}, {self._book.sources[c.source].title[self._language]}" for c in known)

    def _by_owner(self) -> list[dict[str, Any]]:
        return sorted(self._told["actions"], key=lambda action: [*self._book.people].index(action["owner"][0]))

    def _action(self, action: dict[str, Any]) -> str:
        return f"{self._people(action['owner'])}: {action['text']}"

    def _open(self, question: dict[str, Any]) -> str:
        people = self._people(question["who_can_tell"])
        return f"{self._ask(question['question'])} ({self._label('can_tell')}: {people})"

    def _changes(self) -> Iterator[str]:
        for change in self._told["changes"]:
            answers = "; ".join(self._answer(*pair) for pair in change["answers"].items())
            verdict = self._book.verdicts[change["verdict"]].title[self._language]
            who = f" ({self._label('can_change')}: {self._people(change['can_be_changed_by'])})"
            yield f"{verdict}: {answers}{who if change['can_be_changed_by'] else ''}"
        if self._told["more_changes"]:
            yield self._label("more")

    def _ask(self, question: str) -> str:
        asked = self._book.questions[question]
        return (asked.ask if self._told["audience"] == OWN else asked.ask_other)[self._language]

    def _answer(self, question: str, answer: str | Iterable[str]) -> str:
        asked = self._book.questions[question]
        labels = asked.answers if self._told["audience"] == OWN else {**asked.answers, **asked.answers_other}
        labels = {**labels, UNKNOWN: asked.unknown}
        chosen = [answer] if isinstance(answer, str) else answer
        return f"{self._ask(question)} {', '.join(labels[each][self._language] for each in chosen)}"

    def _people(self, people: Iterable[str]) -> str:
        return f" {self._label('and')} ".join(self._book.people[person][self._language] for person in people)

    def _label(self, label: str) -> str:
        return LABELS[label][self._language]
