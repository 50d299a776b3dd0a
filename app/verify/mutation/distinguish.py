"""Where an example could show a mutant: the answers, known or not, from which something else follows."""

from collections.abc import Callable, Iterator

from app.engine.build import HELD, NOT_REQUIRED, Decision
from app.engine.walk import is_single
from app.verify.mutation.variant import Decided
from app.verify.reason_diagrams import grounds

Label = Callable[[int], int]


def where_shown(original: Decided, mutant: Decided) -> int:
    """Return the opened Boolean diagram of the answers under which an example that expects everything notices a mutant.

    Exact, save that a note for each chosen answer speaks only where one is chosen.
    """
    decisions = (_differs(original, mutant, i) for i in _differing(original, mutant))
    return original.proof.forest.any_of([*decisions, *_grounds_differ(original, mutant)])


def where_shown_best(original: Decided, mutant: Decided) -> int:
    """Return a part of where a mutant is shown that is found faster: where the smallest of its decisions differs."""
    forest = original.proof.forest
    sizes = {i: len(forest.reachable(original.decisions[i].diagram)) for i in _differing(original, mutant)}
    regions = (_differs(original, mutant, i) for i in sorted(sizes, key=sizes.__getitem__))
    smallest = next((region for region in regions if region != forest.false), None)
    return where_shown(original, mutant) if smallest is None else smallest


def _differing(original: Decided, mutant: Decided) -> list[int]:
    pairs = zip(original.decisions, mutant.decisions, strict=True)
    return [i for i, (one, other) in enumerate(pairs) if one.diagram != other.diagram]


def _differs(original: Decided, mutant: Decided, i: int) -> int:
    forest, decision = original.proof.forest, original.decisions[i]
    seen = _seen(original, decision)
    differs = forest.differ(seen, _seen(mutant, mutant.decisions[i]))
    # Nothing can be expected of how far a criterion reaches while that is open.
    return forest.both(forest.map_leaves(seen, bool), differs) if decision.kind == "criterion" else differs


def _grounds_differ(original: Decided, mutant: Decided) -> Iterator[int]:
    pairs = (grounds(each.proof, each.carried)[0] for each in (original, mutant))
    for one, other in zip(*pairs, strict=True):
        yield original.proof.forest.differ(one, other)


def _seen(decided: Decided, decision: Decision) -> int:
    """Return the opened diagram of a decision, with outcomes that look alike to an example made equal."""
    forest = decided.proof.forest
    return forest.map_leaves(forest.opened(decision.diagram), _LOOKS[decision.kind])


def _held(mask: int) -> int:
    return int(mask == HELD)


def _reached(mask: int) -> int:
    return mask if is_single(mask) else 0


def _required(mask: int) -> int:
    return 0 if mask & NOT_REQUIRED else mask


_LOOKS: dict[str, Label] = {
    "verdict": lambda mask: mask,
    "criterion": _reached,
    "requirement": _required,
    "action": _held,
    "note": _held,
}
