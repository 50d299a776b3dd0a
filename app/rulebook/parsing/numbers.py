"""Read the numbers of a rulebook: what is asked, with its bounds, parameters, and how many answers may be chosen."""

from decimal import Decimal

from app.rulebook.choices import ANY_NUMBER, HowMany
from app.rulebook.numbers import Number, Parameter, in_digits
from app.rulebook.parsing.description import Description
from app.rulebook.parsing.diagnostics import Reading
from app.rulebook.parsing.readers import Record, decimal, text, whole_number
from app.rulebook.parsing.strict_yaml import Mapping, Node, Scalar
from app.rulebook.text import Text

UNIT = "What is counted, such as weeks; or `{one: week, other: weeks}`."
MOST = 1_000_000_000
UNREADABLE = Number(None, Decimal(-MOST), Decimal(MOST), Decimal("0.0001"))
"""What stands for a number that could not be read: nothing is compared with it in vain, since a Problem says so."""
MIN, MAX = "The fewest answers that may be chosen, beside `choose: any`.", "The most answers that may be chosen."


def parameter(key: Scalar, node: Node, reading: Reading) -> Parameter:
    before = len(reading.problems)
    with Record(node, reading, "a parameter") as of:
        read = Parameter(
            id=key.value,
            title=of.need("title", text, "What it is called."),
            value=of.need("value", decimal, "The number that it stands for."),
            number=of.need("number", number, "Which numbers it may be."),
            place=key.place,
        )
        if len(reading.problems) == before and read.number.unfit(read.value):
            low, high = in_digits(read.number.low), in_digits(read.number.high)
            expected = f"expected a value from {low} to {high} in steps of {in_digits(read.number.step)}"
            reading.report("bad_value", of.place_of("value"), expected)
    reading.parameters[key.value] = read.value if len(reading.problems) == before else None
    return read


def number(node: Node, reading: Reading) -> Number:
    before = len(reading.problems)
    with Record(node, reading, "a number that is asked") as of:
        unit, one = of.may("unit", _unit, UNIT) or (None, None)
        read = Number(
            unit=unit,
            one=one,
            low=of.need("from", decimal, "The lowest number that can be an answer."),
            high=of.need("to", decimal, "The highest one."),
            step=of.may("step", _step, "From one number to the next: 1 where it is left out.") or Decimal(1),
        )
    low, high, step = map(in_digits, (read.low, read.high, read.step))
    if len(reading.problems) == before and not -MOST <= read.low < read.high <= MOST:
        expected = f"expected `from` below `to`, both from -{MOST} to {MOST}"
        reading.report("bad_bounds", of.place, f"{expected}, found {low} and {high}")
    elif len(reading.problems) == before and (read.high - read.low) % read.step:
        reading.report("bad_bounds", of.place, f"expected whole steps of {step} from {low} to {high}, found a rest")
    return read if len(reading.problems) == before else UNREADABLE


def _unit(node: Node, reading: Reading) -> tuple[Text, Text | None]:
    """Read a text, or two of which the first is said beside 1; return what is said of others first."""
    if isinstance(node, Description):
        text(node.option(), reading)
        node = node.option()
    elif not isinstance(node, Mapping) or all(key.value not in ("one", "other") for key, _ in node.pairs):
        return _unit_text(node, reading), None
    with Record(node, reading, "a unit") as of:
        one = of.need("one", _unit_text, "The unit of 1: week.")
        return of.need("other", _unit_text, "The unit of other numbers: weeks."), one


def _unit_text(node: Node, reading: Reading) -> Text:
    unit = text(node, reading)
    if any(said[:1].isdigit() for said in unit.by_language.values()):
        reading.expected("a unit in words or signs, such as weeks", node)
    return unit


def _step(node: Node, reading: Reading) -> Decimal:
    step = decimal(node, reading)
    if step <= 0 and not isinstance(node, Description):
        reading.report("bad_bounds", node.place, f"expected a step above 0, found {step}")
    return max(step, Decimal(0)) or Decimal(1)


def how_many_chosen(of: Record, answers: int, *, many: bool) -> HowMany:
    least, most = of.may("min", whole_number, MIN), of.may("max", whole_number, MAX)
    given = {key: number for key, number in (("min", least), ("max", most)) if number is not None}
    if not of.sound or not given:
        return ANY_NUMBER
    at, found = of.place_of(next(iter(given))), " and ".join(f"`{key}: {number}`" for key, number in given.items())
    if not many:
        of.reading.report("bad_bounds", at, f"expected `choose: any` beside a number of answers, found {found} alone")
    elif not 1 <= given.get("min", 1) <= given.get("max", answers) <= answers or given.get("min", 1) >= answers:
        expected = f"expected `min` from 1 to {answers - 1}, and `max` from there to {answers}"
        of.reading.report("bad_bounds", at, f"{expected}, found {found}")
    return HowMany(given.get("min", 0), most)
