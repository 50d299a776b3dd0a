"""Somebody who keeps cases until killed, and tells of each change once it was acknowledged."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import sleep
from typing import Literal, get_args

from app.cases.case import Case, Decision
from app.cases.organisation import Retention
from app.cases.repository import AuditEntry, Done, Store
from app.cases.withdraw import withdraw
from app.problems import AppError
from tests.cases import made
from tests.store import opened

Did = Literal["added", "decided", "erased", "noted", "withdrawn"]
GOING: tuple[Done, ...] = ("erased", "withdrawn")
"""What is done last to a case."""
DECISION = Decision(
    how="agreed", terms=made.TERMS, talked_on=made.NOW.date(), talked_how="video", by="p", name="Noor", at=made.NOW
)


@dataclass(slots=True)
class Told:
    """Hold what was acknowledged: each change with the mark that its line of the audit trail carries."""

    cases: dict[str, int] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    marks: list[str] = field(default_factory=list)

    def add(self, told: str) -> None:
        did, id, count, mark = told.split()
        self.marks.append(mark)
        if did == "erased":
            self.erased.add(id)
        elif did == "withdrawn":
            self.withdrawn.add(id)
        elif did != "noted":
            self.cases[id] = int(count)


def write(url: str, folder: Path, seed: int, out: int) -> None:
    """Change things at random for as long as it lives."""
    random = Random(seed)
    with opened.at(url, folder) as store:
        known: dict[str, Case] = {}
        for number in range(10**6):
            did = random.choices(get_args(Did), (4, 3, 1, 2, 1))[0] if known else "added"
            case = made.arrangement() if did == "added" else random.choice(list(known.values()))
            done: Done = next((each for each in GOING if each == did), "viewed")
            line = AuditEntry(made.NOW, f"{seed}-{number}", done, case.id)
            case = change(store.store, did, case, line)
            known[case.id] = case
            if did in GOING:
                del known[case.id]
            os.write(out, f"{did} {case.id} {len(case.decisions)} {line.by}\n".encode())


def change(store: Store, did: str, case: Case, line: AuditEntry) -> Case:
    match did:
        case "added":
            return store.add(case, line, f"key of {case.id}")
        case "decided":
            return store.save(case.but(decisions=(*case.decisions, DECISION)), line)
        case "erased":
            store.erase(case.id, line)
        case "withdrawn":
            withdraw(store, case, line, Retention())
        case _:
            store.note(line)
    return case


@contextmanager
def killed_while_writing(url: str, folder: Path, seed: int, told: Told) -> Iterator[None]:
    """Let somebody write, do what the block does, kill them without warning, and note what was acknowledged."""
    into, out = os.pipe()
    writer = get_context("fork").Process(target=_quietly, args=(url, folder, seed, out))
    writer.start()
    os.close(out)
    with os.fdopen(into, "rb") as acknowledged:
        lines = [acknowledged.readline()]  # it has begun
        sleep(Random(seed).uniform(0, 0.15))
        yield
        writer.kill()
        writer.join()
        lines += acknowledged.readlines()
    assert lines[0], "the writer wrote nothing"
    for line in lines:
        told.add(line.decode())


def _quietly(url: str, folder: Path, seed: int, out: int) -> None:
    try:
        write(url, folder, seed, out)
    except AppError:  # the database was killed
        sleep(60)
    finally:
        os._exit(0)
