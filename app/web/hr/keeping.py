"""Keep what a step makes of a case, once, and only where nobody else changed the case since the form was opened."""

from collections.abc import Callable

from app.cases.case import Case
from app.cases.store import Line, Store
from app.problems import AppError


def keep(store: Store, case: Case, step: Callable[[Case], Case], line: Line, *, revision: str) -> bool:
    """Keep the changed case with its line; say whether it stands so now, False where somebody else was first.

    `revision` is which case the form was filled in for. What is so already, as after a form that is sent twice, is not
    kept again. Raises AppError where the step is refused for another reason than a conflict.
    """
    try:
        after = step(case)
        if after is case:
            return True
        if revision != str(case.revision):
            raise AppError("conflict", "somebody else changed this case since you opened it")
        store.save(after, line)
    except AppError as error:
        if error.code != "conflict":
            raise
        return _is_so(store.read(case.id), step)
    return True


def _is_so(now: Case, step: Callable[[Case], Case]) -> bool:
    """Say whether this very step was kept meanwhile."""
    try:
        return step(now) is now
    except AppError:
        return False
