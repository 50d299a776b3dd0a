"""Why a verdict is what it is: the fewest answers that force it, and the answers it hangs on."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.compile import Compiled
from app.engine.tell import MOST_KEPT, CriterionState
from app.engine.walk import GivenAnswers, Leaf, Node, Step, follow, is_single
from app.rulebook.conditions import AnyCriterion, CriterionReaches, parts
from app.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Reason:
    """Name a criterion that carries the verdict, and the fewest given answers that make it reach that far."""

    criterion: str
    reach: str
    because: dict[str, str]


def fewest(step: Step, answers: GivenAnswers, target: int) -> tuple[str, ...] | None:
    """Return the fewest questions whose given answers alone lead to the target outcome; None where none do.

    A walk that leaves a question open costs nothing, one that uses its answer costs one.
    """
    if isinstance(step, Leaf):
        return () if step.mask == target else None
    return _fewest(step, answers, target, {}) if step.settles & target else None


def _fewest(
    node: Node, answers: GivenAnswers, target: int, done: dict[int, tuple[str, ...] | None]
) -> tuple[str, ...] | None:
    """Find the fewest from a node that can settle the target; kids that cannot are never visited."""
    if id(node) in done:
        return done[id(node)]
    best: tuple[str, ...] | None = None
    without = node.open
    if isinstance(without, Leaf):
        best = () if without.mask == target else None
    elif without.settles & target:
        best = _fewest(without, answers, target, done)
    used = None if best == () else node.get(answers.get(node.question))
    if isinstance(used, Leaf):
        best = (node.question,) if used.mask == target else best
    elif used is not None and used.settles & target:
        rest = _fewest(used, answers, target, done)
        if rest is not None and (best is None or len(rest) + 1 < len(best)):
            best = (node.question, *rest)
    done[id(node)] = best
    return best


def settled_by(at: Compiled, answers: GivenAnswers, outcome: int) -> dict[str, str]:
    """Return the fewest given answers that force the verdict; none while more than one verdict is possible."""
    questions = fewest(at.verdict, answers, outcome) if is_single(outcome) else None
    return {question: answers[question] for question in questions or ()}


def reasons(at: Compiled, answers: GivenAnswers, states: dict[str, CriterionState], outcome: int) -> tuple[Reason, ...]:
    """Return each criterion that certainly reaches an extent that the (certain) verdict names."""
    return tuple(_reasons(at, answers, states, outcome)) if is_single(outcome) else ()


def _reasons(at: Compiled, answers: GivenAnswers, states: dict[str, CriterionState], outcome: int) -> Iterator[Reason]:
    named = _named_extents(at, outcome.bit_length() - 1)
    for criterion in at.criteria:
        reach = states[criterion].reach
        if reach is not None and reach in named[criterion]:
            yield Reason(criterion, reach, dict(_because(at, criterion, answers)))


def _because(at: Compiled, criterion: str, answers: GivenAnswers) -> dict[str, str]:
    """Return the fewest given answers that force how far a criterion reaches; kept, since there are few ways to."""
    kept = at.later.setdefault(("because", criterion), {})
    key = tuple(answers.get(question) for question in at.reads[criterion])
    found: dict[str, str] | None = kept.get(key)
    if found is None:
        step = at.criteria[criterion]
        questions = fewest(step, answers, follow(step, answers).mask) or ()
        if len(kept) > MOST_KEPT:
            kept.clear()
        found = kept[key] = {question: answers[question] for question in questions}
    return found


def _named_extents(at: Compiled, verdict: int) -> dict[str, set[str]]:
    """Return the extents that this verdict names; made once per verdict."""
    key = ("extents", verdict)
    if key not in at.later:
        at.later[key] = named_extents(at.rulebook, list(at.rulebook.verdicts)[verdict])
    found: dict[str, set[str]] = at.later[key]
    return found


def named_extents(rulebook: Rulebook, verdict: str) -> dict[str, set[str]]:
    """Return for each criterion the extents that a verdict's condition names: reaching one is a ground for it."""
    when = rulebook.verdicts[verdict].when
    named: dict[str, set[str]] = {criterion: set() for criterion in rulebook.criteria}
    for part in () if when is None else parts(when):
        if isinstance(part, CriterionReaches):
            named[part.criterion].update(part.extents)
        elif isinstance(part, AnyCriterion):
            for extents in named.values():
                extents.update(part.extents)
    return named


def decisive(at: Compiled, answers: GivenAnswers, outcome: int) -> tuple[str, ...]:
    """Return the given answers whose single change could alter the set of possible verdicts, in asking order.

    `answers` holds applicable ones only, so that a change which opens a gate finds what lies behind it open.
    """
    path: dict[int, Step] = {}
    found: list[str] = []
    step = at.verdict
    while isinstance(step, Node):
        path[id(step)] = step
        step = step[answers.get(step.question)]
    path[id(step)] = step
    for node in path.values():
        given = isinstance(node, Node) and answers.get(node.question) is not None
        if isinstance(node, Node) and given and _could_differ(node, answers, path, outcome):
            found.append(node.question)
    return tuple(found)


def _could_differ(node: Node, answers: GivenAnswers, path: dict[int, Step], outcome: int) -> bool:
    """Say whether another answer leads elsewhere; a walk that comes back to the path need not be finished."""
    get = answers.get
    for kid in node.values():
        step = kid
        while id(step) not in path:
            if step.__class__ is not Node:
                if step.mask != outcome:  # type: ignore[union-attr]
                    return True
                break
            step = step[get(step.question)]
    return False
