"""An outcome in words, as plain text."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from textwrap import TextWrapper
from typing import Any

from babel.dates import format_date

from app.cases.organisation import Employer, is_own_policy
from app.claims.claims import CLAIMS
from app.claims.facts import Facts
from app.claims.wording import Claims
from app.disclosure import Disclosure
from app.rule_text import draft_said
from app.rulebook.in_force import Standing, standing
from app.rulebook.model import NONE_REACHED, Criterion, Rulebook
from app.rulebook.roles import own
from app.rulebook.text import Language, Text
from app.web.questionnaire.days import days_told
from app.web.questionnaire.outcome import over_time

WIDTH = 88
LABELS = {
    "changes_of": {"nl": "Met de wijzigingen van", "en": "With the changes of"},
    "not_since": {"nl": "Niet meer geldig sinds", "en": "Not applied since"},
    "reasons": {"nl": "Waarom", "en": "Why"},
    "absent": {"nl": "Deze redenen gelden niet", "en": "These reasons do not hold"},
    "days": {"nl": "Dagen die tellen", "en": "Days that matter"},
    "settled": {"nl": "Dit volgt uit deze antwoorden", "en": "This follows from these answers"},
    "arrange": {"nl": "Eerst nog te regelen", "en": "To be arranged first"},
    "arranged": {"nl": "In orde volgens de antwoorden", "en": "In order according to the answers"},
    "actions": {"nl": "Wie doet wat", "en": "Who does what"},
    "own_actions": {"nl": "Wat u kunt doen", "en": "What you can do"},
    "holds": {"nl": "Dit geldt", "en": "What applies"},
    "not": {"nl": "Dit geldt niet", "en": "What does not apply"},
    "follows": {"nl": "volgt uit", "en": "follows from"},
    "notes": {"nl": "Goed om te weten", "en": "Good to know"},
    "next": {"nl": "De volgende vraag", "en": "The next question"},
    "open": {"nl": "Nog open", "en": "Still open"},
    "who": {"nl": "Wie dat kan weten", "en": "Who can tell"},
    "changes": {"nl": "Wat dit zou veranderen", "en": "What would change this"},
    "top_changes": {"nl": "Wat de uitkomst bovenaan zou veranderen", "en": "What would change the outcome at the top"},
    "source": {"nl": "bron", "en": "source"},
    "can_tell": {"nl": "dat kan weten", "en": "who can tell"},
    "can_change": {"nl": "te veranderen door", "en": "can be changed by"},
    "and": {"nl": "en", "en": "and"},
    "or": {"nl": "of", "en": "or"},
    "policy": {"nl": "Eigen beleid van %(name)s sinds %(day)s", "en": "Own policy of %(name)s since %(day)s"},
}


def in_words(
    rulebook: Rulebook, disclosure: Disclosure, language: Language, today: date, *, employer: Employer | None = None
) -> str:
    """Return text of at most 88 columns; `employer` is whose own policy the criteria may be."""
    return "\n".join(_Outcome(rulebook, disclosure, language, employer).lines(today))


class _Outcome:
    def __init__(
        self, rulebook: Rulebook, disclosure: Disclosure, language: Language, employer: Employer | None
    ) -> None:
        self._employer = employer
        self._book = rulebook
        self._disclosure = disclosure
        self._language: Language = language
        self._own = disclosure["audience"] == own(rulebook)
        self._claims = Claims(Facts(rulebook, {}, disclosure), language, CLAIMS)

    def lines(self, today: date) -> Iterator[str]:
        book, disclosure, lang = self._book, self._disclosure, self._language
        if work_only := self._claims.plain("work_only"):
            yield _filled(work_only) + "\n"
        yield f"{book.title[lang]} ({book.id} {book.version})"
        if book.organisation:
            yield _filled(f"{self._label('changes_of')} {book.organisation.name[lang]}")
        if book.draft:
            yield _filled(draft_said(book, lang))
        yield from self._standing(standing(book, today))
        yield from self._verdict()
        if stays := self._over_time():
            yield _filled(stays)
        days = days_told(disclosure, book, lang)
        yield from self._section("days", (f"{each['title']}: {each['day']}" for each in days))
        yield from self._list() if book.lists else self._grounds()
        yield from self._requirements()
        yield from self._actions()
        yield from self._notes()
        following = disclosure["next_question"]
        yield from self._section("next", [self._ask(following)] if following else [])
        named = "who" if book.lists else "open"
        yield from self._section(named, map(self._open, disclosure["open_questions"]))
        yield from self._section("top_changes" if book.lists else "changes", self._changes())
        if disclosure["certain"]:
            yield "\n" + _filled(self._said(book.about["advice_only"]))

    def _grounds(self) -> Iterator[str]:
        disclosure = self._disclosure
        yield from self._section("reasons", map(self._reason, disclosure["reasons"]))
        settled = disclosure["settled_by"] if disclosure["certain"] and not disclosure["reasons"] else {}
        yield from self._section("settled", (self._answer(*pair) for pair in settled.items()))
        yield from self._section("absent", map(self._titled, disclosure["not_reached"]))

    def _list(self) -> Iterator[str]:
        told = [(self._book.criteria[id], state) for id, state in self._disclosure["criteria"].items()]
        settled = [(criterion, state) for criterion, state in told if state["reach"] is not None]
        for label, is_none in (("holds", False), ("not", True)):
            there = (pair for pair in settled if (pair[1]["reach"] == NONE_REACHED) == is_none)
            yield from self._section(label, (self._on_list(*pair) for pair in there))
        left = ((criterion, state["open_questions"]) for criterion, state in told if state["reach"] is None)
        yield from self._section("open", (f"{self._said(c.title)}: {' '.join(map(self._ask, qs))}" for c, qs in left))

    def _on_list(self, criterion: Criterion, state: dict[str, Any]) -> str:
        line = next((line for line in criterion.reaches if line.extent == state["reach"]), None)
        extent = f" ({self._said(self._book.extents[line.extent])})" if line and len(self._book.extents) > 2 else ""
        text = self._said(line.because if line else criterion.not_reached)
        answers = "; ".join(self._answer(*pair) for pair in state["because"].items())
        rests_on = [f"{self._label('follows')}: {answers}"] if answers else []
        rests_on += [f"{self._label('source')}: {self._sources(state['source'])}"] if state["source"] else []
        why = f" ({'; '.join(rests_on)})" if rests_on else ""
        return f"{self._said(criterion.title)}{extent}: {text}{why}"

    def _standing(self, edition: Standing) -> Iterator[str]:
        if self._employer and is_own_policy(self._book, self._employer, edition.on):
            day = self._day(self._employer.own_policy_since)
            yield f"{self._label('policy') % {'name': self._employer.name, 'day': day}}."
        elif edition.since:
            if said := self._book.about.get("historical"):
                yield _filled(self._said(said))
            yield f"{self._label('not_since')} {self._day(edition.since)}."

    def _day(self, day: date) -> str:
        return str(format_date(day, "d MMMM y", locale=self._language))

    def _verdict(self) -> Iterator[str]:
        book, disclosure = self._book, self._disclosure
        if disclosure["verdict"] is None:
            title, _, meanwhile = book.undetermined
            yield f"\n{self._said(title)}"
            yield _filled(disclosure["say"])
            possible = () if book.implies_verdicts else disclosure["possible"]
            yield from (_item(self._said(book.verdict_title(verdict))) for verdict in possible)
            yield _filled(self._said(meanwhile))
        else:
            verdict = book.verdicts[disclosure["verdict"]]
            yield f"\n{self._said(verdict.title)}"
            yield from (_filled(text) for text in (disclosure["say"], *map(self._said, verdict.then)))

    def _over_time(self) -> str:
        values = over_time(self._disclosure, self._book, self._language)
        said = (self._claims.plain(claim, **values) for claim in ("until_then", "until_open"))
        return next(filter(None, said), "")

    def _section(self, label: str, items: Iterable[str]) -> Iterator[str]:
        return _under(self._label(label), items)

    def _reason(self, reason: dict[str, Any]) -> str:
        cited = f" ({self._label('source')}: {self._sources(reason['source'])})" if reason["source"] else ""
        return f"{self._titled(reason)}{cited}"

    def _titled(self, reason: dict[str, Any]) -> str:
        return f"{self._said(self._book.criteria[reason['criterion']].title)}: {reason['text']}"

    def _sources(self, clauses: Iterable[str]) -> str:
        cited = [self._book.clauses[clause] for clause in clauses]
        return ", ".join(f"{c.id}, {self._book.sources[c.source].title[self._language]}" for c in cited)

    def _requirements(self) -> Iterator[str]:
        requirements = self._disclosure["requirements"]
        unmet = (f"{r['text']} ({self._people([r['owner']])})" for r in requirements if r["state"] != "met")
        yield from self._section("arrange", unmet)
        yield from self._section("arranged", (r["text"] for r in requirements if r["state"] == "met"))

    def _actions(self) -> Iterator[str]:
        if self._own:
            yield from self._section("own_actions", (action["text"] for action in self._by_owner()))
            return
        if self._disclosure["actions"]:
            yield f"\n{self._label('actions')}"
        for owners, actions in groupby(self._by_owner(), key=lambda action: action["owner"]):
            people = self._people(owners)
            yield f"  {people[:1].upper()}{people[1:]}:"
            yield from (_item(action["text"]) for action in actions)

    def _by_owner(self) -> list[dict[str, Any]]:
        people = [*self._book.people]
        return sorted(
            self._disclosure["actions"], key=lambda action: [people.index(owner) for owner in action["owner"]]
        )

    def _notes(self) -> Iterator[str]:
        headings = {note["id"]: self._book.notes[note["id"]].heading for note in self._disclosure["notes"]}
        for id, heading in headings.items():
            if heading is not None:
                texts = (note["text"] for note in self._disclosure["notes"] if note["id"] == id)
                yield from _under(_filled(self._said(heading)), texts)
        yield from self._section("notes", (n["text"] for n in self._disclosure["notes"] if headings[n["id"]] is None))

    def _open(self, question: dict[str, Any]) -> str:
        people = self._people(question["who_can_tell"], "or")
        return f"{self._ask(question['question'])} ({self._label('can_tell')}: {people})"

    def _changes(self) -> Iterator[str]:
        for change in self._disclosure["changes"]:
            answers = "; ".join(self._answer(*pair) for pair in change["answers"].items())
            certain = self._book.verdicts.get(change["verdict"])
            verdict = self._said(certain.title) if certain else self._claims.plain("open_then", change)
            who = f" ({self._label('can_change')}: {self._people(change['can_be_changed_by'])})"
            yield f"{verdict}: {answers}{who if change['can_be_changed_by'] else ''}"
        if more := self._claims.plain("more_ways"):
            yield more

    def _ask(self, question: str) -> str:
        return self._said(self._book.questions[question].ask)

    def _answer(self, question: str, answer: str | Iterable[str]) -> str:
        texts = map(self._said, self._book.answer_texts(question, answer))
        return f"{self._ask(question)} {', '.join(texts)}"

    def _people(self, people: Iterable[str], between: str = "and") -> str:
        *others, last = (self._said(self._book.people[person]) for person in people)
        return f"{', '.join(others)} {self._label(between)} {last}" if others else last

    def _said(self, text: Text) -> str:
        return (text if self._own else text.other)[self._language]

    def _label(self, label: str) -> str:
        return LABELS[label][self._language]


def _under(heading: str, items: Iterable[str]) -> Iterator[str]:
    for place, item in enumerate(items):
        if place == 0:
            yield f"\n{heading}"
        yield _item(item)


def _item(text: str) -> str:
    return _filled(text, "  - ", "    ")


def _filled(text: str, first: str = "", then: str = "") -> str:
    """Break lines between words only: whoever copies or looks for a word such as `self-employed` finds it whole."""
    between_words = TextWrapper(WIDTH, first, then, break_on_hyphens=False, break_long_words=False)
    return between_words.fill(text)
