"""Verify rulebook files: load, prove over all answers, run the examples."""

import json
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from app.cli import OK, PROBLEMS
from app.cli.text import in_words
from app.problems import AppError, Problem, RulebookInvalid, without_warnings
from app.rulebook.approval import approval_beside
from app.rulebook.files import BESIDE, Read, edition_at, editions_of, is_overlay
from app.rulebook.in_force import day_of
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.verify.admission import verified
from app.verify.mutation.mutants import Mutant
from app.verify.mutation.run import Trial, tried
from app.web.render_check import untold

UNNOTICED = "nothing would notice if"
REDUNDANT = "it makes no difference whether"
ASKING = "only what is asked would differ, which no example can show, if"


def mutants_in_words(trials: Sequence[Trial]) -> Iterator[str]:
    for trial in trials:
        yield from (f"{each.place}: redundant: {REDUNDANT} {each.change}" for each in trial.redundant)
        yield from (f"{each.place}: only_asked: {ASKING} {each.change}" for each in trial.asking)
        yield from (f"{each.place}: unnoticed: {UNNOTICED} {each.change}" for each in trial.survivors)
        if trial.proposed:
            yield "these examples would notice, once a person has confirmed them:"
            yield trial.proposed.rstrip()
    counts = all_mutants_as_json(trials)
    killed, total = counts["killed"], counts["total"]
    yield f"mutants: {killed} of {total} noticed ({100 * killed // total if total else 100} %)"


def mutants_as_json(trial: Trial) -> dict[str, Any]:
    return {
        "killed": trial.killed,
        "total": trial.total,
        "survivors": [_mutant_as_json(each, UNNOTICED) for each in trial.survivors],
        "redundant": [_mutant_as_json(each, REDUNDANT) for each in trial.redundant],
        "only_asked": [_mutant_as_json(each, ASKING) for each in trial.asking],
        "proposed_examples": trial.proposed,
    }


def all_mutants_as_json(trials: Sequence[Trial]) -> dict[str, int]:
    return {
        "killed": sum(trial.killed for trial in trials),
        "total": sum(trial.total for trial in trials),
        "survivors": sum(len(trial.survivors) for trial in trials),
    }


def _mutant_as_json(mutant: Mutant, begins: str) -> dict[str, Any]:
    place = mutant.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "message": f"{begins} {mutant.change}",
    }


READ: dict[bool, Callable[[Path], Rulebook]] = {True: edition_at, False: load_rulebook}
"""How a rulebook is read that is found in a folder, and one that is named."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold what was found in one rulebook file; `rulebook` is None where it cannot be used."""

    path: Path
    rulebook: Rulebook | None
    problems: tuple[Problem, ...]
    examples: int = 0
    answer_sets: int = 0
    proven: tuple[str, ...] = ()
    trial: Trial | None = None


def run(arguments: Namespace) -> int:
    files = rulebook_files(arguments.paths)
    checked = [each for path, inside in files.items() for each in checked_file(path, inside)]
    if arguments.mutants:
        checked = [with_mutants(each) for each in checked]
    problems = [problem for each in checked for problem in each.problems]
    if arguments.json:
        print(json.dumps(_as_json(checked, mutants=arguments.mutants), indent=2))
    else:
        mutants = mutants_in_words(_trials(checked)) if arguments.mutants else ()
        print("\n".join([*map(str, problems), _in_words(checked, problems), *mutants]))
    return PROBLEMS if without_warnings(problems) or any(trial.survivors for trial in _trials(checked)) else OK


def named_path(named: str) -> Path:
    """Raises AppError `invalid` for what is no rulebook by its name alone."""
    if not named or named.endswith(BESIDE):
        raise AppError("invalid", f"expected a rulebook file or a folder, found {f'`{named}`' if named else 'no name'}")
    return Path(named)


def rulebook_files(paths: list[str]) -> dict[Path, bool]:
    """Return each file with whether it was found in a folder rather than named."""
    files: dict[Path, bool] = {}
    for named in map(named_path, paths):
        paths_inside = sorted(_inside(named), key=lambda path: (is_overlay(path), path)) if named.is_dir() else [named]
        if not paths_inside:
            raise AppError("not_found", f"expected rulebooks in `{named}`, found none")
        files.update(dict.fromkeys(paths_inside, named.is_dir()))
    return files


def checked_file(path: Path, in_folder: bool) -> Iterator[Checked]:
    """In a folder the file must be where the server looks."""
    try:
        reads = editions_named(path).values() if is_overlay(path) else [partial(READ[in_folder], path)]
    except RulebookInvalid as error:
        yield Checked(path, None, error.problems)
        return
    yield from (_checked(path, read) for read in reads)


def editions_named(path: Path) -> dict[str, Read]:
    """Raises AppError `not_found` where there is no such file."""
    if not path.exists():
        expected = f"expected a file of an organisation's changes in `{path}`"
        raise AppError("not_found", f"{expected}, found no file that can be read")
    return editions_of(path)


def _checked(path: Path, read: Read) -> Checked:
    try:
        rulebook = read()
        report, examples = verified(rulebook, _untold)
    except RulebookInvalid as error:
        return Checked(path, None, error.problems)
    problems = (*report.problems, *approval_beside(rulebook)[1])
    return Checked(path, rulebook, problems, examples, report.answer_sets, report.proven)


def _untold(rulebook: Rulebook) -> list[Problem]:
    today = day_of(datetime.now(UTC))
    return untold(rulebook, lambda book, disclosure, language: in_words(book, disclosure, language, today))


def with_mutants(checked: Checked) -> Checked:
    """Try the mutants of a rulebook that can be used, and whose examples can be read."""
    if checked.rulebook is None:
        return checked
    try:
        return replace(checked, trial=tried(checked.rulebook))
    except RulebookInvalid as error:
        return replace(checked, problems=(*checked.problems, *error.problems))


def _trials(checked: list[Checked]) -> list[Trial]:
    return [each.trial for each in checked if each.trial is not None]


def _inside(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*.yaml") if not path.name.endswith(BESIDE))


def _in_words(checked: list[Checked], problems: Sequence[Problem]) -> str:
    refusing = len(without_warnings(problems))
    warnings = f", {_count(len(problems) - refusing, 'warning')}" if len(problems) > refusing else ""
    proofs = [line for each in checked for line in _proof(each)]
    examples = sum(each.examples for each in checked)
    counts = f"{_count(len(checked), 'rulebook')}, {_count(examples, 'example')}, {_count(refusing, 'problem')}"
    return "\n".join([*proofs, counts + warnings])


def _proof(checked: Checked) -> Iterator[str]:
    if checked.rulebook is not None:
        draft = f"a draft, expected {checked.rulebook.draft.expected}, " if checked.rulebook.draft else ""
        yield f"{checked.path}: {draft}proven over all {checked.answer_sets:,} sets of answers:"
        yield from (f"  - {proven}" for proven in checked.proven)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _as_json(checked: list[Checked], *, mutants: bool) -> dict[str, Any]:
    trials = [{"mutants": each.trial and mutants_as_json(each.trial)} if mutants else {} for each in checked]
    return {
        "problems": [problem_as_json(problem) for each in checked for problem in each.problems],
        "rulebooks": [_summary(each) | trial for each, trial in zip(checked, trials, strict=True)],
        "answer_sets": sum(each.answer_sets for each in checked),
        **({"mutants": all_mutants_as_json(_trials(checked))} if mutants else {}),
    }


def problem_as_json(problem: Problem) -> dict[str, Any]:
    place = problem.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "level": problem.level,
        "code": problem.code,
        "message": problem.message,
        "counterexample": [dict(answers) for answers in problem.shown_by],
    }


def _summary(checked: Checked) -> dict[str, Any]:
    book = checked.rulebook
    draft = book and book.draft and book.draft.as_json()
    identity = {"id": book.id, "version": book.version, "digest": book.digest, "draft": draft} if book else {}
    counts = {"examples": checked.examples, "answer_sets": checked.answer_sets, "proven": list(checked.proven)}
    return {"file": str(checked.path), **identity, **counts, "usable": book is not None}
