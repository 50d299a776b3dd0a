"""Conditions in plain words, made from the conditions themselves and quoting the rulebook's own texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from app.rulebook.conditions import All, Any, AnyCriterion, Condition, CriterionReaches, Not, QuestionIs, VerdictIs
from app.rulebook.model import Rulebook
from app.rulebook.texts import Language, Text

WORDS: Mapping[str, Mapping[Language, str]] = {
    "answer": {"nl": "het antwoord op {of} is {named}", "en": "the answer to {of} is {named}"},
    "not answer": {"nl": "het antwoord op {of} is niet {named}", "en": "the answer to {of} is not {named}"},
    "or not asked": {"nl": ", of deze vraag wordt niet gesteld", "en": ", or this question is not asked"},
    "asked when": {"nl": "deze vraag komt alleen als {gate}", "en": "this is only asked when {gate}"},
    "reason": {"nl": "de uitkomst van de reden {of} is {named}", "en": "the outcome of the reason {of} is {named}"},
    "not reason": {
        "nl": "de uitkomst van de reden {of} is niet {named}",
        "en": "the outcome of the reason {of} is not {named}",
    },
    "any reason": {
        "nl": "minstens één reden heeft de uitkomst {named}",
        "en": "at least one reason has the outcome {named}",
    },
    "not any reason": {"nl": "geen enkele reden heeft de uitkomst {named}", "en": "no reason has the outcome {named}"},
    "verdict": {"nl": "de check komt uit op {named}", "en": "the check ends in {named}"},
    "not verdict": {"nl": "de check komt niet uit op {named}", "en": "the check does not end in {named}"},
    "all": {"nl": "dit geldt allemaal:", "en": "all of these hold:"},
    "not all": {"nl": "dit geldt niet allemaal:", "en": "not all of these hold:"},
    "any": {"nl": "minstens één hiervan geldt:", "en": "at least one of these holds:"},
    "not any": {"nl": "niets hiervan geldt:", "en": "none of these holds:"},
    "or": {"nl": " of ", "en": " or "},
    "nor": {"nl": " en niet ", "en": " and not "},
}


@dataclass(frozen=True, slots=True)
class Said:
    """Hold what one condition says: a clause, or the head of a list with its `parts` in order.

    `gate` says when the question that the clause names is asked; None where it always is, or where none is named.
    """

    text: str
    parts: tuple["Said", ...] = ()
    gate: "Said | None" = None


def said(condition: Condition, rulebook: Rulebook, language: Language) -> Said:
    """Return a condition as a clause, or as nested lists of clauses."""
    return _Saying(rulebook, language).said(condition, "")


def in_words(condition: Condition, rulebook: Rulebook, language: Language) -> str:
    """Return a condition as one clause without a full stop; parts of parts are numbered, so that it reads one way."""
    return _in_line(said(condition, rulebook, language), "")


def _in_line(told: Said, number: str) -> str:
    """Return the clause with its parts, each under the number of the whole and its own."""
    numbered = ((f"{number}{place}", part) for place, part in enumerate(told.parts, 1))
    parts = "; ".join(f"({each}) {_in_line(part, f'{each}.')}" for each, part in numbered)
    gate = f" ({_in_line(told.gate, number)})" if told.gate else ""
    return f"{told.text}{gate} {parts}" if parts else told.text + gate


class _Saying:
    """Say conditions of one rulebook; `negated` is "not " where the opposite is to be said, and empty otherwise."""

    def __init__(self, rulebook: Rulebook, language: Language) -> None:
        self._book = rulebook
        self._language: Language = language

    def said(self, condition: Condition, negated: str) -> Said:
        match condition:
            case QuestionIs(question, answers):
                return self._question(question, answers, negated)
            case CriterionReaches(criterion, extents):
                of = self._quoted(self._book.criteria[criterion].title)
                return Said(self._words(f"{negated}reason", of, self._named(extents, self._book.extents, negated)))
            case AnyCriterion(extents):
                return Said(self._words(f"{negated}any reason", "", self._named(extents, self._book.extents, "")))
            case VerdictIs(verdicts):
                titles = {verdict.id: verdict.title for verdict in self._book.verdicts.values()}
                return Said(self._words(f"{negated}verdict", "", self._named(verdicts, titles, "")))
            case All(of=parts):
                return self._list("all", parts, negated)
            case Any(of=parts):
                return self._list("any", parts, negated)
            case Not(of=part):
                return self.said(part, "" if negated else "not ")
            case _:
                assert_never(condition)

    def _list(self, head: str, parts: tuple[Condition, ...], negated: str) -> Said:
        if len(parts) == 1:
            return self.said(parts[0], negated)
        return Said(self._words(negated + head, "", ""), tuple(self.said(part, "") for part in parts))

    def _question(self, name: str, answers: tuple[str, ...], negated: str) -> Said:
        """Say which answer; behind a closed gate there is no answer, so there the opposite holds as well."""
        question = self._book.questions[name]
        named = self._named(answers, question.answers, negated)
        text = self._words(f"{negated}answer", self._quoted(question.ask), named)
        if question.asked_when is None:
            return Said(text)
        return Said(
            text + (self._words("or not asked", "", "") if negated else ""), gate=self._gate(question.asked_when)
        )

    def _gate(self, condition: Condition) -> Said:
        gate = self.said(condition, "")
        return replace(gate, text=WORDS["asked when"][self._language].format(gate=gate.text))

    def _named(self, names: Iterable[str], texts: Mapping[str, Text], negated: str) -> str:
        """Return the quoted texts in the order of the rulebook: "A, B or C"; negated, "A and not B and not C"."""
        named = frozenset(names)
        *others, last = (self._quoted(text) for name, text in texts.items() if name in named)
        if negated:
            return WORDS["nor"][self._language].join([*others, last])
        return ", ".join(others) + (WORDS["or"][self._language] if others else "") + last

    def _words(self, which: str, of: str, named: str) -> str:
        return WORDS[which][self._language].format(of=of, named=named)

    def _quoted(self, text: Text) -> str:
        return f"“{text[self._language]}”"
