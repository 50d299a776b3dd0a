"""Make a rulebook ready to run: only what is proven runs."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from app.engine.compile import compiled
from app.problems import Problem, RulebookInvalid, without_warnings
from app.rulebook.examples import Example, examples_path, read_examples
from app.rulebook.model import Rulebook, Sensitivity
from app.rulebook.variants import about_work, every_reading
from app.verify import remembered
from app.verify.verification import Report, verify

MOST_KEPT = 16
"""How many proven rulebooks are remembered, so that reading the same file again does not prove it again."""
Named = tuple[str, str, str, str, frozenset[Sensitivity]]
_proven: dict[Named, Rulebook] = {}
SHOWN = "whatever follows from answers is told to every audience, in every language"
RenderCheck = Callable[[Rulebook], list[Problem]]
"""What finds that something is not told: it knows pages and paper, and a proof does not."""


def ready(not_asked: frozenset[Sensitivity], telling: RenderCheck | None = None) -> Callable[[Rulebook], Rulebook]:
    """Return how a rulebook is made ready where questions of these sensitivities are not asked.

    Its part about the work is ready with it. What is returned raises RulebookInvalid with all Problems for a rulebook
    that does not verify, or that cannot be told.
    """

    def prepare(rulebook: Rulebook) -> Rulebook:
        named = _named(rulebook, not_asked)
        if named not in _proven:
            if len(_proven) >= MOST_KEPT:
                _proven.clear()
            _proven[named] = _made_ready(rulebook, named, telling)
        return _proven[named]

    return prepare


def _named(rulebook: Rulebook, not_asked: frozenset[Sensitivity]) -> Named:
    """Return what a proof depends on: every word of the rulebook, of what it was changed from, and of its examples."""
    path = examples_path(Path(rulebook.place.file))
    examples = sha256(path.read_bytes()).hexdigest() if path.exists() else ""
    return rulebook.place.file, rulebook.digest, rulebook.unchanged.digest, examples, not_asked


def _made_ready(rulebook: Rulebook, named: Named, telling: RenderCheck | None) -> Rulebook:
    _, *words, not_asked = named
    by = f"{telling.__module__}.{telling.__qualname__}" if telling else ""
    report = _report(rulebook, [*map(str, words), by], telling)
    questions = (q.id for q in rulebook.questions.values() if q.sensitivity in not_asked)
    running = rulebook.leaving_out(frozenset(questions))
    # Compiled beforehand, so that no request waits for it or is the first to find it too entangled.
    for variant in (running, about_work(running)):
        for audience in variant.audiences:
            for _, read in every_reading(variant, audience):
                compiled(read)
    running.derived[Report] = report
    return running


def _report(rulebook: Rulebook, named: list[str], telling: RenderCheck | None) -> Report:
    """Raises RulebookInvalid where the proof has Problems."""
    earlier = remembered.recall(named)
    if earlier:
        return earlier
    with remembered.alone(named):
        return remembered.recall(named) or _proven_now(rulebook, named, telling)


def _proven_now(rulebook: Rulebook, named: list[str], telling: RenderCheck | None) -> Report:
    report = verified(rulebook, telling)[0]
    if problems := without_warnings(report.problems):
        raise RulebookInvalid(problems)
    remembered.remember(named, report)
    return report


def report_of(running: Rulebook) -> Report:
    """The report covers every question, also those that are not asked here."""
    report: Report = running.derived[Report]
    return report


def verified(rulebook: Rulebook, telling: RenderCheck | None = None) -> tuple[Report, int]:
    """Verify a rulebook with the examples beside its file, and return how many there are; then tell what it can tell.

    Raises RulebookInvalid where it is too entangled to prove anything.
    """
    examples, problems = beside(rulebook)
    report = verify(rulebook, examples)
    # Of a rulebook with other problems, these would only be told again.
    if telling and not without_warnings(report.problems):
        problems += (untold := telling(rulebook))
        report = report if untold else replace(report, proven=(*report.proven, SHOWN))
    all_problems = tuple(sorted({*report.problems, *problems}))
    return replace(report, problems=all_problems), len(examples)


def beside(rulebook: Rulebook) -> tuple[tuple[Example, ...], list[Problem]]:
    """None where there is no such file."""
    path = examples_path(Path(rulebook.place.file))
    return read_examples(path, rulebook) if path.exists() else ((), [])
