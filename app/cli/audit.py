"""Check the audit trail, list it, or tell its head."""

from argparse import Namespace
from collections.abc import Iterator

from app.cases.casework import Casework
from app.cases.ids import ID, typed_code
from app.cases.repository import START, Head, Store
from app.cli import OK, PROBLEMS
from app.cli.opened import opened


def run(arguments: Namespace) -> int:
    kept = opened()
    store = kept.store
    if arguments.what == "head":
        print(store.head() or START)
        return OK
    if arguments.what == "list":
        print(*_lines(kept, arguments.case), sep="\n")
        return OK
    if problems := tuple(problems_of(store, arguments.head and Head(*arguments.head))):
        print(*problems, sep="\n")
        return PROBLEMS
    print(f"whole: {(store.head() or START).seq} lines, each vouches for the one before it")
    if back := store.steps_back():
        print(f"{back} with a time before that of the line above: the clock was put back, or an erasing ended late")
    return OK


def _lines(kept: Casework, named: str | None) -> Iterator[str]:
    store, logins = kept.store, {person.id: person.login for person in kept.people.all()}
    # An id too: once a case is erased, nothing knows its code.
    case = named if named is None or ID.fullmatch(named) else store.named(typed_code(named)).id
    for line in store.trail(case):
        yield f"{line.at:%Y-%m-%dT%H:%M:%SZ} `{logins.get(line.by, line.by)}` {line.done} {line.case}".rstrip()


def problems_of(store: Store, kept: Head | None) -> Iterator[str]:
    """Yield problems of the trail and of cases; `kept` is a head that was kept elsewhere."""
    if (broken := store.broken_at()) is not None:
        yield f"broken: line `{broken}` is missing, or was altered"
    elif kept and (store.head(kept.seq) or START) != kept:
        yield f"broken: line `{kept.seq}` is not the one that was kept elsewhere, or is gone"
    for name in store.altered():
        yield f"altered: case `{name.code}` (`{name.id}`) is not as it was kept"
