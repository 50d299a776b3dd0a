"""Tell what became of the mutants of rulebooks: in sentences for their authors, or as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.verify.mutants import Mutant
from app.verify.trial import Trial

UNNOTICED = "nothing would notice if"
REDUNDANT = "it makes no difference whether"
ASKING = "only what is asked would differ, which no example can show, if"


def mutants_in_words(trials: Sequence[Trial]) -> Iterator[str]:
    """Yield a line for each mutant that is not noticed, examples that would show it, and the score over all."""
    for trial in trials:
        yield from (f"{each.place}: redundant: {REDUNDANT} {each.change}" for each in trial.redundant)
        yield from (f"{each.place}: only_asked: {ASKING} {each.change}" for each in trial.asking)
        yield from (f"{each.place}: unnoticed: {UNNOTICED} {each.change}" for each in trial.survivors)
        if trial.proposed:
            yield "these examples would notice, once a person has confirmed them:"
            yield trial.proposed.rstrip()
    found = all_mutants_as_json(trials)
    killed, total = found["killed"], found["total"]
    yield f"mutants: {killed} of {total} noticed ({100 * killed // total if total else 100} %)"


def mutants_as_json(trial: Trial) -> dict[str, Any]:
    """Return what became of the mutants of one rulebook."""
    return {
        "killed": trial.killed,
        "total": trial.total,
        "survivors": [_told(each, UNNOTICED) for each in trial.survivors],
        "redundant": [_told(each, REDUNDANT) for each in trial.redundant],
        "only_asked": [_told(each, ASKING) for each in trial.asking],
        "proposed_examples": trial.proposed,
    }


def all_mutants_as_json(trials: Sequence[Trial]) -> dict[str, int]:
    """Return the counts over all rulebooks."""
    return {
        "killed": sum(trial.killed for trial in trials),
        "total": sum(trial.total for trial in trials),
        "survivors": sum(len(trial.survivors) for trial in trials),
    }


def _told(mutant: Mutant, begins: str) -> dict[str, Any]:
    place = mutant.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "message": f"{begins} {mutant.change}",
    }
