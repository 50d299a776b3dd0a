"""What a rulebook may not say of numbers: one small function per Problem code, named after it."""

from collections.abc import Iterator
from decimal import Decimal

from app.rulebook.choices import MOST_KINDS, MOST_NAMED
from app.rulebook.conditions import Chosen, Comparison, Points, QuestionIs
from app.rulebook.model import Rulebook
from app.rulebook.numbers import in_digits
from app.rulebook.parsing.diagnostics import Finding, Reading

NAMED = ("question", "points", "difference", "term")
MOST_SUMS = 10_000
"""How many sums of points are looked at: of more it is not told which can be reached."""


def number_not_work(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for question in rulebook.questions.values():
        if question.number and question.sensitivity != "work":
            yield question.place, f"expected a number at work questions only, found it at a {question.sensitivity} one"


def amount_of_choices(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for question in rulebook.questions.values():
        if question.amount and question.many:
            yield question.place, "expected `choose: any` at a question with answers, found it at a number or a date"


def idle_comparison(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find what holds for all numbers that can be given or for none of them, or lies between two of them."""
    # A condition inside another one is stated by itself too.
    for part, place in ((stated.condition, stated.place) for stated in reading.stated):
        if isinstance(part, Points):
            yield from ((place, found) for found in _idle_sum(rulebook, part))
        if isinstance(part, QuestionIs) and isinstance(part.compared, Chosen):
            yield from ((place, found) for found in _idle_choice(rulebook, part))
        number = rulebook.numbers.get(part.question) if isinstance(part, QuestionIs) else None
        if number is None or not isinstance(part, QuestionIs) or not isinstance(part.compared, Comparison):
            continue
        numbers = f"numbers from {in_digits(number.low)} to {in_digits(number.high)}"
        if len(part.answers) in (0, len(number.bands)):
            holds = "all" if part.answers else "none"
            yield place, f"expected a comparison that holds for some {numbers}, found it for {holds} of them"
        elif any((value - number.low) % number.step for value in part.compared.values):
            found = ", ".join(map(in_digits, part.compared.values))
            yield place, f"expected {numbers} in steps of {in_digits(number.step)}, found {found}"


def _idle_choice(rulebook: Rulebook, part: QuestionIs) -> Iterator[str]:
    question = rulebook.questions.get(part.question)
    if not question or not question.choices or question.choices.is_too_much:
        return
    if holds := {0: "none", len(question.choices.kinds): "all"}.get(len(part.answers)):
        allowed = f"{question.how_many} of the answers to `{question.id}`"
        yield f"expected a test that holds for some choices of {allowed}, found it for {holds} of them"


def _idle_sum(rulebook: Rulebook, points: Points) -> Iterator[str]:
    sums, values = _sums(rulebook, points), points.compared.values
    holding = {points.compared.holds(Decimal(each)) for each in sums}
    near = sorted(sorted(sums, key=lambda each: abs(each - values[0]))[:MOST_NAMED])
    named = f"the sums of `{points.name}` ({', '.join(map(str, near))}{', ...' if len(near) < len(sums) else ''})"
    if len(holding) == 1:
        holds = "all" if True in holding else "none"
        yield f"expected a comparison that holds for some of {named}, found it for {holds} of them"
    elif sums and not sums.issuperset(values):
        yield f"expected one of {named}, found {', '.join(map(in_digits, values))}"


def _sums(rulebook: Rulebook, points: Points) -> set[int]:
    """Return what the points can add up to; nothing where that would be too many."""
    worth: dict[str, dict[str, int]] = {}
    for part, number in zip(points.of, points.points, strict=True):
        if isinstance(part, QuestionIs):
            worth.setdefault(part.question, {})[part.answers[0]] = number
    sums = {0}
    for question, named in ((rulebook.questions.get(name), named) for name, named in worth.items()):
        always = question and question.asked_when is None and question.answers.keys() <= named.keys()
        sums = {one + more for one in sums for more in (*([] if always else [0]), *named.values())}
        if len(sums) > MOST_SUMS:
            return set()
    return sums


def points_unlike_others(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find points for no answer, or for what is chosen or a number."""
    for name, declared in reading.points.items():
        place = reading.declared["points", name]
        asked = [part.question for part in declared.of if isinstance(part, QuestionIs)]
        if not asked:
            yield place, "expected points for answers, found none"
        for question in (rulebook.questions[q] for q in dict.fromkeys(asked) if q in rulebook.questions):
            if question.many or question.number:
                yield place, f"expected points for one answer of several, found them at `{question.id}`"


def shared_name(_: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find a name that two of what conditions name have: conditions read alike that mean something else."""
    first: dict[str, str] = {}
    for section, name in sorted(reading.declared, key=lambda each: reading.declared[each]):
        if section in NAMED and first.setdefault(name, section) != section:
            expected = f"expected a name that nothing else has in conditions, found the {section} `{name}`"
            yield reading.declared[section, name], f"{expected} beside the {first[name]}"


def too_many_kinds(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for question in rulebook.questions.values():
        if question.choices and question.choices.is_too_much:
            expected = f"expected conditions on `{question.id}` that name at most {MOST_NAMED} answers and tell apart"
            yield question.place, f"{expected} at most {MOST_KINDS} kinds of sets, found more"


NUMBER_CHECKS = (
    number_not_work,
    amount_of_choices,
    idle_comparison,
    too_many_kinds,
    points_unlike_others,
    shared_name,
)
