"""Erase cases, read what remains of withdrawn ones, or evaluate cases again."""

import os
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from app.cases.case import SYSTEM
from app.cases.ids import typed_code
from app.cases.reevaluate import replayed
from app.cases.repository import AuditEntry, Name, Store
from app.cli import OK, PROBLEMS
from app.cli.opened import opened
from app.problems import AppError
from app.rulebook.in_force import day_of
from app.rulebook.library import Library
from app.settings import Settings


def run(arguments: Namespace) -> int:
    settings = Settings.from_environment(os.environ)
    kept = opened(settings)
    store = kept.store
    match arguments.what:
        case "purge":
            if not arguments.dry_run:
                kept.people.delete_expired_sessions(datetime.now(UTC))
            return purge(store, arguments)
        case "erase":
            name = store.named(arguments.code.strip().upper())
            store.erase(name.id, AuditEntry(datetime.now(UTC), SYSTEM, "erased", name.id))
            print(f"erased `{name.code}`")
            return OK
        case "records":
            print("\n".join(_opened(store, arguments.code) if arguments.code else _listed(store)))
            return OK
        case _:
            return replay(store, Library.load(settings.rules, organisation=settings.organisation))


def purge(store: Store, arguments: Namespace) -> int:
    past = store.past(day_of(datetime.now(UTC)))
    unreadable = [name for name in store.unreadable() if name not in past]
    gone = [*past, *(unreadable if arguments.unreadable else ())]
    for name in () if arguments.dry_run else gone:
        with _gone_already():
            # The time of each, not of the start: a long purge would look like a clock that was put back.
            store.erase(name.id, AuditEntry(datetime.now(UTC), SYSTEM, "purged", name.id))
    print("\n".join(_purged(gone, dry=arguments.dry_run)))
    if unreadable and not arguments.unreadable:
        print(f"{len(unreadable)} more have no key and cannot be read: put the keys back, or purge with --unreadable")
    return OK


@contextmanager
def _gone_already() -> Iterator[None]:
    try:
        yield
    except AppError as error:
        # The employee withdrew it meanwhile.
        if error.code != "not_found":
            raise


def _purged(gone: Sequence[Name], *, dry: bool) -> Iterator[str]:
    yield f"{'would erase' if dry else 'erased'} {len(gone)}{':' if gone else ''}"
    for name in gone:
        yield f"  `{name.code}`{' (record of a withdrawn case)' if name.is_record else ''}"


def _listed(store: Store) -> Iterator[str]:
    records = store.records.all()
    yield f"records of withdrawn cases: {len(records)}"
    for each in records:
        yield f"  `{each.code}` until {each.keep_until}"


def _opened(store: Store, code: str) -> Iterator[str]:
    """Keep in the audit trail that somebody looked."""
    id = store.named(typed_code(code)).id
    record = store.records.open(id, AuditEntry(datetime.now(UTC), SYSTEM, "record_opened", id))
    yield f"`{record.code}`, kept until {record.keep_until}"
    for each in record.decisions:
        terms = each.terms
        yield f"{day_of(each.at)} decided by {each.name}: {each.how}{''.join(f', {why}' for why in each.reasons)}"
        yield f"  on site: {', '.join(terms.days) or 'no days'}"
        yield f"  from {terms.since} until {terms.until}, to be looked at again on {terms.review}"
    for reply in record.replies:
        yield f"{reply.day} replied by {reply.name}: {reply.outcome}"


def replay(store: Store, library: Library) -> int:
    counts: Counter[str] = Counter()
    for case in store.every():
        result = replayed(case, library)
        counts[result] += 1
        if result in ("differs", "edition gone"):
            print(f"`{case.code}`: {result}")
    summary = ", ".join(f"{counts[each]} {each}" for each in ("the same", "differs", "edition gone"))
    print(f"evaluated again: {summary}; {counts['nothing to evaluate']} arrangements hold no answers")
    return PROBLEMS if counts["differs"] or counts["edition gone"] else OK
