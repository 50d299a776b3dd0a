"""Who approved a rulebook as it said on some day, kept in a file beside it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.problems import Problem, RulebookInvalid
from app.rulebook.load import contents
from app.rulebook.model import Rulebook
from app.rulebook.parsing.diagnostics import Reading
from app.rulebook.parsing.readers import DIGEST, Record, day, exactly, items, matching, read_file, text, words
from app.rulebook.parsing.strict_yaml import Node
from app.rulebook.text import Text

Prepare = Callable[[Rulebook], Rulebook]
"""How a rulebook that was read becomes the one that runs."""


@dataclass(frozen=True, slots=True)
class Approver:
    """Hold who approved, in which role where that is told, and on which day."""

    name: str
    role: Text | None
    on: date


@dataclass(frozen=True, slots=True)
class Approval:
    """Hold what was approved, by its digest, and by whom."""

    rulebook: str
    version: str
    digest: str
    approved: tuple[Approver, ...]

    def covers(self, rulebook: Rulebook) -> bool:
        return self.digest == rulebook.digest

    def approved_by(self, approver: Approver) -> "Approval":
        """An earlier approval under the same name is replaced."""
        others = tuple(each for each in self.approved if each.name != approver.name)
        return Approval(self.rulebook, self.version, self.digest, (*others, approver))


def approval_path(rulebook: Rulebook) -> Path:
    """Return where the approval of a rulebook stands: beside its file.

    An organisation's changes can be to several versions, so there the version is part of the name.
    """
    path = Path(rulebook.place.file)
    version = f".{rulebook.version}" if rulebook.organisation else ""
    return path.with_name(path.name.removesuffix(".yaml") + f"{version}.approval.yaml")


def approval_beside(rulebook: Rulebook) -> tuple[Approval | None, list[Problem]]:
    """Read the approval that stands beside a rulebook's file; None where there is none, or where it has Problems."""
    path = approval_path(rulebook)
    return read_approval(path, rulebook) if path.is_file() else (None, [])


def read_approval(path: str | Path, rulebook: Rulebook) -> tuple[Approval | None, list[Problem]]:
    """Read a file of approval; where it has Problems there is no approval, only all of them in file order."""
    return approval_from(contents(path, "file of approval"), str(path), rulebook)


def approved(people: int, prepare: Prepare) -> Prepare:
    """Return how a rulebook is prepared that so many different people must have approved, to the letter.

    What is returned raises RulebookInvalid for one that fewer did: with two, whoever wrote it cannot publish it alone.
    """

    def prepared(rulebook: Rulebook) -> Rulebook:
        kept = approval_beside(rulebook)[0]
        # Otherwise one person counts twice by writing the name with other capitals.
        names = {each.name.casefold() for each in kept.approved} if kept and kept.covers(rulebook) else set()
        if len(names) < people:
            expected = f"expected {people} people who approved exactly this, found {len(names)}"
            raise RulebookInvalid([Problem(rulebook.place, "not_approved", expected)])
        return prepare(rulebook)

    return prepared


def approval_from(source: bytes, file: str, rulebook: Rulebook) -> tuple[Approval | None, list[Problem]]:
    return read_file(source, file, lambda tree, reading: _approval(tree, reading, rulebook))


def _approval(tree: Node, reading: Reading, rulebook: Rulebook) -> Approval:
    reading.languages = rulebook.languages
    with Record(tree, reading, "a file of approval") as of:
        return Approval(
            rulebook=of.need("rulebook", exactly(rulebook.id)),
            version=of.need("version", exactly(rulebook.version)),
            digest=of.need("digest", matching(DIGEST)),
            approved=of.need(
                "approved", lambda node, _: tuple(_approver(item, reading) for item in items(node, reading))
            ),
        )


def _approver(node: Node, reading: Reading) -> Approver:
    with Record(node, reading, "who approved") as of:
        return Approver(of.need("name", words), of.may("role", text), of.need("date", day))


def as_yaml(approval: Approval) -> str:
    return "\n".join([*_lines(approval), ""])


def _lines(approval: Approval) -> Iterator[str]:
    yield f"rulebook: {approval.rulebook}"
    yield f"version: {_quoted(approval.version)}"
    yield f"digest: {_quoted(approval.digest)}"
    yield "approved:"
    for each in approval.approved:
        yield f"  - name: {_quoted(each.name)}"
        if each.role is not None:
            by_language = (f"{language}: {_quoted(said)}" for language, said in each.role.by_language.items())
            yield f"    role: {{{', '.join(by_language)}}}"
        yield f"    date: {each.on}"


def _quoted(text: str) -> str:
    # A JSON string is YAML text in double quotes, so it reads back as the same text.
    return json.dumps(text, ensure_ascii=False)
