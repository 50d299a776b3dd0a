"""A sheet made small for the way: rows of a level together, and what is repeated in its texts once."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

Json = dict[str, Any]
FIRST, MOST = 0xE000, 6400
"""The characters that stand for pieces: those that Unicode leaves to private use."""
_PRIVATE = re.compile(f"[{chr(FIRST)}-{chr(FIRST + MOST - 1)}]")
_TAGS = re.compile(r"(\s*(?:<[^>]*>\s*)+)")
_BLOCK = re.compile(r"\s*(</?(?:d[dlt]|details|div|fieldset|form|h[1-6]|legend|li|ol|p|section|summary|ul)\b[^>]*>)\s*")
_SPACE = re.compile(r"\s+")
_SHORTEST = 8


def packed(sheet: Json) -> Json:
    """Return a sheet as it is sent; `unpacked` in assets/js/unpack.js is the way back."""
    ordered = _in_order(sheet)
    rows = ordered.pop("rows")
    strings = list(_strings(ordered))
    split = {each: _TAGS.split(_tight(each)) for each in dict.fromkeys(strings)}
    # A text with such characters of its own could not be told from one with pieces: then none is shortened.
    clear = not any(_PRIVATE.search(each) for each in split)
    counts = Counter(piece for each in strings for piece in split[each] if len(piece) >= _SHORTEST)
    pieces = [piece for piece, count in counts.items() if count > 1][: MOST if clear else 0]
    short = {piece: chr(FIRST + place) for place, piece in enumerate(pieces)}

    def shortened(text: str) -> str:
        return "".join([short.get(piece, piece) for piece in split[text]])

    # In this order it compresses best: what stands for a piece comes near to others like it.
    return {"rows": [*_columns(rows)], **_each_string(ordered, shortened), "pieces": pieces}


def _tight(text: str) -> str:
    """Return HTML without the space that nobody sees: beside what is a block of its own there is none."""
    return _BLOCK.sub(r"\1", _SPACE.sub(" ", text))


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list | tuple):
        for each in part.values() if isinstance(part, dict) else part:
            yield from _strings(each)


def _each_string(part: Any, change: Callable[[str], str]) -> Any:
    if isinstance(part, str):
        return change(part)
    if isinstance(part, dict):
        return {key: _each_string(each, change) for key, each in part.items()}
    return [_each_string(each, change) for each in part] if isinstance(part, list | tuple) else part


def _in_order(sheet: Json) -> Json:
    """Put rows alike beside each other, those of the last level first: then little differs from one to the next."""
    rows, place = sheet["rows"], dict[int, int]()
    last_first = sorted(range(len(rows)), key=lambda n: (rows[n][0] >= 0, -rows[n][0]))
    ordered: list[list[Any]] = []
    for level, numbers in groupby(last_first, key=lambda n: rows[n][0]):
        of_level = [[*_row(rows[n], place), n] for n in numbers]
        for *row, number in of_level if level < 0 else sorted(of_level):
            place[number] = len(ordered)
            ordered.append(row)
    return sheet | {
        "rows": ordered,
        "verdict": place[sheet["verdict"]],
        "criteria": [place[n] for n in sheet["criteria"]],
        "groups": [place[n] for n in sheet["groups"]],
        "gates": {level: place[n] for level, n in sheet["gates"].items()},
        "needs": [[verdicts, place[n]] for verdicts, n in sheet["needs"]],
    }


def _row(row: list[Any], place: dict[int, int]) -> list[Any]:
    return row if row[0] < 0 else [row[0], *(place[n] for n in row[1:])]


def _columns(rows: list[list[Any]]) -> Iterator[list[Any]]:
    """Yield each level with its columns, as steps from row to row; where walks end, with what is told there."""
    for level, of_level in groupby(rows, key=lambda row: row[0]):
        parts = [row[1:] for row in of_level]
        yield [level, parts if level < 0 else [_steps(column) for column in zip(*parts, strict=True)]]


def _steps(column: tuple[int, ...]) -> list[int]:
    return [after - before for before, after in zip((0, *column), column, strict=False)]
