"""Findings about a rulebook or an input, and the five kinds of refusal."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

ErrorCode = Literal["invalid", "not_found", "forbidden", "conflict", "unavailable"]
Level = Literal["problem", "warning"]
"""A rulebook with a warning can be used; with a problem it cannot."""


@dataclass(frozen=True, slots=True, order=True)
class SourceLocation:
    """Say where something stands: file, line and column, both counted from 1 (0: the file as a whole)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Name one finding. Problems are collected and reported together, never raised one by one.

    `shown_by` holds the sets of answers that show it, each as pairs: one set, or two that should be told alike.
    """

    place: SourceLocation
    code: str
    message: str
    shown_by: tuple[tuple[tuple[str, str], ...], ...] = ()
    level: Level = "problem"

    def __str__(self) -> str:
        marked = "warning: " if self.level == "warning" else ""
        return f"{self.place}: {marked}{self.code}: {self.message}"


def without_warnings(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.level != "warning")


@dataclass(frozen=True, slots=True)
class InputProblem:
    """Name one finding about submitted input by its JSON pointer; never repeats a submitted value."""

    pointer: str
    code: str
    detail: str


class AppError(Exception):
    """Refuse what was asked, with one of five codes and a message a person can act on."""

    def __init__(self, code: ErrorCode, message: str, errors: Iterable[InputProblem] = ()) -> None:
        super().__init__(message)
        self.code: ErrorCode = code
        self.message = message
        self.errors = tuple(errors)


class RulebookInvalid(AppError):
    """Refuse a rulebook; carries every Problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("invalid", "\n".join(map(str, self.problems)))


LONGEST_NAME = 80
"""How many characters a name has at most that is compared with those that are known."""
MOST_SUGGESTIONS = 10
"""How many names that one request sent are compared with those that are known: that costs far more than the rest."""
_left: ContextVar[list[int] | None] = ContextVar("suggestions_left", default=None)


@contextmanager
def few_suggestions(most: int = MOST_SUGGESTIONS) -> Iterator[None]:
    """Let `nearest` compare this many names at most, whether it finds anything or not, and name none after that.

    Inside another of these, the outer one counts.
    """
    # A list, so that a thread, which gets a copy of the context, counts down the same number.
    before = _left.set(_left.get() or [most])
    try:
        yield
    finally:
        _left.reset(before)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the end of a message, or nothing where no name is near."""
    if len(name) > LONGEST_NAME or not _may_compare():
        return ""
    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else ""


def _may_compare() -> bool:
    left = _left.get()
    if left is None:
        return True
    left[0] -= 1
    return left[0] >= 0
