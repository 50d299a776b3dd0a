"""What stands written differently in two rulebooks, whatever it does to their outcomes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace

from app.rulebook.conditions import Condition
from app.rulebook.model import AboutSection, ChangeDirection, Law, Reach, Rulebook
from app.rulebook.numbers import Number
from app.rulebook.text import Text

SECTIONS = ("questions", "criteria", "verdicts", "requirements", "actions", "notes")
UNWRITTEN = {
    "id", "version", "digest", "place", "left_out", "derived", "origin", "value", "linked", "table", "implies_verdicts",
}  # fmt: skip
"""Parts of a rulebook that say which one it is, are not in its file, or are told as numbers or lines."""


@dataclass(frozen=True, slots=True)
class Alone:
    """Hold the ids that only one of two rulebooks has; `answers` are those to questions of both."""

    ids: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Written:
    """Hold the paths of what both have and say differently: texts, anything else, and sections in another order."""

    texts: tuple[str, ...]
    others: tuple[str, ...]
    order: tuple[str, ...]


def alone(book: Rulebook, other: Rulebook) -> Alone:
    ids = {section: _only_in(getattr(book, section), getattr(other, section)) for section in SECTIONS}
    shared = [(here, other.questions[q]) for q, here in book.questions.items() if q in other.questions]
    answers = {here.id: _only_in(here.answers, there.answers) for here, there in shared}
    return Alone(ids, {question: only for question, only in answers.items() if only})


def _only_in(one: Mapping[str, object], other: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(name for name in one if name not in other)


def written(old: Rulebook, new: Rulebook) -> Written:
    changed = list(_changed(old, new, ""))
    texts = tuple(path for path, is_text in changed if is_text)
    others = tuple(path for path, is_text in changed if not is_text)
    return Written(texts, others, tuple(s for s in SECTIONS if _reordered(getattr(old, s), getattr(new, s))))


def _reordered(old: Mapping[str, object], new: Mapping[str, object]) -> bool:
    return [name for name in old if name in new] != [name for name in new if name in old]


def _changed(old: object, new: object, path: str) -> Iterator[tuple[str, bool]]:
    """Yield the path of each part that differs, and whether it is a text; what `Alone` has is not told again."""
    if old == new:
        return
    parts, others = _parts(old), _parts(new)
    if parts is None or others is None:
        yield path, bool(_texts(old) or _texts(new))
        return
    is_in_alone = path in SECTIONS or path.endswith((".answers", ".answers_other"))
    for name in dict.fromkeys((*parts, *others)):
        inside = f"{path}.{name}" if path else name
        if name in parts and name in others:
            yield from _changed(parts[name], others[name], inside)
        elif not is_in_alone and (only := parts.get(name, others.get(name))) is not None:
            yield inside, bool(_texts(only))


def _parts(value: object) -> Mapping[str, object] | None:
    """Return the named parts of a value; None where it is compared as a whole."""
    match value:
        case _ if isinstance(value, Text | Condition | ChangeDirection):
            return None
        # What else differs of a number is told as numbers.
        case Number():
            return {"unit": value.unit, "one": value.one}
        case Mapping():
            return value
        case tuple() if all(isinstance(each, Text | Reach | Law | AboutSection) for each in value):
            return {_name(each, place): each for place, each in enumerate(value)}
        case _ if is_dataclass(value):
            named = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in UNWRITTEN}
            others = {f"{name}_other": _for_others(part) for name, part in named.items()}
            return {name: _own(part) for name, part in named.items()} | others
        case _:
            return None


def _own(part: object) -> object:
    return _each(part, lambda text: replace(text, for_others=None)) if _texts(part) else part


def _for_others(part: object) -> object:
    """None where other readers read nothing else."""
    differs = any(text.for_others for text in _texts(part))
    return _each(part, lambda text: text.for_others) if differs else None


def _texts(part: object) -> tuple[Text, ...]:
    """Return the texts of a part that is a text, or a list or mapping of nothing else."""
    inside = part.values() if isinstance(part, Mapping) else part if isinstance(part, tuple) else (part,)
    texts = tuple(each for each in inside if isinstance(each, Text))
    return texts if all(each is None or isinstance(each, Text) for each in inside) else ()


def _each(part: object, of: Callable[[Text], object]) -> object:
    match part:
        case Mapping():
            return {name: of(each) for name, each in part.items()}
        case tuple():
            return tuple(of(each) for each in part)
        case Text():
            return of(part)
        case _:
            return part


def _name(part: Text | Reach | Law | AboutSection, place: int) -> str:
    match part:
        case Reach():
            return part.extent
        case Law():
            return part.id
        case Text() | AboutSection():
            return str(place)
