"""Numbers that differ between two rulebooks: bounds of what is asked and chosen, steps, parameters, their values."""

from decimal import Decimal
from typing import NamedTuple

from app.rulebook.model import Rulebook
from app.rulebook.numbers import in_digits
from app.rulebook.text import Text

PARTS = {
    "low": "the lowest number",
    "high": "the highest number",
    "step": "the step",
    "value": "the value",
    "least": "the fewest answers",
    "most": "the most answers",
}


class NumberChanged(NamedTuple):
    """Hold a number that is another one in two rulebooks: its path, what is asked or set, and both with their unit."""

    path: str
    title: Text
    old: Text
    new: Text

    @property
    def part(self) -> str:
        return self.path.rpartition(".")[2]

    def __str__(self) -> str:
        return f"{PARTS[self.part]} of “{self.title['en']}”: {self.old['en']} becomes {self.new['en']}"


def numbers_changed(old: Rulebook, new: Rulebook) -> tuple[NumberChanged, ...]:
    olds = _numbers(old)
    both = [(path, olds[path], after) for path, after in _numbers(new).items() if path in olds]
    return tuple(
        NumberChanged(path, after[1], before[2], after[2]) for path, before, after in both if before[0] != after[0]
    )


def _numbers(book: Rulebook) -> dict[str, tuple[Decimal, Text, Text]]:
    """Return each number by its path, with its title and as it is said."""
    asked = [(f"questions.{id}.number.", book.questions[id].ask, number) for id, number in book.numbers.items()]
    given = book.parameters.values()
    asked += [(f"parameters.{each.id}.number.", each.title, each.number) for each in given]
    ends = [(path + part, getattr(n, part), of, n) for path, of, n in asked for part in ("low", "high", "step")]
    ends += [(f"parameters.{each.id}.value", each.value, each.title, each.number) for each in given]
    said = {path: (value, of, number.text_of(in_digits(value))) for path, value, of, number in ends}
    return said | _how_many(book)


def _how_many(book: Rulebook) -> dict[str, tuple[Decimal, Text, Text]]:
    several = [q for q in book.questions.values() if q.many]
    ends = [(q, "least", q.how_many.least) for q in several]
    ends += [(q, "most", len(q.answers) if q.how_many.most is None else q.how_many.most) for q in several]
    return {f"questions.{q.id}.how_many.{end}": (Decimal(n), q.ask, Text(str(n), str(n))) for q, end, n in ends}
