"""Conditions in plain words, made from the conditions themselves and quoting the rulebook's own texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import assert_never

from babel.dates import format_date

from app.rulebook.conditions import (
    TODAY,
    All,
    Any,
    AnyCriterion,
    Chosen,
    Condition,
    Count,
    CriterionReaches,
    Lapse,
    Not,
    Points,
    QuestionIs,
    Term,
    Unless,
    VerdictIs,
    inside,
)
from app.rulebook.dates import compared_in_words, date_text
from app.rulebook.letter import DAY, FIELD, Letter, pieces, with_days
from app.rulebook.model import Question, Rulebook
from app.rulebook.numbers import Number
from app.rulebook.text import Language, Text

DRAFT = Text(
    "Deze criteria zijn een ontwerp en gelden niet. Verwacht: {expected}. {because}",
    "These criteria are a draft and do not apply. Expected: {expected}. {because}",
)
A_DRAFT = Text("ontwerp", "draft")
DATE_OF_TODAY = Text("datum van vandaag", "today's date")
WORDS: Mapping[str, tuple[str, str, str]] = {
    "answer": (
        "het antwoord op {of} is {named}",
        "het antwoord op {of} is: {named}",
        "the answer to {of} is {named}",
    ),
    "not answer": (
        "het antwoord op {of} is iets anders dan {named}",
        "het antwoord op {of} iets anders is dan {named}",
        "the answer to {of} is something other than {named}",
    ),
    "or not asked": (
        ", of deze vraag wordt niet gesteld",
        ", of deze vraag niet wordt gesteld",
        ", or this question is not asked",
    ),
    "includes": (
        "bij {of} is minstens één van deze gekozen: {named}",
        "bij {of} minstens één van deze gekozen is: {named}",
        "at least one of these was chosen at {of}: {named}",
    ),
    "includes_none": (
        "bij {of} is geen van deze gekozen: {named}",
        "bij {of} geen van deze gekozen is: {named}",
        "none of these was chosen at {of}: {named}",
    ),
    "includes_all": (
        "bij {of} is dit allemaal gekozen: {named}",
        "bij {of} dit allemaal gekozen is: {named}",
        "all of these were chosen at {of}: {named}",
    ),
    "not includes_all": (
        "bij {of} is dit niet allemaal gekozen: {named}",
        "bij {of} dit niet allemaal gekozen is: {named}",
        "not all of these were chosen at {of}: {named}",
    ),
    "reason": (
        "de uitkomst van de reden {of} is {named}",
        "de uitkomst van de reden {of} is: {named}",
        "the outcome of the reason {of} is {named}",
    ),
    "not reason": (
        "de uitkomst van de reden {of} is iets anders dan {named}",
        "de uitkomst van de reden {of} iets anders is dan {named}",
        "the outcome of the reason {of} is something other than {named}",
    ),
    "any reason": (
        "minstens één reden heeft de uitkomst {named}",
        "minstens één reden de uitkomst {named} heeft",
        "at least one reason has the outcome {named}",
    ),
    "not any reason": (
        "geen enkele reden heeft de uitkomst {named}",
        "geen enkele reden de uitkomst {named} heeft",
        "no reason has the outcome {named}",
    ),
    "verdict": ("de check komt uit op {named}", "de check uitkomt op {named}", "the check ends in {named}"),
    "not verdict": (
        "de check komt niet uit op {named}",
        "de check niet uitkomt op {named}",
        "the check does not end in {named}",
    ),
    "all": ("dit geldt allemaal:", "dit allemaal geldt:", "all of these hold:"),
    "not all": ("dit geldt niet allemaal:", "dit niet allemaal geldt:", "not all of these hold:"),
    "at_least": ("minstens {n} hiervan gelden:", "minstens {n} hiervan gelden:", "at least {n} of these hold:"),
    "at_most": ("hoogstens {n} hiervan gelden:", "hoogstens {n} hiervan gelden:", "at most {n} of these hold:"),
    "at_most one": ("hoogstens één hiervan geldt:", "hoogstens één hiervan geldt:", "at most one of these holds:"),
    "exactly": ("precies {n} hiervan gelden:", "precies {n} hiervan gelden:", "exactly {n} of these hold:"),
    "exactly one": ("precies één hiervan geldt:", "precies één hiervan geldt:", "exactly one of these holds:"),
    "not exactly": (
        "niet precies {n} hiervan gelden:",
        "niet precies {n} hiervan gelden:",
        "not exactly {n} of these hold:",
    ),
    "not exactly one": (
        "niet precies één hiervan geldt:",
        "niet precies één hiervan geldt:",
        "not exactly one of these holds:",
    ),
    "lapse": ("{of} is {named}", "{of} {named} is", "{of} is {named}"),
    "not lapse": ("{of} is niet {named}", "{of} niet {named} is", "{of} is not {named}"),
    "points": (
        "de punten voor {of} zijn samen {named}:",
        "de punten voor {of} samen {named} zijn:",
        "the points for {of} add up to {named}:",
    ),
    "not points": (
        "de punten voor {of} zijn samen niet {named}:",
        "de punten voor {of} samen niet {named} zijn:",
        "the points for {of} do not add up to {named}:",
    ),
    "any": ("minstens één hiervan geldt:", "minstens één hiervan geldt:", "at least one of these holds:"),
    "unless": (
        "het eerste hiervan geldt, tenzij het tweede geldt:",
        "het eerste hiervan geldt, tenzij het tweede geldt:",
        "the first of these holds, unless the second does:",
    ),
    "not any": ("niets hiervan geldt:", "niets hiervan geldt:", "none of these holds:"),
}
"""What is said in Dutch, in Dutch after `als`, where the verb moves, and in English."""
ASKED_WHEN = {"nl": "deze vraag komt alleen als {gate}", "en": "this is only asked when {gate}"}
UNLESS = {"nl": "{when}, tenzij {unless}", "en": "{when}, unless {unless}"}
POINTS = {"nl": "(punten: {n})", "en": "(points: {n})"}
AND = {"nl": " en ", "en": " and "}
OR = {"nl": " of ", "en": " or "}


@dataclass(frozen=True, slots=True)
class Said:
    """Hold what one condition says: a clause, or the head of a list with its `parts` in order.

    `gate` says when the question that the clause names is asked; None where it always is, or where none is named.
    Where it is about one thing, `of` is that and `named` is what is said of it, both quoted.
    """

    text: str
    parts: tuple["Said", ...] = ()
    gate: "Said | None" = None
    of: str = ""
    named: str = ""


def said(condition: Condition, rulebook: Rulebook, language: Language, *, after_if: bool = False) -> Said:
    """Return a condition as a clause, or as nested lists of clauses; `after_if` in the word order after `als`."""
    return _Saying(rulebook, language).said(condition, "", after_if=after_if)


def in_words(condition: Condition, rulebook: Rulebook, language: Language, *, after_if: bool = False) -> str:
    """Return a condition as one clause without a full stop; parts of parts are numbered, so that it reads one way."""
    return _in_line(said(condition, rulebook, language, after_if=after_if), "")


def _in_line(clause: Said, number: str) -> str:
    """Return the clause with its parts, each under the number of the whole and its own."""
    numbered = ((f"{number}{place}", part) for place, part in enumerate(clause.parts, 1))
    parts = "; ".join(f"({each}) {_in_line(part, f'{each}.')}" for each, part in numbered)
    gate = f" ({_in_line(clause.gate, number)})" if clause.gate else ""
    return f"{clause.text}{gate} {parts}" if parts else clause.text + gate


def _counting(word: str, number: int, negated: str) -> str:
    """Return which words say a count of at least 1, at most 0 or exactly any number."""
    if number == 0:
        return "any" if negated else "not any"
    if (word, number) == ("at_least", 1):
        return "any"
    return f"{negated}{word} one" if number == 1 else negated + word


class _Saying:
    """Say conditions of one rulebook; `negated` is "not " where the opposite is to be said, and empty otherwise."""

    def __init__(self, rulebook: Rulebook, language: Language) -> None:
        self._book = rulebook
        self._language: Language = language

    def said(self, condition: Condition, negated: str, *, after_if: bool = False) -> Said:
        match condition:
            case QuestionIs() | Lapse():
                return self._about_answers(condition, negated, after_if=after_if)
            case CriterionReaches(criterion, extents):
                of = self._quoted(self._book.criteria[criterion].title)
                words = self._words(f"{negated}reason", after_if)
                return Said(words.format(of=of, named=self._named(extents, self._book.extents)))
            case AnyCriterion(extents):
                words = self._words(f"{negated}any reason", after_if)
                return Said(words.format(named=self._named(extents, self._book.extents)))
            case VerdictIs(verdicts):
                titles = {verdict.id: verdict.title for verdict in self._book.verdicts.values()}
                return Said(self._words(f"{negated}verdict", after_if).format(named=self._named(verdicts, titles)))
            case Not(of=part) | Term(of=part):
                opposite = "" if negated else "not "
                return self.said(part, opposite if isinstance(condition, Not) else negated, after_if=after_if)
            case Points():
                return self._points(condition, negated, after_if=after_if)
            case Count():
                return self._count(condition, negated, after_if=after_if)
            case All() | Any():
                return self._together(condition, negated, after_if=after_if)
            case _:
                assert_never(condition)

    def _about_answers(self, condition: QuestionIs | Lapse, negated: str, *, after_if: bool) -> Said:
        if isinstance(condition, QuestionIs):
            return self._question(condition, negated, after_if=after_if)
        return self._lapse(condition, negated, after_if=after_if)

    def _together(self, condition: All | Any, negated: str, *, after_if: bool) -> Said:
        if isinstance(condition, Unless) and not negated:
            return self._unless(condition.of[0], inside(condition.of[1])[0], after_if=after_if)
        head = "all" if isinstance(condition, All) else "any"
        return self._list(self._words(negated + head, after_if), condition.of, negated, after_if=after_if)

    def _unless(self, when: Condition, unless: Condition, *, after_if: bool) -> Said:
        """Said behind what holds, and as a list where it would not be clear what it belongs to."""
        first, exception = self.said(when, "", after_if=after_if), self.said(unless, "", after_if=True)
        if first.parts or first.gate:
            return Said(self._words("unless", after_if), (self.said(when, ""), self.said(unless, "")))
        return replace(exception, text=UNLESS[self._language].format(when=first.text, unless=exception.text))

    def _list(self, head: str, parts: tuple[Condition, ...], negated: str, *, after_if: bool) -> Said:
        if len(parts) == 1:
            return self.said(parts[0], negated, after_if=after_if)
        # The head says "not", so its parts do not.
        return Said(head, tuple(self.said(part, "") for part in parts))

    def _count(self, condition: Count, negated: str, *, after_if: bool) -> Said:
        word, number = condition.word, condition.number
        # The opposite of at least two is at most one.
        if negated and word != "exactly":
            word, number = ("at_most", number - 1) if word == "at_least" else ("at_least", number + 1)
            negated = ""
        head = self._words(_counting(word, number, negated), after_if).format(n=number)
        return Said(head, tuple(self.said(part, "") for part in condition.of))

    def _points(self, condition: Points, negated: str, *, after_if: bool) -> Said:
        """Each answer with what it adds."""
        number = Number(None, Decimal(0), Decimal(0), Decimal(1))
        of, named = self._quoted(condition.title), self._quoted(number.compared(condition.compared))
        head = self._words(f"{negated}points", after_if).format(of=of, named=named)
        parts = [self.said(part, "") for part in condition.of]
        worth = POINTS[self._language]
        pairs = zip(parts, condition.points, strict=True)
        worthy = tuple(replace(part, text=f"{part.text} {worth.format(n=n)}") for part, n in pairs)
        return Said(head, worthy, of=of, named=named)

    def _question(self, condition: QuestionIs, negated: str, *, after_if: bool) -> Said:
        question, compared = self._book.questions[condition.question], condition.compared
        if isinstance(compared, Chosen):
            return self._chosen(question, compared, negated, after_if=after_if)
        words = self._words(f"{negated}answer", after_if)
        number = question.number.compared(compared) if compared and question.number else None
        named = self._quoted(number) if number else self._named(condition.answers, question.decided.answers)
        of = self._quoted(question.ask)
        clause = Said(words.format(of=of, named=named), of=of, named=named)
        return self._where_asked(question.asked_when, clause, negated, after_if)

    def _lapse(self, lapse: Lapse, negated: str, *, after_if: bool) -> Said:
        """Said as the time that a span compares; the opposite holds as well where one of the dates is not asked for."""
        title, compared = self._book.differences[lapse.difference].title, compared_in_words(lapse.word, lapse.span)
        words = self._words(f"{negated}lapse", after_if)
        gates = (self._book.questions[date].asked_when for date in lapse.dates)
        gated = tuple(dict.fromkeys(gate for gate in gates if gate is not None))
        gate = All(gated) if len(gated) > 1 else next(iter(gated), None)
        of, named = self._quoted(title), self._quoted(compared)
        return self._where_asked(gate, Said(words.format(of=of, named=named), of=of, named=named), negated, after_if)

    def _where_asked(self, gate: Condition | None, clause: Said, negated: str, after_if: bool) -> Said:
        if gate is None:
            return clause
        # Behind a closed gate there is no answer, so the opposite holds as well.
        not_asked = self._words("or not asked", after_if) if negated else ""
        return replace(clause, text=clause.text + not_asked, gate=self._gate(gate))

    def _chosen(self, question: Question, chosen: Chosen, negated: str, *, after_if: bool) -> Said:
        """The opposite of one of them is none of them, and the other way round."""
        word = {"includes": "includes_none", "includes_none": "includes"}.get(chosen.word, f"not {chosen.word}")
        words = self._words(word if negated else chosen.word, after_if)
        joined = (AND if chosen.word == "includes_all" else OR)[self._language]
        named = self._named(chosen.answers, question.answers, joined)
        of = self._quoted(question.ask)
        return self._where_asked(question.asked_when, Said(words.format(of=of, named=named), of=of), negated, after_if)

    def _gate(self, condition: Condition) -> Said:
        gate = self.said(condition, "", after_if=True)
        return replace(gate, text=ASKED_WHEN[self._language].format(gate=gate.text))

    def _named(self, names: Iterable[str], texts: Mapping[str, Text], joined: str = "") -> str:
        """Return the quoted texts in the order of the rulebook: "A, B or C"."""
        named = frozenset(names)
        *others, last = (self._quoted(text) for name, text in texts.items() if name in named)
        return ", ".join(others) + ((joined or OR[self._language]) if others else "") + last

    def _words(self, which: str, after_if: bool) -> str:
        dutch, after_als, english = WORDS[which]
        return english if self._language == "en" else after_als if after_if else dutch

    def _quoted(self, text: Text) -> str:
        return f"“{text[self._language]}”"


def draft_said(rulebook: Rulebook, language: Language) -> str:
    """Empty where the edition is no draft."""
    draft = rulebook.draft
    values = {"expected": draft_expected(rulebook, language), "because": draft.because[language]} if draft else None
    return DRAFT[language].format(**values) if values else ""


def draft_expected(rulebook: Rulebook, language: Language) -> str:
    """Return from when a draft is expected to be in force; empty where the edition is none."""
    expected = rulebook.draft.expected if rulebook.draft else ""
    month = date.fromisoformat(f"{expected}-01-01"[:10]) if expected else None
    return str(format_date(month, "MMMM y" if "-" in expected else "y", locale=language)) if month else ""


def letter_said(letter: Letter, rulebook: Rulebook, language: Language) -> str:
    """Return what a letter says where nothing is known yet."""
    of_text = pieces(letter.text[language])
    return "".join(blank(letter, name, rulebook, language) if is_blank else name for is_blank, name in of_text)


def message_said(text: str, rulebook: Rulebook, days: Mapping[str, str], language: Language) -> str:
    """Return a message with the days that are known in it; any other is left to fill in, between brackets."""
    titles = {id: f"[{day.title[language]}]" for id, day in rulebook.days.items()}
    known = {id: date_text(day)[language] for id, day in days.items()}
    return with_days(text, titles | known)


def label_of(letter: Letter, name: str, rulebook: Rulebook) -> Text:
    """Return what is to stand in the place of a placeholder of a letter."""
    if name == TODAY:
        return DATE_OF_TODAY
    if name.startswith(DAY):
        return rulebook.days[name.removeprefix(DAY)].title
    if name.startswith(FIELD):
        return letter.fields[name.removeprefix(FIELD)].label
    ask = rulebook.questions[name].ask
    return ask.other if letter.by_hr else ask


def blank(letter: Letter, name: str, rulebook: Rulebook, language: Language) -> str:
    """Return what a letter says in the place of a placeholder for which nothing is known."""
    label = label_of(letter, name, rulebook)[language]
    # Without the capital that a label begins with, where that is not of an abbreviation.
    return f"[{label if label[1:2].isupper() else label[:1].lower() + label[1:]}]"
