"""What the outcome page tells: a disclosure put in the order in which people read it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from app.claims.claims import CLAIMS
from app.claims.facts import Facts
from app.claims.wording import Claims
from app.disclosure import Disclosure, disclose
from app.rule_text import message_said
from app.rulebook.calendar import iso
from app.rulebook.coded import coded
from app.rulebook.dates import date_text
from app.rulebook.model import NONE_REACHED, UNKNOWN, Criterion, Question, Reach, Rulebook
from app.rulebook.roles import person
from app.rulebook.text import Language
from app.web.questionnaire.days import days_told, time_line
from app.web.visits.visit import Visit

Context = dict[str, Any]


def outcome(visit: Visit, language: Language, more: int = 0) -> Context:
    """What follows from the answers comes from the disclosure alone."""
    return OutcomePage(facts_of(visit, language, more), language).context()


def facts_of(visit: Visit, language: Language, more: int = 0) -> Facts:
    """`more` questions at most can still be answered although nothing depends on them."""
    disclosure = disclose(visit.rulebook, visit.answers, language, mode=visit.mode)
    return Facts(visit.rulebook, visit.answers, disclosure, more)


def over_time(disclosure: Disclosure, book: Rulebook, language: Language) -> dict[str, str]:
    """Return what stands in the sentences about the verdict over time; empty where that stays as it is."""
    until = disclosure.get("holds_until")
    if until is None:
        return {}
    day, following = (date_text(iso(date.fromisoformat(until).toordinal() + more))[language] for more in (0, 1))
    verdict = book.verdict_title(disclosure["then"][0])[language]
    return {"day": day, "next": following, "verdict": verdict}


def answers_told(book: Rulebook, answers: Mapping[str, Any], language: Language) -> list[Context]:
    """Leave out the day, which stands among answers where dates are compared with it."""
    return [
        {"id": q, "ask": book.questions[q].ask[language], "answer": _texts(book, q, a, language), "value": a}
        for q, a in answers.items()
        if q in book.questions
    ]


def _texts(book: Rulebook, question: str, answer: Any, language: Language) -> str:
    return ", ".join(text[language] for text in book.answer_texts(question, answer))


def line_told(rulebook: Rulebook, criterion: Criterion, line: Reach, language: Language) -> Context:
    return {
        **counts_told(rulebook, criterion, line, language),
        "clauses": [rulebook.clauses[clause] for clause in criterion.source],
        "readings": [rulebook.readings[each][language] for each in line.readings],
    }


def counts_told(rulebook: Rulebook, criterion: Criterion, line: Reach, language: Language) -> Context:
    extent, text = rulebook.extents[line.extent][language], line.because[language]
    return {"id": criterion.id, "title": criterion.title[language], "extent": extent, "text": text}


def missing_told(rulebook: Rulebook, question: Question, language: Language) -> Context:
    people = [rulebook.people[who][language] for who in others_who_can_tell(rulebook, question.id)]
    return {"id": question.id, "ask": question.ask[language], "people": people}


def others_who_can_tell(rulebook: Rulebook, question: str) -> tuple[str, ...]:
    return tuple(who for who in rulebook.questions[question].answered_by if who != person(rulebook))


class OutcomePage:
    """Tell one disclosure in one language."""

    def __init__(self, facts: Facts, language: Language) -> None:
        self._facts = facts
        self._book = facts.book
        self._disclosure: Disclosure = facts.told
        self._claims = Claims(facts, language, CLAIMS)
        self._language: Language = language

    def context(self) -> Context:
        disclosure, book = self._disclosure, self._book
        verdict = disclosure["verdict"]
        return {
            "told": disclosure,
            "claim": self._claims,
            "verdict": book.verdicts[verdict] if verdict else None,
            "number": list(book.verdicts).index(verdict) + 1 if verdict else None,
            "possible": [book.verdict_title(v)[self._language] for v in disclosure["possible"]],
            "reasons": [self._reason(reason) for reason in disclosure["reasons"]],
            "counting": [self._counts(id, reach) for id, reach in self._counting().items()],
            "settled": self._answers(disclosure["settled_by"]),
            "absent": [self._not_carrying(each) for each in self._absent()],
            "aside": list(self._aside()),
            "missing": self._missing(),
            "changes": list(self._changes()),
            "actions": list(self._actions()),
            "notes": list(self._notes()),
            "over_time": self._over_time(),
            "days": list(days_told(disclosure, book, self._language)),
            "time_line": time_line(self._facts, self._language),
            **self._listed(),
        }

    def _over_time(self) -> Markup:
        """Return until when the verdict stays as it is while nothing but the day changes; empty where it stays so."""
        return self._claims.first(
            ("until_then", "until_open"), **over_time(self._disclosure, self._book, self._language)
        )

    def _answers(self, answers: Mapping[str, Any]) -> list[Context]:
        """A number is told as it was given, not as the band in which it is."""
        own = coded(self._book.codings, self._facts.answers)
        as_given = {q: self._facts.answers[q] if own.get(q) == a else a for q, a in answers.items()}
        return answers_told(self._book, as_given, self._language)

    def _people(self, ids: Iterable[str]) -> list[str]:
        return [self._book.people[each][self._language] for each in ids]

    def _line(self, criterion: str, extent: str | None) -> Reach:
        return next(line for line in self._book.criteria[criterion].reaches if line.extent == extent)

    def _reason(self, reason: Mapping[str, Any]) -> Context:
        criterion = self._book.criteria[reason["criterion"]]
        line = self._line(criterion.id, reason["reach"])
        return {**line_told(self._book, criterion, line, self._language), "answers": self._answers(reason["because"])}

    def _counting(self) -> dict[str, str]:
        """Return how far criteria reach for certain while no verdict is certain yet."""
        reaches = {id: state["reach"] for id, state in self._disclosure["criteria"].items()}
        open_yet = not self._disclosure["certain"]
        return {id: reach for id, reach in reaches.items() if open_yet and reach not in (None, NONE_REACHED)}

    def _counts(self, id: str, reach: str) -> Context:
        return counts_told(self._book, self._book.criteria[id], self._line(id, reach), self._language)

    def _absent(self) -> list[str]:
        """Return the criteria that carry the verdict by not holding, as far as what was answered says so."""
        absent = (each["criterion"] for each in self._disclosure["not_reached"])
        return [criterion for criterion in absent if self._facts.why_aside(criterion) == "no"]

    def _aside(self) -> Iterator[Context]:
        reached = (reason["criterion"] for reason in self._disclosure["reasons"])
        carrying = {*reached, *self._absent(), *self._counting()}
        yield from (self._not_carrying(id) for id in self._disclosure["criteria"] if id not in carrying)

    def _not_carrying(self, id: str) -> Context:
        state = self._disclosure["criteria"][id]
        why, reach = self._facts.why_aside(id), state["reach"]
        counts = self._counts(id, reach) if why.startswith("less") else {"extent": "", "text": ""}
        text = self._book.criteria[id].not_reached[self._language] if why in ("no", "left_out") else counts["text"]
        unknown = (q for q in state["open_questions"] if self._facts.answers.get(q) == UNKNOWN)
        people = self._people(dict.fromkeys(p for q in unknown for p in others_who_can_tell(self._book, q)))
        about = {"id": id, "title": state["title"], "source": state["source"], "why": why, "text": text}
        return {**about, "extent": counts["extent"], "people": people}

    def _listed(self) -> Context:
        """Return what is on a list by whether it holds, each in the order of the rulebook, and what can settle it.

        It takes the place of all that is told of criteria for the sake of a verdict.
        """
        if not self._book.lists:
            return {"on_list": None}
        listed: dict[str, list[Context]] = {"holds": [], "not": [], "open": []}
        questions: dict[str, Context] = {}
        for id in self._disclosure["criteria"]:
            where, item = self._on_list(id)
            listed[where].append(item)
            questions |= {each["id"]: each for each in item["questions"]}
        nothing: Context = dict.fromkeys(("reasons", "counting", "settled", "absent", "aside"), ())
        return {**nothing, "missing": None, "on_list": {**listed, "questions": list(questions.values())}}

    def _on_list(self, id: str) -> tuple[str, Context]:
        state, criterion = self._disclosure["criteria"][id], self._book.criteria[id]
        why, language = self._facts.why_unsettled(id), self._language
        asked = (self._book.questions[question] for question in state["open_questions"])
        around = {
            "id": id,
            "title": criterion.title[language],
            "clauses": [self._book.clauses[clause] for clause in criterion.source],
            "answers": self._answers(state["because"]),
            "questions": [missing_told(self._book, question, language) for question in asked],
        }
        if state["reach"] is None or (state["reach"] == NONE_REACHED and why == "list_not_asked"):
            return "open", around
        if state["reach"] == NONE_REACHED:
            return "not", {**around, "text": criterion.not_reached[language]}
        return "holds", {**around, **line_told(self._book, criterion, self._line(id, state["reach"]), language)}

    def _missing(self) -> Context | None:
        """Return the first open answer that can decide the verdict, and who else than the person can tell."""
        for question in () if self._disclosure["certain"] else self._facts.open_for_verdict:
            return missing_told(self._book, self._book.questions[question], self._language)
        return None

    def _changes(self) -> Iterator[Context]:
        groups: dict[tuple[str, ...], list[Context]] = {}
        for change in self._disclosure["changes"]:
            verdict = self._book.verdict_title(change["verdict"])[self._language] if change["verdict"] else ""
            shown = {**change, "pairs": self._answers(change["answers"]), "title": verdict}
            groups.setdefault(tuple(change["can_be_changed_by"]), []).append(shown)
        for people, changes in groups.items():
            yield {"people": self._people(people), "changes": changes}

    def _actions(self) -> Iterator[Context]:
        groups: dict[tuple[str, ...], list[Context]] = {}
        for action in self._disclosure["actions"]:
            message = self._book.actions[action["id"]].message
            days = self._disclosure.get("days", {})
            said = message and message_said(message[self._language], self._book, days, self._language)
            shown = {"id": action["id"], "text": action["text"], "message": said}
            groups.setdefault(tuple(action["owner"]), []).append(shown)
        for owners, actions in groups.items():
            yield {"people": self._people(owners), "actions": actions}

    def _notes(self) -> Iterator[Context]:
        groups: dict[str, list[str]] = {}
        for note in self._disclosure["notes"]:
            groups.setdefault(note["id"], []).append(note["text"])
        for id, texts in groups.items():
            heading = self._book.notes[id].heading
            yield {"id": id, "heading": heading and heading[self._language], "texts": texts}
