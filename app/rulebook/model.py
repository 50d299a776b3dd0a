"""The types of a rulebook: plain, complete, immutable values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from app.problems import SourceLocation
from app.rulebook.amendment import Amendment, ConsentNeeded, Organisation
from app.rulebook.choices import ANY_NUMBER, Choices, HowMany
from app.rulebook.conditions import TODAY, Comparison, Condition
from app.rulebook.dates import DateRange, Difference, Linked, NamedDay, date_text, kept_day
from app.rulebook.decision_table import DecisionTable
from app.rulebook.letter import Letter
from app.rulebook.numbers import Number, Parameter, in_digits, number_of
from app.rulebook.request import Request
from app.rulebook.source import Clause, Source
from app.rulebook.text import LANGUAGES, Language, Text

Sensitivity = Literal["work", "claim", "personal", "health"]  # the least sensitive first
UNKNOWN = "unknown"
"""The answer "I don't know": never the same as "no", and possible where a question does not say otherwise."""
NOT_RELIED_ON = "not_relied_on"
"""The answer "I leave this out": an ordinary answer to every private question."""
NONE_OF_THESE = "none_of_these"
"""What the answer is called that chooses none, where any number can be chosen."""
Days = Literal["none", "some", "all"]  # on how many days somebody works on site: every day is Monday to Friday
AboutPlace = Literal["question", "start", "outcome", "letter"]
NONE_REACHED = "none"
"""How far a criterion reaches when none of its lines holds."""


@dataclass(frozen=True, slots=True)
class Period:
    """Hold the days on which an edition is in force; `until` is the last such day, None when open."""

    since: date
    until: date | None

    def __contains__(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold why an edition is a draft; `expected` is the year or the month, in ISO, from which it may be in force."""

    expected: str
    because: Text

    def as_json(self) -> dict[str, Any]:
        return {"expected": self.expected, "because": {"nl": self.because.nl, "en": self.because.en}}


@dataclass(frozen=True, slots=True)
class AboutSection:
    """Hold what a rulebook says around the check in its author's own order, and where."""

    at: AboutPlace
    heading: Text
    text: Text


@dataclass(frozen=True, slots=True)
class ChangeDirection:
    """Say who can change an answer, and to which answers."""

    by: tuple[str, ...]
    to: tuple[str, ...]
    compared: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Hold something that is asked; `answers` excludes `unknown`, includes `not_relied_on` where possible.

    `same_as` has answers that lead to the same as another, on purpose, each with that one.
    """

    id: str
    ask: Text
    help: Text | None
    help_lines: Text | None
    why: Text | None
    answers: Mapping[str, Text]
    unknown: Text
    many: bool
    asked_when: Condition | None
    answered_by: tuple[str, ...]
    sensitivity: Sensitivity
    can_be_changed: ChangeDirection | None
    source: tuple[str, ...]
    place: SourceLocation
    number: Number | None = None
    date: DateRange | None = None
    called: Text | None = None
    how_many: HowMany = ANY_NUMBER
    can_be_unknown: bool = True
    choices: Choices | None = None
    same_as: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        return self.sensitivity in ("personal", "health")

    @property
    def possible(self) -> tuple[str, ...]:
        """Return the answers, and last "I don't know" where that is one."""
        return (*self.answers, UNKNOWN) if self.can_be_unknown else tuple(self.answers)

    @property
    def decided(self) -> "Question":
        """Return the question with the answers that diagrams know: what was chosen as its kind."""
        if self.choices is None:
            return self
        return replace(self, answers=self.choices.texts(self.answers), many=False)

    @property
    def amount(self) -> Number | DateRange | None:
        return self.number or self.date

    def fits(self, answer: object) -> bool:
        """Say whether this answers the question: one answer, several where any number can be chosen, or unknown."""
        if answer == UNKNOWN:
            return self.can_be_unknown
        if self.many:
            several = None if isinstance(answer, str) or not isinstance(answer, Iterable) else set(answer)
            return several is not None and several <= self.answers.keys() and len(several) in self.how_many
        if self.date:
            return kept_day(self.date, answer) is not None
        if self.number:
            return isinstance(number_of(self.number, answer), Decimal)
        return isinstance(answer, str) and answer in self.answers

    def given_as(self, answer: str) -> str | tuple[str, ...]:
        """Return what somebody would give whose answer this is: the first of a band, the smallest set of a kind."""
        if self.choices and answer in self.choices.kinds:
            return self.choices.first_of(answer)
        return in_digits(self.number.first_of(answer)) if self.number and answer in self.answers else answer


@dataclass(frozen=True, slots=True)
class Reach:
    """Hold one line of a criterion: the extent it reaches when the condition holds."""

    extent: str
    when: Condition
    because: Text
    readings: tuple[str, ...]
    place: SourceLocation


@dataclass(frozen=True, slots=True)
class Criterion:
    """Hold a ground; the first line that holds, also of a `table`, says how far it reaches, `none` where none does."""

    id: str
    title: Text
    source: tuple[str, ...]
    not_reached: Text
    reaches: tuple[Reach, ...]
    place: SourceLocation
    table: DecisionTable | None = None
    narrowing_needs: ConsentNeeded | None = None

    def said_of(self, reach: str | None) -> Text:
        """Return why the criterion reaches that far, or that it does not count."""
        return next((line.because for line in self.reaches if line.extent == reach), self.not_reached)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold one verdict; `when` is None for the last, which holds otherwise, `days` where it says nothing of them."""

    id: str
    when: Condition | None
    title: Text
    say: Text
    then: tuple[Text, ...]
    source: tuple[str, ...]
    place: SourceLocation
    days: tuple[Days, ...] | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """Hold what must be met before a verdict may be acted on."""

    id: str
    owner: str
    applies_when: Condition
    met_when: Condition
    met: Text
    not_met: Text
    open: Text
    source: tuple[str, ...]
    place: SourceLocation


@dataclass(frozen=True, slots=True)
class Action:
    """Hold what someone should do; `message` is what the person themself can send about it."""

    id: str
    owner: tuple[str, ...]
    when: Condition
    say: Text
    message: Text | None
    source: tuple[str, ...]
    place: SourceLocation


@dataclass(frozen=True, slots=True)
class Note:
    """Hold something to know; with `for_each` it is told once for each chosen answer of that question."""

    id: str
    when: Condition
    heading: Text | None
    say: Text | None
    for_each: str | None
    say_each: Mapping[str, Text]
    source: tuple[str, ...]
    place: SourceLocation


@dataclass(frozen=True, slots=True)
class Law:
    """Hold what must be so for all answers, in one of three forms; the verifier proves it."""

    id: str
    say: Text
    place: SourceLocation
    when: Condition | None = None
    then: Condition | None = None
    questions: tuple[str, ...] = ()
    left_out: str | None = None


# Compared and hashed by identity: its mappings cannot be hashed.
@dataclass(frozen=True, eq=False)
class Rulebook:
    """Hold one complete edition.

    Mappings are in file order, which is the order of asking and telling. `left_out` names the questions that
    are not asked in this variant: each counts as answered with `not_relied_on`. Only a `draft` has no periods
    `in_force`. Where it `lists`, each criterion is an outcome; without verdicts of its own it `implies_verdicts`.
    Where an `organisation` changed the rulebook, `before` is the rulebook before its last change. `derived` keeps
    what other layers make of this rulebook once (its diagrams, its wording) for as long as it lives.
    """

    id: str
    version: str
    title: Text
    in_force: tuple[Period, ...]
    about: Mapping[str, Text]
    people: Mapping[str, Text]
    common: Mapping[str, Text]
    readings: Mapping[str, Text]
    sources: Mapping[str, Source]
    clauses: Mapping[str, Clause]
    extents: Mapping[str, Text]
    questions: Mapping[str, Question]
    criteria: Mapping[str, Criterion]
    verdicts: Mapping[str, Verdict]
    undetermined: tuple[Text, ...]
    requirements: Mapping[str, Requirement]
    actions: Mapping[str, Action]
    notes: Mapping[str, Note]
    audiences: Mapping[str, frozenset[str]]
    laws: tuple[Law, ...]
    digest: str
    place: SourceLocation
    roles: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, Condition] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    differences: Mapping[str, Difference] = field(default_factory=dict)
    days: Mapping[str, NamedDay] = field(default_factory=dict)
    letters: Mapping[str, Letter] = field(default_factory=dict)
    request: Request | None = None
    linked: Mapping[str, Linked] = field(default_factory=lambda: MappingProxyType({}))
    languages: tuple[Language, ...] = LANGUAGES
    about_sections: tuple[AboutSection, ...] = ()
    draft: Draft | None = None
    lists: bool = False
    implies_verdicts: bool = False
    left_out: frozenset[str] = field(default=frozenset())
    organisation: Organisation | None = None
    origin: "Origin | None" = field(default=None, repr=False, compare=False)
    derived: dict[object, Any] = field(default_factory=dict, init=False, repr=False)

    def leaving_out(self, questions: frozenset[str]) -> "Rulebook":
        """Return the rulebook itself where nothing changes."""
        variant = self if questions <= self.left_out else replace(self, left_out=self.left_out | questions)
        variant.derived.setdefault("whole", self.whole)
        return variant

    def for_audience(self, audience: str) -> "Rulebook":
        """Return the variant that knows only what this audience may see."""
        return self._variants[audience]

    @cached_property
    def _variants(self) -> dict[str, "Rulebook"]:
        hidden = {name: frozenset(self.questions) - seen for name, seen in self.audiences.items()}
        # One for all who see the same: it is compiled once.
        variants = {questions: self.leaving_out(questions) for questions in hidden.values()}
        return {name: variants[questions] for name, questions in hidden.items()}

    @cached_property
    def numbers(self) -> Mapping[str, Number]:
        """Return the questions that are answered with a number."""
        return MappingProxyType({q.id: q.number for q in self.questions.values() if q.number})

    @cached_property
    def codings(self) -> Mapping[str, Number | Choices | Linked]:
        """Return the questions and linked dates whose answers diagrams know otherwise than they are given."""
        chosen = {q.id: q.choices for q in self.questions.values() if q.choices}
        return MappingProxyType({**self.numbers, **chosen, **self.linked})

    @property
    def compares_today(self) -> bool:
        return any(TODAY in part.ranges for part in self.linked.values())

    def on_day(self, day: date) -> dict[str, str]:
        """Return what stands among answers where dates are compared with today; nothing where none is."""
        return {TODAY: day.isoformat()} if self.compares_today else {}

    def with_days(self, codes: Mapping[str, Any]) -> dict[str, Any]:
        """Return answers with dates that stand so in the place of how linked dates stand."""
        if self.linked.keys().isdisjoint(codes):
            return dict(codes)
        of = (self.linked[id].first_of(code) if id in self.linked else {id: code} for id, code in codes.items())
        return {question: answer for each in of for question, answer in each.items()}

    @property
    def whole(self) -> "Rulebook":
        """Return the rulebook with every question in it; itself where none is left out."""
        whole_rulebook: Rulebook = self.derived.get("whole", self)
        return whole_rulebook

    def in_force_on(self, day: date) -> bool:
        return any(day in period for period in self.in_force)

    def verdict_title(self, verdict: str | None) -> Text:
        return self.undetermined[0] if verdict is None else self.verdicts[verdict].title

    def answer_texts(self, question: str, answer: str | Iterable[str]) -> list[Text]:
        """Return one text, or one for each choice where any number can be chosen."""
        declared = self.questions[question]
        texts = {**declared.decided.answers, **declared.answers, UNKNOWN: declared.unknown}
        if declared.number and isinstance(answer, str) and answer not in texts:
            return [declared.number.text_of(answer)]
        if declared.date and isinstance(answer, str) and answer not in texts:
            return [date_text(answer)]
        chosen = [answer] if isinstance(answer, str) else answer
        return [texts[each] for each in chosen] or [self.common[NONE_OF_THESE]]

    @property
    def edition(self) -> str:
        """Return `version`, or `version@organisation`."""
        return f"{self.version}@{self.organisation.id}" if self.organisation else self.version

    @property
    def unchanged(self) -> "Rulebook":
        return self.origin.base if self.origin else self

    @property
    def before(self) -> "Rulebook | None":
        """Return the rulebook before the last change, None without one; raises RulebookInvalid if it has Problems."""
        return self.origin.before() if self.origin else None

    def amendments_of(self, kind: str, id: str) -> tuple[Amendment, ...]:
        return self.organisation.amendments_of(kind, id) if self.organisation else ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Hold the edition that changes were made to, and how to read what the last of them was made to.

    Only a proof looks at every change by itself: reading each before that would be most of the time of a start.
    """

    base: Rulebook
    before: Callable[[], Rulebook]
