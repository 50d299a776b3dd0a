"""Check the audit trail, or tell its head."""

from argparse import Namespace

from app.cases.store import START, Head, Store
from app.cli import OK, PROBLEMS
from app.cli.opened import opened


def run(arguments: Namespace) -> int:
    """Print what was found."""
    store = opened().store
    if arguments.what == "head":
        print(store.head() or START)
        return OK
    if problem := problem_of(store, arguments.head and Head(*arguments.head)):
        print(problem)
        return PROBLEMS
    print(f"whole: {(store.head() or START).seq} lines, each vouches for the one before it")
    if back := store.steps_back():
        print(
            f"{back} with a time before that of the line above: the clock was put back, or erasing was finished later"
        )
    return OK


def problem_of(store: Store, kept: Head | None) -> str | None:
    """Return what is wrong with the trail, in words; `kept` is a head that was kept elsewhere."""
    if (broken := store.broken_at()) is not None:
        return f"broken: line `{broken}` is missing, or was altered"
    if kept and (store.head(kept.seq) or START) != kept:
        return f"broken: line `{kept.seq}` is not the one that was kept elsewhere, or is gone"
    return None
