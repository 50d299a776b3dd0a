"""Every text of a rulebook that an audience can be told, with its path."""

from collections.abc import Iterator

from app.rulebook.dependencies import visible
from app.rulebook.model import NOT_RELIED_ON, Rulebook
from app.rulebook.text import Text

AROUND = ("historical", "advice_only")
"""Which sentences around a check are told with what follows from answers."""


def told_to(book: Rulebook, audience: str) -> Iterator[tuple[str, Text]]:
    """Yield every text of a rulebook that this audience can be told, with its path."""
    # Who is asked nothing about themself leaves nothing out.
    never = () if any(question.is_private for question in book.questions.values()) else (NOT_RELIED_ON,)
    yield from ((f"about.{key}", book.about[key]) for key in AROUND if key in book.about)
    for part in ("people", "common", "extents"):
        yield from ((f"{part}.{key}", text) for key, text in getattr(book, part).items() if key not in never)
    yield from ((f"undetermined.{place}", text) for place, text in enumerate(book.undetermined))
    for question in (book.questions[q] for q in book.questions if q in book.audiences[audience]):
        yield from _of(f"questions.{question.id}", question, "ask", "help", "why", "unknown")
        yield from ((f"questions.{question.id}.answers.{key}", text) for key, text in question.answers.items())
    for criterion in (book.criteria[c] for c in visible(book, audience)):
        yield from _of(f"criteria.{criterion.id}", criterion, "title", "not_reached")
        yield from ((f"criteria.{criterion.id}.{line.extent}", line.because) for line in criterion.reaches)
    for verdict in book.verdicts.values():
        yield from _of(f"verdicts.{verdict.id}", verdict, "title", "say")
        yield from ((f"verdicts.{verdict.id}.then.{place}", text) for place, text in enumerate(verdict.then))
    for requirement in book.requirements.values():
        yield from _of(f"requirements.{requirement.id}", requirement, "met", "not_met", "open")
    for action in book.actions.values():
        yield from _of(f"actions.{action.id}", action, "say")
    for note in book.notes.values():
        yield from _of(f"notes.{note.id}", note, "heading", "say")
        yield from ((f"notes.{note.id}.{key}", text) for key, text in note.say_each.items())


def _of(path: str, part: object, *names: str) -> Iterator[tuple[str, Text]]:
    found = ((name, getattr(part, name)) for name in names)
    yield from ((f"{path}.{name}", text) for name, text in found if text is not None)


def others(book: Rulebook) -> list[str]:
    """Return every audience but the employee."""
    return list(book.audiences)[1:]
