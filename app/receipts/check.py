"""Whether a receipt is sound, and whether the same answers would lead to the same verdict today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.disclosure import disclose
from app.problems import AppError, InputProblem
from app.receipts.read import HandedIn, Receipt, read
from app.receipts.receipt import plain, questions_about, reader
from app.receipts.signing import Signing
from app.rulebook.answers import Answers, check_answers
from app.rulebook.files import NO_OVERLAY
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from app.rulebook.once import once_per_rulebook

UNFIT = "the answers in this receipt do not fit its rulebook"
NOT_TAKEN = "this receipt holds answers that are not taken here"
ON_COMMAND_LINE = (
    "expected no answers about a person: a private receipt is checked with `thuiswerkcheck receipt verify`"
)


@dataclass(frozen=True, slots=True)
class CheckContext:
    """Hold what receipts are checked with, and whether private ones are taken."""

    library: Library
    signing: Signing
    takes_private: bool


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Name a criterion that reaches otherwise today; None where there is no such criterion, or nothing is certain."""

    criterion: str
    title: str
    then: str | None
    today: str | None


@dataclass(frozen=True, slots=True)
class Today:
    """Hold what the same answers lead to under the edition of the day; `not_asked` are answers it has no use for."""

    rulebook: Rulebook
    in_force: bool
    verdict: str | None
    differs: bool
    why: tuple[Otherwise, ...]
    not_asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold what was found; `recomputed_equal` and `today` are None where the rulebook is not known."""

    receipt: Receipt
    signature: bool
    key_known: bool
    rulebook: Rulebook | None
    recomputed_equal: bool | None
    today: Today | None

    @property
    def valid(self) -> bool:
        return self.signature and self.recomputed_equal is True

    def as_json(self) -> dict[str, Any]:
        return {
            "valid": self.valid,
            "signature": self.signature,
            "key_known": self.key_known,
            "rulebook_known": self.rulebook is not None,
            "draft": self.rulebook and self.rulebook.draft and self.rulebook.draft.as_json(),
            "recomputed_equal": self.recomputed_equal,
            "today": self.today and _today_as_json(self.today),
        }


def check(context: CheckContext, written: bytes, today: date) -> Checked:
    """Raises AppError `invalid` for no receipt, for answers not taken here, and for answers that do not fit."""
    handed_in = read(written)
    receipt = handed_in.receipt
    rulebook = _edition(context.library, receipt)
    _refuse_what_is_not_taken(context, receipt, rulebook)
    if rulebook is None:
        return _checked(context, handed_in, None, {})
    answers, unfit = check_answers(rulebook, receipt.answers)
    if unfit:
        raise AppError("invalid", UNFIT, unfit)
    checked = _checked(context, handed_in, rulebook, _disclosed(rulebook, receipt, answers))
    return replace(checked, today=_today(context.library, checked, today))


def _checked(
    context: CheckContext, handed_in: HandedIn, rulebook: Rulebook | None, disclosure: Mapping[str, Any]
) -> Checked:
    receipt = handed_in.receipt
    return Checked(
        receipt=receipt,
        signature=context.signing.has_signed(handed_in.content),
        key_known=context.signing.key == receipt.key,
        rulebook=rulebook,
        recomputed_equal=_still_follows(disclosure, receipt.disclosure) if rulebook else None,
        today=None,
    )


def _still_follows(now: Mapping[str, Any], then: Mapping[str, Any]) -> bool:
    """A receipt outlives the version of the program that made it: a later one tells more fields, and more changes."""
    changes = [
        each for each in now.get("changes", ()) if any(_holds(each, change) for change in then.get("changes", ()))
    ]
    return _holds({**now, "changes": changes} if "changes" in now else now, then)


def _holds(now: Any, then: Any) -> bool:
    if isinstance(then, dict) and isinstance(now, dict):
        return then.keys() <= now.keys() and all(_holds(now[key], value) for key, value in then.items())
    if isinstance(then, list) and isinstance(now, list):
        return len(then) == len(now) and all(map(_holds, now, then))
    return bool(then == now)


def _edition(library: Library, receipt: Receipt) -> Rulebook | None:
    named = receipt.rulebook
    edition = library.exactly(named.id, named.version, named.organisation, named.digest)
    return edition and _as_issued(edition, receipt)


def _as_issued(rulebook: Rulebook, receipt: Receipt) -> Rulebook:
    """Return the rulebook with or without the questions about the person, as it was when the receipt was made."""
    health, personal = questions_about(rulebook, "health"), questions_about(rulebook, "personal")
    wanted = rulebook.left_out - health - personal
    wanted |= health if receipt.health_questions == "left_out" else frozenset()
    wanted |= personal if receipt.personal_questions == "left_out" else frozenset()
    return rulebook if wanted == rulebook.left_out else _leaving_out_only(rulebook, wanted)


@once_per_rulebook
def _leaving_out_only(rulebook: Rulebook, questions: frozenset[str]) -> Rulebook:
    return replace(rulebook, left_out=questions)


def _refuse_what_is_not_taken(context: CheckContext, receipt: Receipt, rulebook: Rulebook | None) -> None:
    if receipt.private and context.takes_private:
        return
    problems = list(_not_taken(context.library, receipt, rulebook))
    if problems:
        raise AppError("invalid", NOT_TAKEN, problems)


def _not_taken(library: Library, receipt: Receipt, rulebook: Rulebook | None) -> Iterator[InputProblem]:
    """Yield a finding for each answer that is not about the work; of an unknown rulebook nobody can tell."""
    if receipt.private and rulebook is None:
        yield InputProblem("/private", "not_taken_here", ON_COMMAND_LINE)
    questions = [q for book in ([rulebook] if rulebook else library) for q in book.questions.values()]
    personal = {q.id: None for q in questions if q.is_private and q.id in receipt.answers}
    for question in personal:
        yield InputProblem(f"/answers/{question}", "not_taken_here", ON_COMMAND_LINE)


def _disclosed(rulebook: Rulebook, receipt: Receipt, answers: Answers) -> dict[str, Any]:
    audience = reader(rulebook, private=receipt.private)
    if audience is None:
        return {}
    return plain(disclose(rulebook, answers, receipt.language, audience=audience, mode=receipt.mode))


def _today(library: Library, checked: Checked, on: date) -> Today | None:
    """Return what follows today; None where there is no edition any more for the same organisation."""
    receipt = checked.receipt
    try:
        chosen = library.choose(receipt.rulebook.id, on, receipt.rulebook.organisation or NO_OVERLAY)
    except AppError:
        return None
    rulebook = _as_issued(chosen, receipt)
    assert checked.rulebook is not None
    answers = {**check_answers(rulebook, receipt.answers)[0], **rulebook.on_day(on)}
    then = _disclosed(checked.rulebook, receipt, check_answers(checked.rulebook, receipt.answers)[0])
    now = _disclosed(rulebook, receipt, answers)
    return Today(
        rulebook=rulebook,
        in_force=rulebook.in_force_on(on),
        verdict=now.get("verdict"),
        differs=now.get("verdict") != then.get("verdict"),
        why=tuple(_otherwise(then.get("criteria", {}), now.get("criteria", {}))),
        not_asked=tuple(question for question in receipt.answers if question not in answers),
    )


def _otherwise(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Otherwise]:
    for criterion, state in {**then, **now}.items():
        before, after = (each.get(criterion, {}).get("reach") for each in (then, now))
        if before != after:
            yield Otherwise(criterion, state["title"], before, after)


def _today_as_json(today: Today) -> dict[str, Any]:
    why = [{"criterion": o.criterion, "title": o.title, "then": o.then, "today": o.today} for o in today.why]
    return {
        "version": today.rulebook.version,
        "in_force": today.in_force,
        "verdict": today.verdict,
        "differs": today.differs,
        "why": why,
        "not_asked": list(today.not_asked),
    }
