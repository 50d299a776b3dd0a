"""Readers that walk a composed tree, report what is not as expected, and always return a value to go on with."""

import re
from collections.abc import Callable, Collection, Iterable
from collections.abc import Mapping as ReadOnly
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType, TracebackType
from typing import Self, TypeVar

from app.problems import Problem, SourceLocation
from app.rulebook.conditions import RESERVED
from app.rulebook.model import NONE_REACHED, NOT_RELIED_ON, UNKNOWN
from app.rulebook.numbers import WRITTEN
from app.rulebook.parsing.description import Description, whole
from app.rulebook.parsing.diagnostics import Reading, describe, listed, unlike
from app.rulebook.parsing.strict_yaml import FRACTION, Mapping, Node, Refused, Scalar, Sequence, compose, plain
from app.rulebook.text import LANGUAGES, Language, Text
from app.writing import refusal, unprintable

T = TypeVar("T")
Reader = Callable[[Node, Reading], T]
EntryReader = Callable[[Scalar, Node, Reading], T]

INNER_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
OUTER_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
CLAUSE_ID = re.compile(r"[A-Z][A-Z0-9]{0,9}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
VERSION = re.compile(r"(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}", re.ASCII)

OWN_IDS = ("question", "criterion", "verdict", "requirement", "action", "note")
"""Sections whose ids stand in conditions, or beside what does."""
THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}", re.ASCII)
"""What is 25 to one reader and 25 thousand to another."""
_SAYS_SOMETHING = r"[^\s\u00ad\u200b-\u200d\u2060]"
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WEB_ADDRESS = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+([/?#][\w!#$%&()*+,./:;=?@~-]*)?", re.ASCII)


def read_file(source: bytes, file: str, read: Callable[[Node, Reading], T]) -> tuple[T | None, list[Problem]]:
    """Read the bytes of a file of this name; where it has Problems there is nothing else, and all of them in order."""
    tree, problems = compose(source, file)
    if tree is None:
        return None, sorted(problems)
    value = read(tree, Reading(problems))
    return (None if problems else value), sorted(set(problems))


class Record:
    """Read the fields of one mapping; on leaving, keys that nobody asked for are Problems."""

    def __init__(self, node: Node, reading: Reading, what: str) -> None:
        self.reading = reading
        self.place = node.place
        self._described = node.definition(what) if isinstance(node, Description) else None
        given = () if self._described else pairs(node, reading, what)
        self._fields = {key.value: (key, value) for key, value in given}
        self.sound = isinstance(node, Mapping)
        self._asked: dict[str, None] = {}
        self._absent: list[tuple[str, SourceLocation, str, Collection[str]]] = []
        self._what = what
        if self._described:
            self._described.says(title=what, type="object", additionalProperties=False, properties={}, required=[])

    def need(self, key: str, reader: Reader[T], about: str = "") -> T:
        """What the key is about is told by the schema."""
        if self._described:
            self._described.schema["required"].append(key)
        elif key not in self and self.sound:
            self._lacks("missing_key", self.place, f"expected {self._what} with `{key}`, found none", (key,))
        return reader(self._value(key, about), self.reading)

    def need_unless(self, other: tuple[str, str], key: str, reader: Reader[T], about: str) -> T | None:
        """Need the key but where another has this value."""
        if self._described:
            unless = {"properties": {other[0]: {"const": other[1]}}, "required": [other[0]]}
            self._described.says(**{"if": unless, "else": {"required": [key]}})
        is_other = other[0] in self and plain(self._value(other[0])) == other[1]
        return self.may(key, reader, about) if self._described or is_other else self.need(key, reader, about)

    def may(self, key: str, reader: Reader[T], about: str = "") -> T | None:
        return reader(self._value(key, about), self.reading) if key in self or self._described else None

    def among(self, keys: Iterable[str], reader: Callable[[str], Reader[T]], about: str) -> dict[str, T]:
        """Read those of these keys that are given, where which there can be depends on what was read elsewhere."""
        if self._described:
            others = self._described.schema["additionalProperties"] = {"description": about}
            reader("")(replace(self._described, schema=others), self.reading)
        return {key: reader(key)(self._value(key), self.reading) for key in keys if key in self}

    def form(self, code: str, expected: str, forms: tuple[tuple[str, ...], ...], place: SourceLocation) -> None:
        """Report under this code where other keys are given than those of exactly one form."""
        every = {key for form in forms for key in form}
        if self._described:
            others = [sorted(every.difference(form)) for form in forms]
            self._described.says(
                oneOf=[
                    {"required": list(form), "properties": dict.fromkeys(other, False)}
                    for form, other in zip(forms, others, strict=True)
                ]
            )
        given = [key for key in dict.fromkeys(key for form in forms for key in form) if key in self]
        if self.sound and not given:
            self._lacks(code, place, f"expected {expected}, found none of these", every)
        elif self.sound and set(given) not in map(set, forms):
            self.reading.report(code, place, f"expected {expected}, found {listed(given)}")

    def _lacks(self, code: str, place: SourceLocation, message: str, keys: Collection[str]) -> None:
        self._absent.append((code, place, message, keys))

    def place_of(self, key: str) -> SourceLocation:
        return self._fields[key][0].place if key in self._fields else self.place

    def _value(self, key: str, about: str = "") -> Node:
        if self._described:
            return self._described.key(key, about)
        return self._fields[key][1] if key in self._fields else Refused(self.place)

    def __contains__(self, key: str) -> bool:
        # Whoever looks for a key knows it, so it is no unknown key afterwards.
        self._asked[key] = None
        return key in self._fields

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        ends = [""]
        for key, _ in self._fields.values():
            if key.value not in self._asked and not self.reading.full:
                ends.append(unlike(key.value, self._asked))
                message = f"expected {self._what} with {listed(self._asked)} only{ends[-1]}"
                self.reading.report("unknown_key", key.place, message)
        for code, place, message, keys in self._absent:
            # What is there under a name near it is told once.
            if not any(end.endswith(f"did you mean `{key}`?") for end in ends for key in keys):
                self.reading.report(code, place, message)


def pairs(node: Node, reading: Reading, what: str) -> tuple[tuple[Scalar, Node], ...]:
    if isinstance(node, Description):
        node.says(type="object")
        return ((node.names(), node.values()),)
    if isinstance(node, Mapping):
        return node.pairs
    reading.expected(what, node)
    return ()


def later(reader: Reader[object]) -> Reader[Node]:
    """Return a reader of a part that this one reads later, where it belongs."""

    def read(node: Node, reading: Reading) -> Node:
        if isinstance(node, Description):
            reader(node, reading)
        return node

    return read


def either(one: Reader[T], several: Reader[T]) -> Reader[T]:
    """Return a reader of one piece of text, or of a list."""

    def read(node: Node, reading: Reading) -> T:
        if isinstance(node, Description):
            one(node.option(), reading)
            return several(node.option(), reading)
        return one(node, reading) if isinstance(node, Scalar) else several(node, reading)

    return read


def items(node: Node, reading: Reading, least: int = 1, unique: bool = False) -> tuple[Node, ...]:
    """Whether each stands there once is for the caller to check; `unique` lets the schema say it."""
    if isinstance(node, Description):
        node.says(type="array", minItems=least, **({"uniqueItems": True} if unique else {}))
        return (node.item(),)
    if not isinstance(node, Sequence):
        reading.expected("a list", node)
        return ()
    if len(node.items) < least:
        found = f"found {len(node.items)}" if node.items else "found an empty list"
        reading.report("empty", node.place, f"expected at least {least} item{'s' if least > 1 else ''}, {found}")
    return node.items


def words(node: Node, reading: Reading) -> str:
    """Bare `true` and `false` are no text."""
    if isinstance(node, Description):
        node.pattern(_SAYS_SOMETHING)
        return ""
    if not isinstance(node, Scalar):
        reading.expected("text", node)
        return ""
    if not node.quoted and node.value.lower() in ("true", "false"):
        reading.report("bare_flag", node.place, f"expected text, found the flag {describe(node)}; quote it")
    if not node.quoted and FRACTION.fullmatch(node.value):
        reading.report("ambiguous_scalar", node.place, f"expected text, found the number {describe(node)}; quote it")
    if not any(sign.isprintable() and not sign.isspace() for sign in node.value):
        reading.report("empty", node.place, "expected text, found nothing but space")
    elif unprintable(node.value):
        reading.report("unprintable", node.place, refusal(node.value))
    return node.value


IN_LANGUAGE: dict[Language, str] = {"nl": "The text in Dutch, level B1.", "en": "The text in English."}


def text(node: Node, reading: Reading) -> Text:
    """Where there is one language, the text may stand there by itself."""
    if isinstance(node, Description):
        return _described_text(node.definition("a text"), reading)
    if isinstance(node, Scalar) and len(reading.languages) == 1:
        return Text.of({reading.languages[0]: words(node, reading)})
    with Record(node, reading, f"a text in {listed(reading.languages, ' and ')}") as of:
        return Text.of({each: of.need(each, words, IN_LANGUAGE[each]) for each in reading.languages})


def _described_text(node: Description, reading: Reading) -> Text:
    # Which languages there are stands elsewhere in the file, so the schema cannot ask for each.
    if not node.schema:
        words(node.option(), reading)
        by_language = node.option()
        with Record(by_language, reading, "a text by language") as of:
            for language, about in IN_LANGUAGE.items():
                of.may(language, words, about)
        by_language.says(minProperties=1)
    return Text()


def languages(node: Node, reading: Reading) -> tuple[Language, ...]:
    """Read in which languages the texts of a file are, and read them so from there on."""
    chosen = choices(*LANGUAGES)(node, reading)
    reading.languages = tuple(each for each in LANGUAGES if each in chosen) or LANGUAGES
    return reading.languages


def texts(node: Node, reading: Reading) -> tuple[Text, ...]:
    return tuple(text(item, reading) for item in items(node, reading))


def entries(pattern: re.Pattern[str], one: EntryReader[T], section: str = "") -> Reader[ReadOnly[str, T]]:
    """The ids of a section are kept as declared."""

    def read(node: Node, reading: Reading) -> ReadOnly[str, T]:
        given = pairs(node, reading, "a mapping with ids as keys")
        if isinstance(node, Mapping) and not given:
            reading.report("empty", node.place, "expected at least one entry, found an empty mapping")
        if isinstance(node, Description):
            node.says(minProperties=1)
            node.names().never(taken(section))
        for key, _ in given:
            matching(pattern)(key, reading)
            reading.declared.setdefault((section, key.value), key.place)
        return MappingProxyType({key.value: one(key, value, reading) for key, value in given})

    return read


def taken(section: str) -> Collection[str]:
    """Return the ids that nothing in this section may have, since they stand for something else."""
    if section.startswith("answer "):
        return (UNKNOWN, NOT_RELIED_ON)
    if section.startswith("line of "):
        return (NONE_REACHED,)
    return RESERVED if section in OWN_IDS else ()


def named_texts(section: str, pattern: re.Pattern[str] = INNER_ID) -> Reader[ReadOnly[str, Text]]:
    return entries(pattern, lambda _, value, reading: text(value, reading), section)


def matching(pattern: re.Pattern[str], such: str = "") -> Reader[str]:
    """What `such` a text is, stands in messages in place of the pattern."""

    def read(node: Node, reading: Reading) -> str:
        name = words(node, reading)
        if isinstance(node, Description):
            node.pattern(whole(pattern))
        if name and not pattern.fullmatch(name):
            expected = such or f"text that matches `{pattern.pattern}`"
            reading.report("bad_id", node.place, f"expected {expected}, found {describe(node)}")
        return name

    return read


def exactly(expected: str) -> Reader[str]:
    """Read what a file beside the rulebook says about which rulebook it belongs to."""

    def read(node: Node, reading: Reading) -> str:
        value = words(node, reading)
        if value and value != expected:
            reading.report("other_rulebook", node.place, f"expected `{expected}` as beside it, found {describe(node)}")
        return value

    return read


def choice(*known: str) -> Reader[str]:
    def read(node: Node, reading: Reading) -> str:
        name = words(node, reading)
        if isinstance(node, Description):
            node.schema.pop("pattern")
            node.says(enum=list(known))
        if name and name not in known:
            reading.report("bad_choice", node.place, f"expected one of {listed(known)}{unlike(name, known)}")
        return name

    return read


def choices(*known: str) -> Reader[tuple[str, ...]]:
    """Read one word or a list; each word may stand in it once."""
    one = choice(*known)

    def several(node: Node, reading: Reading) -> tuple[str, ...]:
        chosen: list[str] = []
        for item in items(node, reading, unique=True):
            if (word := one(item, reading)) in chosen:
                reading.report("named_twice", item.place, f"expected each word once, found `{word}` again")
            chosen.append(word)
        return tuple(chosen)

    return either(lambda node, reading: (one(node, reading),), several)


def flag(*known: str) -> Reader[bool]:
    """Read a bare `true` or `false`, where only these are known."""

    def read(node: Node, reading: Reading) -> bool:
        if isinstance(node, Description):
            node.says(enum=[word == "true" for word in known])
            return False
        if isinstance(node, Scalar) and not node.quoted and node.value in known:
            return node.value == "true"
        reading.expected(f"{' or '.join(f'`{word}`' for word in known)} without quotes", node)
        return False

    return read


def day(node: Node, reading: Reading) -> date:
    value = words(node, reading)
    if isinstance(node, Description):
        node.pattern(whole(_ISO_DAY))
        node.says(format="date")
    try:
        # `fromisoformat` by itself also takes 20210218 and 2021-W07-4.
        if _ISO_DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    if value:
        reading.report("bad_date", node.place, f"expected a date like 2021-02-18, found {describe(node)}")
    return date.min


def decimal(node: Node, reading: Reading) -> Decimal:
    if isinstance(node, Description):
        node.says(type=["number", "string"], pattern=f"^{WRITTEN.pattern}$")
    elif isinstance(node, Scalar) and THOUSANDS.fullmatch(node.value):
        reading.expected("a number that everybody reads alike, such as 25 or 25000", node)
    elif isinstance(node, Scalar) and WRITTEN.fullmatch(node.value):
        return Decimal(node.value)
    else:
        reading.expected("a number such as 26 or 0.5", node)
    return Decimal(1)


def whole_number(node: Node, reading: Reading) -> int:
    if isinstance(node, Description):
        node.says(type=["integer", "string"], pattern="^[0-9]{1,6}$")
        return 1
    if isinstance(node, Scalar) and not node.quoted and re.fullmatch(r"0|[1-9]\d{0,5}", node.value, re.ASCII):
        return int(node.value)
    reading.expected("a whole number without quotes", node)
    return 1


def web_address(node: Node, reading: Reading) -> str:
    """Only https, with a host, without a user or password."""
    value = words(node, reading)
    if isinstance(node, Description):
        node.pattern(whole(_WEB_ADDRESS))
    if value and not _WEB_ADDRESS.fullmatch(value):
        reading.report("bad_url", node.place, f"expected an https address, found {describe(node)}")
    return value
