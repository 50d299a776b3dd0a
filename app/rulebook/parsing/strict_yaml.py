"""From YAML bytes to a tree of text that knows its places; whatever could mean two things is a Problem."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from app.problems import Problem, SourceLocation

MAX_BYTES = 1_000_000
MAX_NODES = 50_000
MAX_DEPTH = 32
MAX_PROBLEMS = 500


@dataclass(frozen=True, slots=True)
class Scalar:
    """Hold one piece of text; `quoted` tells whether its author marked it as text."""

    value: str
    quoted: bool
    place: SourceLocation


@dataclass(frozen=True, slots=True)
class Mapping:
    """Hold pairs in file order; Invariant: no key stands in it twice."""

    pairs: tuple[tuple[Scalar, "Node"], ...]
    place: SourceLocation


@dataclass(frozen=True, slots=True)
class Sequence:
    """Hold items in file order."""

    items: tuple["Node", ...]
    place: SourceLocation


@dataclass(frozen=True, slots=True)
class Refused:
    """Stand where something already reported stood, so that it is reported once."""

    place: SourceLocation


Node = Scalar | Mapping | Sequence | Refused
Plain = str | list["Plain"] | dict[str, "Plain"]

# Line and paragraph separators would be folded away; direction marks let a text read otherwise than it is.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
# Whole numbers, ISO dates, yes and no have one meaning here and stay text; true and false are left to the reader.
_AMBIGUOUS = re.compile(
    r"""~? | null | Null | NULL | [yYnN] | [oO]n | ON | [oO]ff | OFF | = | <<
    | \+[0-9]+ | -0                                               # sign lost
    | [-+]?0[0-9_]+ | [-+]?0[xob][0-9a-fA-F_]+                    # octal, hexadecimal, binary
    | [-+]?[0-9][0-9_]*_[0-9_]*                                   # 1_000
    | [-+]?[0-9][0-9_]*(:[0-9]+)+(\.[0-9_]*)?                     # base sixty
    | [-+]?([0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)[eE][-+]?[0-9]+      # exponents
    | [-+]?([0-9][0-9_]*\.[0-9_]*|\.[0-9_]+)                      # fractions
    | [-+]?\.(inf|Inf|INF|nan|NaN|NAN)
    | [0-9]{4}-([0-9]-[0-9]{1,2}|[0-9]{2}-[0-9])                  # dates that are not ISO
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9].*          # moments
    """,
    re.VERBOSE,
)


FRACTION = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+", re.ASCII)
"""A number with a point means the same to every reader where a number is expected; as text it has to be quoted."""


def compose(source: bytes, file: str) -> tuple[Node | None, list[Problem]]:
    """Return every Problem at once; no tree where the text could not be read to its end."""
    if len(source) > MAX_BYTES:
        return None, [Problem(SourceLocation(file), "file_too_large", f"expected at most {MAX_BYTES} bytes")]
    source = source.removeprefix(BOM_UTF8)  # some editors put it before a file
    try:
        # A file with the line ends of another system says the same and has the same digest.
        text = source.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line, column = _counted(source[: error.start].decode("utf-8"))
        return None, [Problem(SourceLocation(file, line, column), "not_utf8", "expected UTF-8, found other bytes")]
    if control := _CONTROL.search(text):
        line, column = _counted(text[: control.start()])
        return None, [Problem(SourceLocation(file, line, column), "control_character", _control_found(control))]
    composer = _Composer(text, file)
    return composer.document(), composer.problems


def plain(node: Node) -> Plain:
    match node:
        case Scalar(value):
            return value
        case Sequence(items):
            return [plain(item) for item in items]
        case Mapping(pairs):
            return {key.value: plain(value) for key, value in pairs}
        case Refused():
            return ""


def stays_text(bare: str) -> bool:
    """Say whether a bare scalar is text to every reader, also where any text may stand."""
    return not _AMBIGUOUS.fullmatch(bare) and bare.lower() not in ("true", "false")


def _at(file: str, mark: Any) -> SourceLocation:
    return SourceLocation(file, mark.line + 1, mark.column + 1) if mark else SourceLocation(file)


def _counted(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _control_found(control: re.Match[str]) -> str:
    return f"expected printable text, found the character U+{ord(control[0]):04X}"


class _Ended(Exception):
    """Leave the stream: nothing after this can be read."""


class _Composer:
    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._lines = text.split("\n")
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=_loader()))
        self._nodes = 0

    def document(self) -> Node | None:
        try:
            return self._document()
        except _Ended:
            return None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            said = self._mistake(mark) or f"expected YAML, {getattr(error, 'problem', None) or 'found something else'}"
            self.problems.append(Problem(_at(self.file, mark), "syntax", said))
            return None

    def _mistake(self, mark: Any) -> str:
        """Name the two mistakes that people make most, of which YAML speaks in its own terms; empty for another."""
        line = self._lines[mark.line] if mark and mark.line < len(self._lines) else ""
        before, after = line[: mark.column], line[mark.column :]
        if after.startswith("\t") and not before.strip():
            return "expected spaces for indentation, found a tab"
        if ": " in before and (after == ":" or after.startswith(": ")):
            return "expected a text with `: ` in it between quotes, found it without; quote it"
        return ""

    def _document(self) -> Node:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    self._end(event, "several_documents", "expected one document in a file, found another")
                self._check_directives(event)
                root = self._node(next(self._events), 1)
        return root or self._end(event, "empty_document", "expected a document, found nothing")

    def _check_directives(self, event: yaml.DocumentStartEvent) -> None:
        if event.version or event.tags:
            self._report(event, "directive", "expected no directives, found a line that starts with `%`")

    def _node(self, event: yaml.Event, depth: int) -> Node:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._end(event, "too_many_nodes", f"expected at most {MAX_NODES} values and keys in a file")
        if isinstance(event, yaml.AliasEvent):
            self._report(event, "alias", f"expected everything written out, found `*{_short(str(event.anchor))}`")
            return Refused(self._place(event))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        assert isinstance(event, yaml.CollectionStartEvent)
        self._check_marks(event)
        if depth > MAX_DEPTH:
            self._end(event, "too_deep", f"expected at most {MAX_DEPTH} levels")
        return self._mapping(event, depth) if isinstance(event, yaml.MappingStartEvent) else self._list(event, depth)

    def _check_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._report(event, "anchor", f"expected no anchors, found `&{_short(event.anchor)}`")
        if event.tag is not None:
            self._report(event, "tag", f"expected no tags, found `{_short(event.tag)}`")

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        self._check_marks(event)
        bare = not event.style
        # Once more, since an escape in double quotes can stand for any character.
        if control := _CONTROL.search(event.value):
            self._report(event, "control_character", _control_found(control))
        elif bare and _AMBIGUOUS.fullmatch(event.value) and not FRACTION.fullmatch(event.value):
            found = f"`{_short(event.value)}`, which means something else to other readers; quote it"
            found = found if event.value else "nothing"
            self._report(event, "ambiguous_scalar", f"expected text, found {found}")
        else:
            return Scalar(event.value, not bare, self._place(event))
        return Refused(self._place(event))

    def _list(self, start: yaml.Event, depth: int) -> Sequence:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Sequence(tuple(items), self._place(start))

    def _mapping(self, start: yaml.Event, depth: int) -> Mapping:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, depth, pairs)
            value = self._node(next(self._events), depth + 1)
            if key is not None:
                pairs[key.value] = (key, value)
        return Mapping(tuple(pairs.values()), self._place(start))

    def _key(self, event: yaml.Event, depth: int, earlier: dict[str, tuple[Scalar, Node]]) -> Scalar | None:
        if isinstance(event, yaml.ScalarEvent) and not event.style and event.value == "<<":
            self._report(event, "merge_key", "expected everything written out, found the merge key `<<`")
            return None
        key = self._node(event, depth + 1)
        if isinstance(key, Mapping | Sequence):
            self._report(event, "key_not_text", "expected text as a key, found a list or mapping")
        if not isinstance(key, Scalar):
            return None
        if key.value in earlier:
            found = f"`{_short(key.value)}` as on line {earlier[key.value][0].place.line}"
            self._report(event, "duplicate_key", f"expected each key once, found {found}")
            return None
        return key

    def _place(self, event: yaml.Event) -> SourceLocation:
        return _at(self.file, event.start_mark)

    def _report(self, event: yaml.Event, code: str, message: str) -> None:
        self.problems.append(Problem(self._place(event), code, message))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _Ended  # nobody reads on

    def _end(self, event: yaml.Event, code: str, message: str) -> Node:
        self._report(event, code, message)
        raise _Ended


def _loader() -> type[yaml.CSafeLoader] | type[yaml.SafeLoader]:
    # The one in C is much faster, but not built everywhere.
    return yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def _short(text: str) -> str:
    return " ".join(text.replace("`", "'").split())[:40]
