"""What reading one file brings up: Problems, and names and conditions with the place where each stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from app.problems import Problem, SourceLocation, nearest
from app.rulebook.calendar import Holiday
from app.rulebook.conditions import Condition
from app.rulebook.dates import Difference
from app.rulebook.parsing.strict_yaml import MAX_PROBLEMS, Mapping, Node, Refused, Scalar
from app.rulebook.text import LANGUAGES, Language, Text

Kind = Literal[
    "question",
    "answer",
    "criterion",
    "extent",
    "verdict",
    "person",
    "clause",
    "reading",
    "requirement",
    "action",
    "note",
    "term",
    "number",
    "parameter",
    "choice",
    "points",
    "date",
    "difference",
    "column",
    "day",
]
COLUMN_KINDS = ("question", "points", "difference", "term")
"""What a column of a decision table can be."""
Where = Literal["gate", "criterion", "verdict", "requirement", "measure", "note for each answer", "elsewhere"]
Finding = tuple[SourceLocation, str]
MOST_SUGGESTIONS = 100
"""How many unknown names of one file are compared with those that are known."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Hold a name where it stands; `of` is the question that an answer belongs to."""

    kind: Kind
    name: str
    place: SourceLocation
    of: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """Hold a condition, or a part of one, where it stands."""

    condition: Condition
    place: SourceLocation
    where: Where


@dataclass(frozen=True, slots=True)
class PointsDeclared:
    """Hold what adds up under a name: answers to questions, with the points of each."""

    title: Text
    of: tuple[Condition, ...]
    points: tuple[int, ...]


@dataclass(slots=True)
class Reading:
    """Collect what reading one file brings up: Problems, names mentioned, conditions stated, and what is declared.

    `languages` are those of its texts; where it is `sourced` its parts name what they rest on; where it `lists` its
    criteria are the outcome.
    """

    problems: list[Problem]
    mentions: list[Mention] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    declared: dict[tuple[str, str], SourceLocation] = field(default_factory=dict)
    terms: dict[str, Condition] = field(default_factory=dict)
    parameters: dict[str, Decimal | None] = field(default_factory=dict)
    points: dict[str, PointsDeclared] = field(default_factory=dict)
    differences: dict[str, Difference] = field(default_factory=dict)
    holidays: tuple[Holiday, ...] = ()
    languages: tuple[Language, ...] = LANGUAGES
    sourced: bool | None = None
    lists: bool = False

    @property
    def full(self) -> bool:
        """Nobody reads on after so many Problems."""
        return len(self.problems) >= MAX_PROBLEMS

    def report(self, code: str, place: SourceLocation, message: str) -> None:
        if not self.full:
            self.problems.append(Problem(place, code, message))

    def expected(self, what: str, node: Node) -> None:
        """A part that was refused before is not reported again."""
        if not isinstance(node, Refused):
            self.report("wrong_type", node.place, f"expected {what}, found {describe(node)}")


def describe(node: Node) -> str:
    match node:
        case Scalar(value):
            # Short, on one line and without backticks of its own: it is part of a message.
            return f"`{' '.join(value.replace('`', ' ').split())[:40]}`"
        case Mapping():
            return "a mapping"
        case _:
            return "a list"


def unlike(name: str, known: Iterable[str]) -> str:
    """Return the end of a message about an unknown name: what was found, and the nearest known name."""
    shown = " ".join(name.replace("`", " ").split())[:40]
    return f", found `{shown}`{nearest(shown, tuple(known))}"


def listed(names: Iterable[str], between: str = ", ") -> str:
    return between.join(f"`{name}`" for name in names)
