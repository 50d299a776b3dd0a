"""The rulebooks that are there to choose from: every edition in a folder, kept running when its file goes bad."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from app.problems import AppError, Place, Problem, RulebookInvalid, nearest
from app.rulebook.load import read_rulebook
from app.rulebook.model import Rulebook

Prepare = Callable[[Rulebook], Rulebook]
Key = tuple[str, str]
MOST_CHOSEN = 100
"""How many choices of an edition by day are kept."""


@dataclass(frozen=True, slots=True)
class _Held:
    """Hold a rulebook as it runs, with the digest of what its file said."""

    digest: str
    rulebook: Rulebook


def as_it_is(rulebook: Rulebook) -> Rulebook:
    """Return the rulebook itself: nothing needs preparing."""
    return rulebook


class Library:
    """Hold the editions in a folder `<id>/<version>.yaml`; what cannot be used is in `problems`.

    `prepare` turns each rulebook read into the one that runs; it may refuse one with RulebookInvalid.
    """

    def __init__(self, folder: str | Path, prepare: Prepare = as_it_is) -> None:
        self.folder = Path(folder)
        self.problems: tuple[Problem, ...] = ()
        self._prepare = prepare
        self._held: Mapping[Key, _Held] = {}
        self._chosen: dict[tuple[str, date], Rulebook] = {}

    @classmethod
    def load(cls, folder: str | Path, prepare: Prepare = as_it_is) -> Self:
        """Return the library of this folder, with the good files in it."""
        library = cls(folder, prepare)
        library.refresh()
        return library

    def refresh(self) -> None:
        """Read the folder again.

        A bad file never replaces a good edition that is running, a file that says the same keeps the same object,
        and an edition whose file is gone is gone. Nobody sees a library that is half read.
        """
        if not self.folder.is_dir():
            raise AppError("not_found", f"expected a folder of rulebooks in `{self.folder}`, found none")
        held: dict[Key, _Held] = {}
        problems: list[Problem] = []
        for path in _files(self.folder):
            key = (path.parent.name, path.stem)
            try:
                held[key] = self._read(path, key)
            except RulebookInvalid as error:
                problems += error.problems
                held |= {kept: self._held[kept] for kept in (key,) if kept in self._held}
        self._held, self.problems, self._chosen = held, tuple(sorted(problems)), {}

    def _read(self, path: Path, key: Key) -> _Held:
        rulebook = _read_at_its_place(path)
        running = self._held.get(key)
        if running and running.digest == rulebook.digest:
            return running
        return _Held(rulebook.digest, self._prepare(rulebook))

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all rulebooks, in order."""
        return tuple(sorted({id_ for id_, _ in self._held}))

    def editions(self, id: str) -> tuple[Rulebook, ...]:
        """Return the editions of a rulebook, lowest version first."""
        found = [held.rulebook for (each, _), held in self._held.items() if each == id]
        if not found:
            raise AppError("not_found", f"expected the id of a rulebook{nearest(id[:80], self.ids())}")
        return tuple(sorted(found, key=_version))

    def edition(self, id: str, version: str) -> Rulebook:
        """Return one edition."""
        for rulebook in self.editions(id):
            if rulebook.version == version:
                return rulebook
        known = ", ".join(f"`{rulebook.version}`" for rulebook in self.editions(id))
        raise AppError("not_found", f"expected a version of `{id}`, which has {known}")

    def choose(self, id: str, on: date) -> Rulebook:
        """Return the edition in force on a day, else the last in force before it, else the earliest of all."""
        key = (id, on)
        if key not in self._chosen:
            if len(self._chosen) >= MOST_CHOSEN:
                self._chosen.clear()
            self._chosen[key] = self._choose(id, on)
        return self._chosen[key]

    def _choose(self, id: str, on: date) -> Rulebook:
        editions = self.editions(id)
        begun = [rulebook for rulebook in editions if _last_day(rulebook, on) is not None]
        if begun:
            return max(begun, key=lambda rulebook: (_last_day(rulebook, on), _version(rulebook)))
        return min(editions, key=lambda rulebook: min(period.since for period in rulebook.in_force))


def _files(folder: Path) -> Iterator[Path]:
    paths = sorted(folder.glob("*/*.yaml"))
    return (path for path in paths if not path.name.endswith(".examples.yaml"))


def _read_at_its_place(path: Path) -> Rulebook:
    try:
        rulebook, problems = read_rulebook(path)
    except AppError as error:
        raise RulebookInvalid([Problem(Place(str(path)), "unreadable", error.message)]) from error
    if rulebook is None:
        raise RulebookInvalid(problems)
    expected = f"{rulebook.id}/{rulebook.version}.yaml"
    if (path.parent.name, path.stem) != (rulebook.id, rulebook.version):
        message = f"expected this rulebook in `{expected}`, found it in `{path.parent.name}/{path.name}`"
        raise RulebookInvalid([Problem(Place(str(path)), "misplaced_file", message)])
    return rulebook


def _version(rulebook: Rulebook) -> tuple[int, ...]:
    return tuple(map(int, rulebook.version.split(".")))


def _last_day(rulebook: Rulebook, on: date) -> date | None:
    """Return the last day up to this one on which an edition was in force."""
    begun = [period for period in rulebook.in_force if period.since <= on]
    return max((min(period.until or on, on) for period in begun), default=None)
