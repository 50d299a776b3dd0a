"""Check the audit trail, or tell its head."""

from argparse import Namespace
from collections.abc import Iterator

from app.cases.store import START, Head, Store
from app.cli import OK, PROBLEMS
from app.cli.opened import opened


def run(arguments: Namespace) -> int:
    """Print what was found."""
    store = opened().store
    if arguments.what == "head":
        print(store.head() or START)
        return OK
    if problems := tuple(problems_of(store, arguments.head and Head(*arguments.head))):
        print(*problems, sep="\n")
        return PROBLEMS
    print(f"whole: {(store.head() or START).seq} lines, each vouches for the one before it")
    if back := store.steps_back():
        print(f"{back} with a time before that of the line above: the clock was put back, or an erasing ended late")
    return OK


def problems_of(store: Store, kept: Head | None) -> Iterator[str]:
    """Yield what is wrong with the trail or with cases, in words; `kept` is a head that was kept elsewhere."""
    if (broken := store.broken_at()) is not None:
        yield f"broken: line `{broken}` is missing, or was altered"
    elif kept and (store.head(kept.seq) or START) != kept:
        yield f"broken: line `{kept.seq}` is not the one that was kept elsewhere, or is gone"
    for name in store.altered():
        yield f"altered: case `{name.code}` (`{name.id}`) is not as it was kept"
