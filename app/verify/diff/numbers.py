"""Numbers that differ between two rulebooks: bounds and steps of what is asked, parameters and their values."""

from dataclasses import dataclass
from decimal import Decimal

from app.rulebook.model import Rulebook
from app.rulebook.numbers import Number, in_digits
from app.rulebook.text import Text

PARTS = {"low": "the lowest number", "high": "the highest number", "step": "the step", "value": "the value"}


@dataclass(frozen=True, slots=True)
class NumberChanged:
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
    olds, news = _numbers(old), _numbers(new)
    both = [(path, olds[path], news[path]) for path in news if path in olds and olds[path][0] != news[path][0]]
    return tuple(NumberChanged(path, after[1], _text(*before), _text(*after)) for path, before, after in both)


def _text(value: Decimal, _: Text, number: Number) -> Text:
    return number.text_of(in_digits(value))


def _numbers(book: Rulebook) -> dict[str, tuple[Decimal, Text, Number]]:
    """Return each number by its path, with its title and with what has its unit."""
    asked = [(f"questions.{id}.number", book.questions[id].ask, number) for id, number in book.numbers.items()]
    asked += [(f"parameters.{one.id}.number", one.title, one.number) for one in book.parameters.values()]
    bounds = {f"{path}.{part}": (getattr(n, part), of, n) for path, of, n in asked for part in ("low", "high", "step")}
    return bounds | {f"parameters.{p.id}.value": (p.value, p.title, p.number) for p in book.parameters.values()}
