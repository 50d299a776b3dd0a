"""Write a worked example as an author would: the answers given, and exactly what follows from them."""

import json
import re
from collections.abc import Collection, Iterator, Mapping

from app.engine.evaluate import Evaluation
from app.rulebook.calendar import day_of
from app.rulebook.examples import Given
from app.rulebook.model import NONE_REACHED
from app.rulebook.numbers import WRITTEN
from app.rulebook.parsing.strict_yaml import stays_text

Written = str | bool | tuple[str, ...] | Mapping[str, "str | tuple[str, ...]"]
WIDEST = 120
"""How wide a line may be before a mapping is written one pair to a line."""

_BARE = re.compile(r"[A-Za-z][\w ;.'()/%-]*(?<! )")


def example_yaml(example_id: str, who: str, given: Given, evaluation: Evaluation, *, also: Collection[str] = ()) -> str:
    """Return one item for under `examples:`, indented as there, that expects all that follows for the person themself.

    `given` is what stands on top of the baseline; `evaluation` is that of the baseline's answers with `given` on top.
    Criteria that reach nothing are left out, save those in `also`.
    """
    expected = [line for key, value in _expected(evaluation, also) for line in _pair(key, value, 6)]
    about = [f"  - id: {_text(example_id)}", f"    who: {_text(who)}", *_pair("given", given, 4), "    expect:"]
    return "\n".join([*about, *expected, ""])


def _expected(evaluation: Evaluation, also: Collection[str]) -> Iterator[tuple[str, Written]]:
    yield ("could_be", evaluation.possible) if evaluation.verdict is None else ("verdict", evaluation.verdict)
    yield "grounds", tuple(reason.criterion for reason in evaluation.reasons)
    certain = {c: state.reach for c, state in evaluation.criteria.items() if state.reach is not None}
    reached = {c: reach for c, reach in certain.items() if reach != NONE_REACHED or c in also}
    if reached:
        yield "criteria", reached
    yield "actions", tuple(action.id for action in evaluation.actions)
    yield "requirements", {requirement.id: requirement.state for requirement in evaluation.requirements}
    if evaluation.may_start is not None:
        yield "may_start", evaluation.may_start
    yield "notes", tuple(dict.fromkeys(note.id for note in evaluation.notes))
    yield from _answers_by_note(evaluation).items()


def _answers_by_note(evaluation: Evaluation) -> dict[str, tuple[str, ...]]:
    answers: dict[str, tuple[str, ...]] = {}
    for note in evaluation.notes:
        if note.answer is not None:
            answers[note.id] = (*answers.get(note.id, ()), note.answer)
    return answers


def _pair(key: str, value: Written, indent: int) -> Iterator[str]:
    line = f"{' ' * indent}{_text(key)}: {_flow(value)}"
    if not isinstance(value, Mapping) or len(line) <= WIDEST:
        yield line
        return
    yield f"{' ' * indent}{_text(key)}:"
    yield from (f"{' ' * (indent + 2)}{_text(name)}: {_answer(each)}" for name, each in value.items())


def _flow(value: Written) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case tuple():
            return f"[{', '.join(map(_text, value))}]"
        case _:
            return f"{{{', '.join(f'{_text(key)}: {_answer(each)}' for key, each in value.items())}}}"


def _answer(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) and (WRITTEN.fullmatch(value) or day_of(value)) else _flow(value)


def _text(text: str) -> str:
    """Return text as a scalar that reads back as the same text: bare where that is safe, or else in double quotes."""
    # A JSON string is a YAML scalar in double quotes.
    return text if _BARE.fullmatch(text) and stays_text(text) else json.dumps(text, ensure_ascii=False)
