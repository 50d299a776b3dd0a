"""What is worked out of a rulebook once, and kept with it: it goes when the rulebook goes."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from app.rulebook.model import Rulebook

More = ParamSpec("More")
Found = TypeVar("Found")


Making = Callable[Concatenate[Rulebook, More], Found]


def once_per_rulebook(make: Making[More, Found]) -> Making[More, Found]:
    """Make something of a rulebook once for each choice of the other arguments, which are hashable and positional.

    Invariant: a rulebook never changes, so what was made of it stays right. What raises is tried again.
    """

    @wraps(make)
    def wrapper(rulebook: Rulebook, /, *args: More.args, **named: More.kwargs) -> Found:
        assert not named, "the arguments are part of the key"
        key: Any = (make, *args) if args else make
        derived = rulebook.derived
        if key not in derived:
            derived[key] = make(rulebook, *args, **named)
        made: Found = derived[key]
        return made

    return wrapper
