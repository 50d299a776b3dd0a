"""How long finding cases takes among 10,000, beside one bare select of the same rows, and then whole pages of HR."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import insert, select

from app.cases.case import Case
from app.cases.demo import invented
from app.cases.organisation import FILE, Employer, read_employer
from app.cases.repository import Asked
from app.resources import RULES
from app.rulebook.library import Library
from app.settings import Settings
from app.store.cases import Cases
from app.store.database import reading, writing
from app.store.open import CASES, kept
from app.store.tables import case_keys, cases
from benchmarks import desk

MANY, ROUNDS, LIMIT = 10_000, 100, 200
"""Cases, searches of each kind, and milliseconds that a page with a list of cases may take, 95 of 100 times."""
NOW = datetime(2021, 3, 1, 12, tzinfo=UTC)
SECRET = "a secret that is long enough for this"
EMPLOYER = b"""\
id: oeverwoude
name: Gemeente Oeverwoude
own_policy_since: 2021-02-18
works_council: {policy: {answer: yes, since: 2021-02-10}, tool: {answer: yes, since: 2021-02-12}}
disagreement: {name: Noor de Wit, reach: noor@oeverwoude.example}
data_protection_officer: {name: Sam Bakker, reach: fg@oeverwoude.example}
"""


def main() -> None:
    """Print the 95th percentile of each search, and how it compares with a bare select."""
    employer, problems = read_employer(EMPLOYER, "organisation.yaml")
    assert employer, problems
    book = Library.load(RULES).edition("thuiswerken-2021", "1.0.0")
    with TemporaryDirectory() as folder:
        made = invented([book], NOW, employer.retention, seed=1, count=MANY)
        store = filled(employer, Path(folder), made.cases)
        print(f"finding 25 of {MANY:,} cases (95th percentiles of {ROUNDS}; a page may take {LIMIT} ms)")
        for name, asked in searches(store):
            tell(store, name, asked)
        (Path(folder) / FILE).write_bytes(EMPLOYER)
        desk.main(Settings(data=Path(folder), secret=SECRET), made.people, NOW)


def filled(employer: Employer, folder: Path, those: Sequence[Case]) -> Cases:
    """Return a store of these cases, kept in one transaction."""
    store = kept(employer, f"sqlite:///{folder / CASES}", folder, SECRET).store
    assert isinstance(store, Cases)
    keys = {case.id: store._vault.new_key() for case in those}
    with writing(store._keys) as connection:
        wrapped = [{"case_id": id, "wrapped": store._vault.wrap(key, id)} for id, key in keys.items()]
        connection.execute(insert(case_keys), wrapped)
    with writing(store._engine) as connection:
        connection.execute(insert(cases), [store._row(case, keys[case.id]) for case in those])
    return store


def searches(store: Cases) -> list[tuple[str, Asked]]:
    """Return what HR searches for."""
    some = next(case for case in store.find(Asked(status="decided")).cases if case.verdict and case.handler)
    return [
        ("the default list", Asked()),
        ("its last page", Asked(offset=MANY - 25)),
        ("by when it was received", Asked(order="received")),
        ("by when the next step is due", Asked(order="due")),
        ("of one status", Asked(status="waiting")),
        ("of one verdict", Asked(verdict=some.verdict)),
        ("of one handler", Asked(handler=some.handler)),
        ("of one manager", Asked(manager=some.manager)),
        ("of one code", Asked(code=some.code)),
        ("due by a day", Asked(due_by=NOW.date() - timedelta(days=30))),
        ("all of these", all_of(some)),
    ]


def all_of(case: Case) -> Asked:
    """Return a search by everything at once that finds a case."""
    whose = Asked(status="decided", verdict=case.verdict, handler=case.handler, manager=case.manager)
    return replace(whose, due_by=NOW.date() + timedelta(days=60), order="due")


def tell(store: Cases, name: str, asked: Asked) -> None:
    """Print how long one search takes, by turns with the select that it cannot do without."""
    found = store.find(asked)
    ids = [case.id for case in found.cases]
    rounds = [(milliseconds(lambda: store.find(asked)), milliseconds(lambda: bare(store, ids))) for _ in range(ROUNDS)]
    slow, least = (quantiles(each, n=20)[-1] for each in zip(*rounds, strict=True))
    ratio = median(one / other for one, other in rounds)
    word = "within" if slow <= LIMIT else "BEYOND"
    measured = f"{slow:6.1f} ms, {word} {LIMIT}   select {least:5.2f} ms   this / select {ratio:5.1f}"
    print(f"  {name:30} {found.total:6} found  {measured}")


def bare(store: Cases, ids: list[str]) -> object:
    """Select the rows of these cases, and nothing else."""
    with reading(store._engine) as connection:
        return connection.execute(select(cases.c.id, cases.c.document).where(cases.c.id.in_(ids))).all()


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long it takes."""
    start = perf_counter()
    work()
    return 1000 * (perf_counter() - start)
