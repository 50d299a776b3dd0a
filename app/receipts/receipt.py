"""What a receipt holds, for the person themself or to be shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

from app.cases.ids import new_letters
from app.disclosure import Disclosure, answers_told, disclose
from app.engine.next_question import Mode, in_turn
from app.problems import AppError
from app.rule_text import draft_said
from app.rulebook.model import Rulebook, Sensitivity
from app.rulebook.roles import audience_of, own
from app.rulebook.text import Language, Text
from app.rulebook.variants import asks_about_person

FORMAT: Literal["thuiswerkcheck-receipt-1"] = "thuiswerkcheck-receipt-1"
PRIVATE = Text(
    nl="PRIVÉ: alleen voor uzelf. Hierin staat elk antwoord van u dat onze server kent. Deel dit met niemand.",
    en="PRIVATE: only for yourself. This holds every answer of yours that our server knows. Share it with nobody.",
)
ABOUT = {
    (True, True): PRIVATE,
    (True, False): PRIVATE,
    (False, True): Text(
        nl="Om te delen. Hierin staan alleen antwoorden over het werk, en wat daaruit volgt. "
        "Persoonlijke omstandigheden tellen hier niet mee. Dit is niet het hele advies.",
        en="To share. This holds only answers about the work, and what follows from them. "
        "Personal circumstances do not count here. This is not the whole advice.",
    ),
    (False, False): Text(
        nl="Om te delen. Hierin staan uw antwoorden, en wat daaruit volgt.",
        en="To share. This holds your answers, and what follows from them.",
    ),
}
"""What a receipt says of itself: private or not, under a rulebook that asks about the person or not."""


@dataclass(frozen=True, slots=True)
class Issued:
    """Hold when a receipt was made (aware), and the random code on it."""

    made: datetime
    code: str


def new_code() -> str:
    return new_letters(8).upper()


def receipt(
    rulebook: Rulebook, answers: Mapping[str, Any], *, private: bool, language: Language, mode: Mode, issued: Issued
) -> dict[str, Any]:
    """Return the content of a receipt, ready to be signed.

    Invariant: all of it but `issued` is made from answers that its reader may see; nothing follows from another one.
    A receipt to share is made in quick mode: which questions come after that can depend on answers about the person.
    Raises AppError `conflict` where it cannot be shared.
    """
    audience, mode = (own(rulebook), mode) if private else (reader(rulebook, private=False), "quick")
    if not (private or can_be_shared(rulebook, answers)):
        raise AppError("conflict", "these answers cannot be shared: not everything was asked that a reader would ask")
    answered = answers_told(rulebook, answers, audience=audience, mode=mode)
    disclosure = disclose(rulebook, answered, language, audience=audience, mode=mode)
    return {
        "format": FORMAT,
        "private": private,
        "about": f"{ABOUT[private, asks_about_person(rulebook)][language]} {draft_said(rulebook, language)}".rstrip(),
        "rulebook": edition_named(rulebook),
        "health_questions": _treated(rulebook, "health"),
        "personal_questions": _treated(rulebook, "personal"),
        "made": issued.made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "code": issued.code,
        "language": language,
        "mode": mode,
        "answers": plain(answered),
        "disclosure": plain(disclosure),
    }


def can_be_shared(rulebook: Rulebook, answers: Mapping[str, Any]) -> bool:
    """Say whether everything was answered that the reader's own evaluation asks.

    Where something was not, that could be because of an answer about the person, and would tell of it.
    """
    audience = reader(rulebook, private=False)
    return audience is not None and in_turn(rulebook, answers, audience)[1] is None


def reader(rulebook: Rulebook, *, private: bool) -> str | None:
    """Return for which audience a receipt is: the person's own, or HR's where the rulebook has one."""
    return own(rulebook) if private else audience_of(rulebook, "hr")


def edition_named(rulebook: Rulebook) -> dict[str, str | None]:
    own = rulebook.organisation
    named = {"id": rulebook.id, "version": rulebook.version, "digest": rulebook.digest}
    return {**named, "organisation": own.id if own else None}


def questions_about(rulebook: Rulebook, sensitivity: Sensitivity) -> frozenset[str]:
    return frozenset(q.id for q in rulebook.questions.values() if q.sensitivity == sensitivity)


def _treated(rulebook: Rulebook, sensitivity: Sensitivity) -> str:
    return "left_out" if questions_about(rulebook, sensitivity) & rulebook.left_out else "asked"


def plain(value: Mapping[str, Any] | Disclosure) -> dict[str, Any]:
    """Return the same as it comes back from JSON."""
    content: dict[str, Any] = orjson.loads(orjson.dumps(value))
    return content
