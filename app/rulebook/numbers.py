"""Numbers as answers: to the engine a number is the band in which it lies, between values that rules name."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from math import lcm
from types import MappingProxyType
from typing import Literal

from app.problems import SourceLocation
from app.rulebook.conditions import Comparison
from app.rulebook.text import Text

COMPARED = {
    "at_least": ("{0} of meer", "{0} or more"),
    "at_most": ("{0} of minder", "{0} or less"),
    "over": ("meer dan {0}", "more than {0}"),
    "under": ("minder dan {0}", "less than {0}"),
    "is": ("{0}", "{0}"),
    "between": ("{1} tot en met {0}", "{1} to {0}"),
}
"""How comparisons are said, in Dutch and in English."""
STEPPED = ("{1} tot en met {0}, in stappen van {2}", "{1} to {0}, in steps of {2}")
BETWEEN = {
    (False, True): COMPARED["between"],
    (True, True): ("meer dan {1}, hoogstens {0}", "more than {1}, at most {0}"),
    (True, False): ("meer dan {1}, minder dan {0}", "more than {1}, less than {0}"),
    (False, False): ("{1} of meer, minder dan {0}", "{1} or more, less than {0}"),
}
"""How a band is said, by whether it comes after its first value and goes on until after its last one."""
Unfit = Literal["not_a_number", "out_of_range", "off_step"]
"""Why something is no number that answers a question."""
WRITTEN = re.compile(r"-?(0|[1-9]\d{0,8})(\.\d{1,4})?", re.ASCII)
_TYPED = {
    "": re.compile(r"-?\d{1,12}([.,](\d{1,2}|\d{4,6}))?", re.ASCII),
    " ": re.compile(r"-?\d{1,3}( \d{3}){1,3}([.,]\d{1,6})?", re.ASCII),
    ".": re.compile(r"-?\d{1,3}((\.\d{3}){1,3},\d{1,6}|(\.\d{3}){2,3})", re.ASCII),
    ",": re.compile(r"-?\d{1,3}((,\d{3}){1,3}\.\d{1,6}|(,\d{3}){2,3})", re.ASCII),
}
"""How numbers are typed, by what parts their thousands: `1.000` alone can be a thousand and can be one."""
_DUTCH = str.maketrans(".,", ",.")
MINUS = "\N{MINUS SIGN}"
_SPACE = re.compile(r"[\s\u2009\u202f]+")


@dataclass(frozen=True, slots=True)
class Number:
    """Hold which numbers can answer a question: from `low` in steps to `high`, in a unit; `one` is said beside 1.

    `cuts` are the first values of all bands but the first, in order: values on both sides of one can make a difference,
    those between two never do. Of those in `after` the rules name the value before, as in "more than 30".
    """

    unit: Text | None
    low: Decimal
    high: Decimal
    step: Decimal
    cuts: tuple[Decimal, ...] = ()
    after: frozenset[Decimal] = frozenset()
    one: Text | None = None

    @property
    def starts(self) -> tuple[Decimal, ...]:
        return (self.low, *self.cuts)

    @property
    def bands(self) -> tuple[str, ...]:
        return tuple(map(self._band, range(len(self.starts))))

    def code_of(self, answer: object) -> str | None:
        """Return the band of a number as it is kept; None for what is no number, such as a band itself or `unknown`."""
        return self.band_of(Decimal(answer)) if isinstance(answer, str) and WRITTEN.fullmatch(answer) else None

    def band_of(self, value: Decimal) -> str:
        return self._band(bisect_right(self.cuts, value))

    def first_of(self, band: str) -> Decimal:
        return self.starts[self.bands.index(band)]

    def within(self, comparison: Comparison) -> tuple[str, ...]:
        """Return the bands for which a comparison holds; Invariant: it holds for all of a band or for nothing of it."""
        return tuple(self._band(i) for i, start in enumerate(self.starts) if comparison.holds(start))

    def cut_by(self, comparisons: Iterable[Comparison], more: Collection[Decimal] = ()) -> "Number":
        turns = {turn for comparison in comparisons for turn in comparison.turns}
        at, after = (
            frozenset(self._next(value, after=when) for value, when in turns if when == a) for a in (False, True)
        )
        cuts = tuple(sorted(cut for cut in at | after | {*more} if self.low < cut <= self.high))
        return replace(self, cuts=cuts, after=after - at)

    def _next(self, value: Decimal, *, after: bool) -> Decimal:
        """Return the first number from a value on, or after it; the value need not be one that can be given."""
        past = (value - self.low) % self.step
        first = value - past + (self.step if past > 0 else 0)
        return first + self.step if after and first == value else first

    def shared_with(self, other: "Number") -> "Number | None":
        """Return those of these numbers that the other one has too; None where there are none."""
        wide, fine = sorted((self, other), key=lambda number: number.step, reverse=True)
        step = Decimal(lcm(*(int(number.step.scaleb(4)) for number in (wide, fine)))).scaleb(-4)
        first, high = wide._next(max(self.low, other.low), after=False), min(self.high, other.high)
        possible = (first + wide.step * i for i in range(int(step / wide.step)))
        low = next((value for value in possible if value <= high and not (value - fine.low) % fine.step), None)
        return None if low is None else replace(self, low=low, high=high - (high - low) % step, step=step, cuts=())

    def unfit(self, value: Decimal) -> Unfit | None:
        if not self.low <= value <= self.high:
            return "out_of_range"
        return "off_step" if (value - self.low) % self.step else None

    def texts(self) -> Mapping[str, Text]:
        return MappingProxyType({band: self._text(i) for i, band in enumerate(self.bands)})

    @property
    def limits(self) -> Text:
        return self._worded(COMPARED["between"], self.high, self.low)

    @property
    def hint(self) -> Text:
        """Return which numbers can be typed, written so that they can be: thousands are not parted."""
        words = STEPPED if self.step != 1 else COMPARED["between"]
        return self._worded(words, self.high, self.low, self.step, digits=in_digits)

    @property
    def steps(self) -> Text:
        return self.typed(in_digits(self.step))

    def compared(self, comparison: Comparison) -> Text:
        """Return a comparison in words: "26 weeks or more"."""
        first, *others = reversed(comparison.values)
        return self._worded(COMPARED[comparison.word], first, *others)

    def typed(self, value: str) -> Text:
        """Return what stands in a field: a number as it is written in each language, anything else as it is."""
        return Text(value.replace(".", ","), value) if _is_kept_so(value) else Text(value, value)

    def text_of(self, value: str) -> Text:
        return self._worded("{0}", Decimal(value))

    def _ends(self, band: int) -> tuple[Decimal, Decimal]:
        starts = (*self.starts, self.high + self.step)
        return starts[band], starts[band + 1] - self.step

    def _band(self, band: int) -> str:
        first, last = map(_as_id, self._ends(band))
        if not self.cuts:
            return "any_number"
        if first == last:
            return f"is_{first}"
        if band == 0:
            return f"under_{_as_id(self.cuts[0])}"
        return f"from_{first}" if band == len(self.cuts) else f"from_{first}_to_{last}"

    def _text(self, band: int) -> Text:
        first, last = self._ends(band)
        over, up_to = first in self.after, last == self.high or last + self.step in self.after
        low, high = first - self.step if over else first, last if up_to else last + self.step
        if first == last:
            return self._worded("{0}", first)
        if band == 0 and self.cuts:
            return self._worded(COMPARED["at_most" if up_to else "under"], high)
        if band == len(self.cuts) and self.cuts:
            return self._worded(COMPARED["over" if over else "at_least"], low)
        return self._worded(BETWEEN[over, up_to], high, low)

    def _worded(
        self, words: str | tuple[str, str], *values: Decimal, digits: Callable[[Decimal], str] | None = None
    ) -> Text:
        """The first value has the unit behind it."""
        nl, en = (words, words) if isinstance(words, str) else words
        unit = (self.one if abs(values[0]) == 1 else None) or self.unit or Text()
        first, *others = map(digits or in_prose, values)
        english = en.format(f"{first} {unit.en}".strip(), *others)
        first, *others = (each.translate(_DUTCH) for each in (first, *others))
        return Text(nl.format(f"{first} {unit.nl}".strip(), *others), english)


def in_prose(value: Decimal) -> str:
    """Return a number as English has it, from 10,000 on with its thousands parted."""
    return format(value.normalize() + 0, ",f") if abs(value) >= 10_000 else in_digits(value)


@dataclass(frozen=True, slots=True)
class Parameter:
    """Hold a number with which conditions compare, under a name; an organisation may set another."""

    id: str
    title: Text
    value: Decimal
    number: Number
    place: SourceLocation

    @property
    def value_text(self) -> Text:
        return self.number.text_of(in_digits(self.value))


def in_digits(value: Decimal) -> str:
    """Return a number as it is kept: one text for each number, without an exponent."""
    return format(value.normalize() + 0, "f")


def _as_id(value: Decimal) -> str:
    return in_digits(value).replace("-", "minus_").replace(".", "_")


def _is_kept_so(value: str) -> bool:
    return WRITTEN.fullmatch(value) is not None and in_digits(Decimal(value)) == value


def number_of(number: Number, answer: object) -> Decimal | Unfit:
    """Return the number that an answer says, as it stands in JSON or is kept; a float is none: it may be another."""
    # A text only as a number is kept: `3.000` can be three thousand to whoever wrote it.
    if isinstance(answer, str) and _is_kept_so(answer):
        answer = Decimal(answer)
    if isinstance(answer, int) and not isinstance(answer, bool):
        answer = Decimal(answer)
    if not isinstance(answer, Decimal) or not answer.is_finite() or not _is_short(answer):
        return "not_a_number"
    return number.unfit(answer) or answer


def _is_short(value: Decimal) -> bool:
    """Say whether nothing of a number is rounded away where it is compared."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -12 and value.adjusted() <= 12


def typed_number(number: Number, typed: str) -> Decimal | Unfit:
    """Return the number that somebody typed: with a comma or a point, with spaces, with its unit."""
    text = _without_unit(number, typed).replace(MINUS, "-")
    group = next((group for group, pattern in _TYPED.items() if pattern.fullmatch(text)), None)
    if group is None:
        return "not_a_number"
    return number_of(number, Decimal(text.replace(group, "").replace(",", ".") if group else text.replace(",", ".")))


def _without_unit(number: Number, typed: str) -> str:
    text = _SPACE.sub(" ", typed).strip().casefold()
    for unit in (each for units in (number.unit, number.one) if units for each in units.by_language.values()):
        text = text.removesuffix(unit.casefold()).removeprefix(unit.casefold()).strip()
    return text
