"""What a verification found, and what it proved."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.engine.compile import blame, compiled
from app.engine.mdd import TooEntangled
from app.engine.run_examples import example_problems
from app.problems import Problem, RulebookInvalid
from app.rulebook.examples import Example
from app.rulebook.model import Rulebook
from app.rulebook.variants import claims
from app.verify.answer_sets import count_answer_sets
from app.verify.checks.claims import claim_adds_bar, told_of_silence
from app.verify.checks.laws import broken_law, counted_though_left_out
from app.verify.checks.noninterference import leak
from app.verify.checks.overlay_effects import consent_missing, rests_on_person, wrong_effect
from app.verify.checks.question_bound import broken_promise
from app.verify.checks.reachability import (
    circle_of_gates,
    closed_gate,
    not_the_same,
    unreachable,
    untold_answer,
    unused_answer,
    unused_clause,
    unused_criterion,
    unused_question,
    unused_source,
)
from app.verify.checks.tables import unlike_tables
from app.verify.people import somebody
from app.verify.symbolic import Proof
from app.verify.uncollected import uncollected

Check = Callable[[Proof], Iterator[Problem]]
CHECKS: dict[str, Check] = {
    "every verdict, extent, requirement state, action and note can be reached": unreachable,
    "each note speaks for every answer that can be chosen": untold_answer,
    "the answer to every question changes something": unused_question,
    "every answer means something of its own": unused_answer,
    "every criterion changes something": unused_criterion,
    "something rests on every clause": unused_clause,
    "something rests on every source": unused_source,
    "an answer behind a closed gate never matters": closed_gate,
    "what an audience is told and asked does not depend on what it may not see": leak,
    "never more questions come than were promised": broken_promise,
    "leaving out a question about the person leaves out every criterion that rests on it": counted_though_left_out,
}
SAME_ANSWERS = "answers that are declared the same lead to the same"
ONE_OUTCOME = "every decision table has exactly one outcome for all answers"
OWN_CHANGES = "every change by the organisation does what its word says"
CONSENT = "every change by the organisation that narrows what needs consent for that carries one"
NO_BAR = "invoking a claim takes no criterion further"
SILENCE = "why a claim is not invoked is told to nobody else"
WORK_ALONE = "no change by the organisation lets a criterion about the work rest on the person"


@dataclass(frozen=True, slots=True)
class Report:
    """Hold what was found, how many sets of answers that covers, and what was proven of all of them.

    `examples` is how many were run.
    """

    problems: tuple[Problem, ...]
    answer_sets: int
    proven: tuple[str, ...]
    examples: int = 0


@uncollected()
def verify(rulebook: Rulebook, examples: Iterable[Example] = ()) -> Report:
    """Prove a rulebook over all answers; raises RulebookInvalid where it is too entangled to prove anything."""
    # First: of a circle no diagram can be built.
    circle = list(circle_of_gates(rulebook))
    if circle:
        return Report(tuple(circle), 0, ())
    compiled(rulebook)  # refuses within its limits what no proof would come to the end of
    try:
        return _proven(rulebook, list(examples))
    except (TooEntangled, RecursionError) as limit:
        raise RulebookInvalid([blame(rulebook, limit)]) from None


def _proven(rulebook: Rulebook, examples: list[Example]) -> Report:
    proof = Proof(rulebook)
    findings: dict[str, list[Problem]] = {"no question is its own gate in the end": []}
    findings |= {name: list(check(proof)) for name, check in CHECKS.items()}
    if claims(rulebook):
        findings |= {NO_BAR: list(claim_adds_bar(proof)), SILENCE: list(told_of_silence(proof))}
    if any(question.same_as for question in proof.order):
        findings[SAME_ANSWERS] = list(not_the_same(proof))
    if any(criterion.table for criterion in rulebook.criteria.values()):
        findings[ONE_OUTCOME] = list(unlike_tables(proof))
    for law in rulebook.laws:
        findings[f"law `{law.id}`"] = list(broken_law(proof, law, somebody))
    if rulebook.organisation:
        findings[OWN_CHANGES] = list(wrong_effect(proof))
        if any(criterion.narrowing_needs for criterion in rulebook.criteria.values()):
            findings[CONSENT] = list(consent_missing(proof))
        findings[WORK_ALONE] = list(rests_on_person(proof))
    if examples:
        findings[f"all {len(examples)} examples, whatever they leave out"] = example_problems(rulebook, examples)
    problems = sorted(problem for each in findings.values() for problem in each)
    proven = tuple(name for name, each in findings.items() if not each)
    return Report(tuple(problems), count_answer_sets(proof), proven, len(examples))
