"""Try every mutant of a rulebook against its examples and laws, and propose what would show those that go unnoticed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from app.engine.mdd import TooEntangled
from app.engine.run_examples import example_problems
from app.problems import Problem, RulebookInvalid, without_warnings
from app.rulebook.banding import finer
from app.rulebook.examples import Example, Given, examples_path, read_baseline
from app.rulebook.model import Law, Rulebook
from app.verify.admission import beside
from app.verify.checks.laws import broken_law
from app.verify.mutation.kill import Worked, is_noticed
from app.verify.mutation.mutants import Mutant, mutants
from app.verify.mutation.suggest import Survivor, examples_yaml, whole_file
from app.verify.mutation.variant import MAX_NODES, Decided, original, sibling

Fate = Literal["killed", "survivor", "asking", "redundant"]
FATES: tuple[Fate, ...] = ("killed", "survivor", "asking", "redundant")


@dataclass(frozen=True, slots=True)
class Trial:
    """Hold what became of the mutants of a rulebook.

    `redundant` are those that decide and ask exactly what the original does, `asking` those that differ only in what is
    asked, which no example can show; neither are counted. `proposed` are examples that would show all survivors, as
    YAML.
    """

    killed: int
    survivors: tuple[Mutant, ...]
    redundant: tuple[Mutant, ...]
    asking: tuple[Mutant, ...]
    proposed: str

    @property
    def total(self) -> int:
        """Return how many mutants count; those that decide and ask the same as each other count once."""
        return self.killed + len(self.survivors)


def tried(rulebook: Rulebook, max_nodes: int = MAX_NODES) -> Trial | None:
    """Try the mutants of a rulebook on the examples beside its file; None where those cannot be read.

    Where there is no such file, a whole one is proposed. Raises RulebookInvalid where the mutants outgrow the limits.
    """
    examples, problems = beside(rulebook)
    if without_warnings(problems):
        return None
    path = examples_path(Path(rulebook.place.file))
    try:
        if path.exists():
            return trial(rulebook, examples, read_baseline(path, rulebook), max_nodes=max_nodes)
        result = trial(rulebook, max_nodes=max_nodes)
    except (TooEntangled, RecursionError):
        message = "expected mutants that can be compared within the limits, found that this rulebook is too entangled"
        raise RulebookInvalid([Problem(rulebook.place, "mutants_too_entangled", message)]) from None
    return replace(result, proposed=whole_file(rulebook, result.proposed)) if result.proposed else result


def trial(
    rulebook: Rulebook,
    examples: Iterable[Example] = (),
    baseline: Given | None = None,
    *,
    max_nodes: int = MAX_NODES,
) -> Trial:
    """Try the mutants of a rulebook on examples over a baseline, and on its laws.

    What does not hold for the rulebook itself notices nothing. Raises TooEntangled for a rulebook whose mutants outgrow
    the limits.
    """
    of, given = original(finer(rulebook), max_nodes), tuple(examples)
    holding = [Worked(example, of) for example in given if not example_problems(rulebook, [example])]
    laws = [law for law in rulebook.laws if not any(broken_law(of.proof, law))]
    fates: dict[Fate, list[Survivor]] = {fate: [] for fate in FATES}
    for mutant, decided in _unlike_each_other(of):
        fates[_fate(of, decided, holding, laws)].append((mutant, decided))
    survivors = fates["survivor"]
    return Trial(
        killed=len(fates["killed"]),
        survivors=tuple(mutant for mutant, _ in survivors),
        redundant=tuple(mutant for mutant, _ in fates["redundant"]),
        asking=tuple(mutant for mutant, _ in fates["asking"]),
        proposed=examples_yaml(of, survivors, baseline or {}, {example.id for example in given}),
    )


def _unlike_each_other(of: Decided) -> Iterator[Survivor]:
    """Yield the mutants with what they decide: all redundant ones, and the first of those equal to each other."""
    seen = set()
    for mutant in mutants(of.proof.rulebook):
        decided = sibling(mutant.rulebook, of)
        if decided.signature not in seen or decided.signature == of.signature:
            seen.add(decided.signature)
            yield mutant, decided


def _fate(of: Decided, mutant: Decided, examples: Sequence[Worked], laws: Sequence[Law]) -> Fate:
    if mutant.signature == of.signature:
        return "redundant"
    if is_noticed(mutant, examples, laws):
        return "killed"
    return "asking" if mutant.expectable == of.expectable else "survivor"
