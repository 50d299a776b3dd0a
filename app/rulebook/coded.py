"""Answers as diagrams know them."""

from collections.abc import Mapping
from typing import Any

from app.rulebook.choices import Choices
from app.rulebook.conditions import TODAY
from app.rulebook.dates import Linked
from app.rulebook.numbers import Number


def day_in(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the day with which dates are compared, as the answer that it stands among; nothing where none does."""
    return {TODAY: answers[TODAY]} if TODAY in answers else {}


def coded(codings: Mapping[str, Number | Choices | Linked], answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return answers with each number as its band, and each set as its kind; what is one already stays as it is.

    Beside dates stands, under the name of what links them, the way in which they stand or all that are possible.
    """
    codes = {
        id: code
        for id, coding in codings.items()
        if (code := coding.code_in(answers) if isinstance(coding, Linked) else coding.code_of(answers.get(id)))
    }
    return {**answers, **codes} if codes else answers
