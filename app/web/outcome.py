"""What the outcome page tells: a disclosure put in the order in which people read it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.disclosure import Disclosure, disclose
from app.rulebook.basis import basis
from app.rulebook.model import NONE_REACHED, NOT_RELIED_ON, UNKNOWN, Criterion, Question, Reach, Rulebook
from app.rulebook.roles import person
from app.rulebook.texts import Language
from app.web.journey import Visit

Told = dict[str, Any]


def outcome(visit: Visit, language: Language) -> Told:
    """Return everything the outcome page shows; what follows from the answers comes from the disclosure alone."""
    told = disclose(visit.rulebook, visit.answers, language, mode=visit.mode)
    return Telling(visit, told, language).everything()


def answer_texts(rulebook: Rulebook, question: Question, answer: Any, language: Language) -> list[str]:
    """Return an answer in words: one text, or one for each choice where any number can be chosen."""
    if answer == UNKNOWN:
        return [question.unknown[language]]
    if question.many:
        return [question.answers[each][language] for each in answer] or [rulebook.common["none_of_these"][language]]
    return [question.answers[answer][language]]


def line_told(rulebook: Rulebook, criterion: Criterion, line: Reach, language: Language) -> Told:
    """Return what is told of a criterion that reaches so far, whoever it is about."""
    return {
        **counts_told(rulebook, criterion, line, language),
        "clauses": [rulebook.clauses[clause] for clause in criterion.source],
        "readings": [rulebook.readings[each][language] for each in line.readings],
    }


def counts_told(rulebook: Rulebook, criterion: Criterion, line: Reach, language: Language) -> Told:
    """Return how far a criterion reaches in words."""
    extent, text = rulebook.extents[line.extent][language], line.because[language]
    return {"id": criterion.id, "title": criterion.title[language], "extent": extent, "text": text}


def missing_told(rulebook: Rulebook, question: Question, language: Language) -> Told:
    """Return a question whose answer would help, with who else than the person can tell."""
    others = [rulebook.people[who][language] for who in question.answered_by if who != person(rulebook)]
    return {"id": question.id, "ask": question.ask[language], "people": others}


class Telling:
    """Tell one disclosure in one language."""

    def __init__(self, visit: Visit, told: Disclosure, language: Language) -> None:
        self._visit = visit
        self._book = visit.rulebook
        self._told = told
        self._language: Language = language

    def everything(self) -> Told:
        """Return the parts of the page by name."""
        told, book = self._told, self._book
        verdict = told["verdict"]
        return {
            "told": told,
            "verdict": book.verdicts[verdict] if verdict else None,
            "number": list(book.verdicts).index(verdict) + 1 if verdict else None,
            "possible": [book.verdicts[v].title[self._language] for v in told["possible"]],
            "reasons": [self._reason(reason) for reason in told["reasons"]],
            "counting": [self._counts(id, reach) for id, reach in self._counting().items()],
            "settled": self._answers(told["settled_by"]),
            "aside": list(self._aside()),
            "missing": self._missing(),
            "changes": list(self._changes()),
            "fixed": self._answers(self._fixed()),
            "actions": list(self._actions()),
            "notes": list(self._notes()),
        }

    def _text(self, question: str, answer: Any) -> str:
        return ", ".join(answer_texts(self._book, self._book.questions[question], answer, self._language))

    def _answers(self, answers: Mapping[str, Any]) -> list[Told]:
        asks = {q: self._book.questions[q].ask[self._language] for q in answers}
        return [{"id": q, "ask": asks[q], "answer": self._text(q, a), "value": a} for q, a in answers.items()]

    def _people(self, ids: Iterable[str]) -> list[str]:
        return [self._book.people[each][self._language] for each in ids]

    def _line(self, criterion: str, extent: str | None) -> Reach:
        return next(line for line in self._book.criteria[criterion].reaches if line.extent == extent)

    def _reason(self, reason: Mapping[str, Any]) -> Told:
        criterion = self._book.criteria[reason["criterion"]]
        line = self._line(criterion.id, reason["reach"])
        return {**line_told(self._book, criterion, line, self._language), "answers": self._answers(reason["because"])}

    def _counting(self) -> dict[str, str]:
        """Return how far criteria reach for certain while no verdict is certain yet."""
        reaches = {id: state["reach"] for id, state in self._told["criteria"].items()}
        open_yet = not self._told["certain"]
        return {id: reach for id, reach in reaches.items() if open_yet and reach not in (None, NONE_REACHED)}

    def _counts(self, id: str, reach: str) -> Told:
        return counts_told(self._book, self._book.criteria[id], self._line(id, reach), self._language)

    def _aside(self) -> Iterator[Told]:
        """Yield the criteria that do not carry the outcome, each with why."""
        carrying = {reason["criterion"] for reason in self._told["reasons"]} | self._counting().keys()
        for id, state in self._told["criteria"].items():
            if id not in carrying:
                yield {"id": id, "title": state["title"], "source": state["source"], **self._why_aside(id, state)}

    def _why_aside(self, id: str, state: Mapping[str, Any]) -> Told:
        criterion, reach, questions = self._book.criteria[id], state["reach"], basis(self._book, id)
        if set(questions) <= self._book.left_out:
            return {"why": "not_asked_here", "text": ""}
        if reach == NONE_REACHED:
            left_out = any(self._visit.answers.get(q) == NOT_RELIED_ON for q in questions)
            return {"why": "left_out" if left_out else "no", "text": criterion.not_reached[self._language]}
        if reach is not None:
            return {"why": "less", **self._counts(id, reach)}
        unknown = [q for q in questions if self._visit.answers.get(q) == UNKNOWN]
        people = dict.fromkeys(p for q in unknown for p in self._book.questions[q].answered_by)
        return {"why": "open" if unknown else "not_needed", "text": "", "people": self._people(people)}

    def _missing(self) -> Told | None:
        """Return the open answer that would help most, and who else than the person can tell."""
        if self._told["certain"] or not self._told["open_questions"]:
            return None
        found = self._told["open_questions"][0]
        return missing_told(self._book, self._book.questions[found["question"]], self._language)

    def _changes(self) -> Iterator[Told]:
        """Yield what would lead to another verdict, by who can change it."""
        groups: dict[tuple[str, ...], list[Told]] = {}
        for change in self._told["changes"]:
            title = self._book.verdicts[change["verdict"]].title[self._language]
            told = {"answers": self._answers(change["answers"]), "verdict": change["verdict"], "title": title}
            groups.setdefault(tuple(change["can_be_changed_by"]), []).append(told)
        for people, told_changes in groups.items():
            yield {"people": self._people(people), "changes": told_changes}

    def _fixed(self) -> dict[str, Any]:
        """Return the answers behind those reasons that nobody is named to change."""
        all_because = (reason["because"] for reason in self._told["reasons"])
        fixed = (each for each in all_because if not any(self._book.questions[q].can_be_changed for q in each))
        return {question: answer for because in fixed for question, answer in because.items()}

    def _actions(self) -> Iterator[Told]:
        """Yield the next steps by who takes them."""
        groups: dict[tuple[str, ...], list[Told]] = {}
        for action in self._told["actions"]:
            message = self._book.actions[action["id"]].message
            told = {"id": action["id"], "text": action["text"], "message": message and message[self._language]}
            groups.setdefault(tuple(action["owner"]), []).append(told)
        for owners, actions in groups.items():
            yield {"people": self._people(owners), "actions": actions}

    def _notes(self) -> Iterator[Told]:
        groups: dict[str, list[str]] = {}
        for note in self._told["notes"]:
            groups.setdefault(note["id"], []).append(note["text"])
        for id, texts in groups.items():
            heading = self._book.notes[id].heading
            yield {"id": id, "heading": heading and heading[self._language], "texts": texts}
