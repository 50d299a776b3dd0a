"""Write proposed examples as YAML for an author to confirm: they expect what follows now."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from app.engine.evaluate import evaluate
from app.engine.example_yaml import example_yaml
from app.engine.examples import Followed
from app.rulebook.examples import Example, Expectation, Given
from app.rulebook.model import NONE_REACHED, Rulebook
from app.verify.decided import Decided
from app.verify.mutants import Mutant
from app.verify.noticed import Worked
from app.verify.proposals import proposals

CONFIRM = "Nobody yet. A person must confirm what is expected here, and say who it is about."
NOTHING = Expectation(None, None, None, {}, None, None, None, None, {})
Survivor = tuple[Mutant, Decided]


def examples_yaml(original: Decided, survivors: Sequence[Survivor], baseline: Given, taken: Collection[str]) -> str:
    """Return items for under `examples:` that between them show all survivors; `taken` are ids that are in use."""
    free = (name for i in range(1, len(survivors) + len(taken) + 1) if (name := f"M{i}") not in taken)
    proposed = proposals(original, [decided for _, decided in survivors], baseline)
    return "\n".join(
        _item(original, name, {**baseline, **each.given}, [survivors[i] for i in each.shows], baseline=baseline)
        for name, each in zip(free, proposed, strict=False)
    )


def whole_file(rulebook: Rulebook, items: str) -> str:
    """Return a file of examples with these items, over an empty baseline."""
    return f'rulebook: {rulebook.id}\nversion: "{rulebook.version}"\nbaseline: {{}}\nexamples:\n{items}'


def _item(original: Decided, name: str, answers: Given, shows: Sequence[Survivor], *, baseline: Given) -> str:
    book = original.proof.rulebook
    worked = expecting_all(original, answers)
    if not all(worked.notices(decided) for _, decided in shows):
        worked = expecting_all(original, {**answers, **_something_chosen(book)})
    answers = worked.example.answers
    given = {q: answers[q] for q in book.questions if q in answers and answers[q] != baseline.get(q)}
    also = _not_reached(worked, original, [decided for _, decided in shows])
    lines = ["  # Nothing else would notice if:", *(f"  #   {mutant.change}" for mutant, _ in shows)]
    return "\n".join([*lines, example_yaml(name, CONFIRM, given, evaluate(book, answers), also=also)])


def expecting_all(original: Decided, answers: Given) -> Worked:
    """Return the example with these answers that expects all that follows."""
    silent = Worked(Example("", CONFIRM, answers, NOTHING, original.proof.rulebook.place), original)
    return Worked(replace(silent.example, expect=_everything(silent.followed(original))), original)


def _everything(found: Followed) -> Expectation:
    return replace(
        NOTHING,
        could_be=found.possible,
        grounds=found.grounds,
        criteria={criterion: state.reach for criterion, state in found.criteria.items() if state.reach},
        actions=found.actions,
        requirements=found.requirements,
        notes=tuple(found.told),
    )


def _something_chosen(book: Rulebook) -> dict[str, tuple[str, ...]]:
    """Return an answer for each note that speaks only where something is chosen."""
    return {note.for_each: tuple(note.say_each)[:1] for note in book.notes.values() if note.for_each}


def _not_reached(worked: Worked, original: Decided, shows: Sequence[Decided]) -> set[str]:
    """Return the criteria that reach nothing, and something in a mutant: the example has to say so."""
    reached = [worked.followed(decided).criteria for decided in shows]
    known = worked.followed(original).criteria.items()
    return {c for c, state in known if state.reach == NONE_REACHED and any(each[c] != state for each in reached)}
