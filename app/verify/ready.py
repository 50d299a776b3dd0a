"""Make a rulebook ready to run: only what is proven runs."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.engine.compile import compiled
from app.problems import Problem, RulebookInvalid
from app.rulebook.examples import Example, examples_path, read_examples
from app.rulebook.model import Rulebook, Sensitivity
from app.rulebook.work import about_work
from app.verify.report import Report, verify


def ready(not_asked: frozenset[Sensitivity]) -> Callable[[Rulebook], Rulebook]:
    """Return how a rulebook is made ready where questions of these sensitivities are not asked.

    Its part about the work is ready with it. What is returned raises RulebookInvalid with all Problems for a rulebook
    that does not verify.
    """

    def prepare(rulebook: Rulebook) -> Rulebook:
        report = verified(rulebook)[0]
        if report.problems:
            raise RulebookInvalid(report.problems)
        questions = (q.id for q in rulebook.questions.values() if q.sensitivity in not_asked)
        running = rulebook.leaving_out(frozenset(questions))
        for variant in (running, about_work(running)):
            for audience in variant.audiences:
                compiled(variant.for_audience(audience))
        running.derived[Report] = report
        return running

    return prepare


def report_of(running: Rulebook) -> Report:
    """Return what was found when a rulebook was made ready, with every question in it."""
    report: Report = running.derived[Report]
    return report


def verified(rulebook: Rulebook) -> tuple[Report, int]:
    """Verify a rulebook with the examples beside its file, and return how many there are.

    Raises RulebookInvalid where it is too entangled to prove anything.
    """
    examples, problems = beside(rulebook)
    report = verify(rulebook, examples)
    found = tuple(sorted({*report.problems, *problems}))
    return replace(report, problems=found), len(examples)


def beside(rulebook: Rulebook) -> tuple[tuple[Example, ...], list[Problem]]:
    """Return the examples that stand beside a rulebook's file; none where there is no such file."""
    path = examples_path(Path(rulebook.place.file))
    return read_examples(path, rulebook) if path.exists() else ((), [])
