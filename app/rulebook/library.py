"""The rulebooks that are there to choose from: every edition in a folder, kept running when its file goes bad."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from app.problems import AppError, Problem, RulebookInvalid, nearest
from app.rulebook.amendment import Organisation
from app.rulebook.approval import Approval, Prepare, approval_beside
from app.rulebook.files import NO_OVERLAY, Key, Read, shelved
from app.rulebook.in_force import last_day
from app.rulebook.model import Rulebook

MOST_CHOSEN = 100
"""How many choices of an edition by day are kept."""


@dataclass(frozen=True, slots=True)
class _Held:
    """Hold a rulebook as it runs, with the digest of what its files said."""

    digest: str
    rulebook: Rulebook


def as_it_is(rulebook: Rulebook) -> Rulebook:
    return rulebook


class Library:
    """Hold the editions in a folder, each as it is and with the changes of organisations.

    An edition stands in `<id>/<version>.yaml`, an organisation's changes in `overlays/<organisation>/<id>.yaml`; what
    cannot be used is in `problems`. `prepare` turns each rulebook read into the one that runs; it may refuse one with
    RulebookInvalid. Where no organisation is named, the one meant is the one that the library is for, as far as it has
    changes to the rulebook at hand; NO_OVERLAY is the rulebook as it is.
    """

    def __init__(self, folder: str | Path, prepare: Prepare = as_it_is, organisation: str = NO_OVERLAY) -> None:
        self.folder = Path(folder)
        self.organisation = organisation
        self.problems: tuple[Problem, ...] = ()
        self.kept: frozenset[str] = frozenset()
        self._prepare = prepare
        self._held: Mapping[Key, _Held] = {}
        self._ran: dict[Key, str] = {}
        self._approvals: Mapping[Key, Approval] = {}
        self._changed: frozenset[tuple[str, str]] = frozenset()
        self._chosen: dict[tuple[str, date, str | None], Rulebook] = {}

    @classmethod
    def load(cls, folder: str | Path, prepare: Prepare = as_it_is, organisation: str = NO_OVERLAY) -> Self:
        library = cls(folder, prepare, organisation)
        library.refresh()
        return library

    def refresh(self) -> None:
        """Read the folder again.

        A bad file never replaces a good edition that is running, nor does one that says something else under the same
        name; a file that says the same keeps the same object, and an edition whose file is gone is gone, with
        everybody's changes to it. Nobody sees a library that is half read. Raises `not_found` and changes nothing
        where the folder is gone, or the changes of the organisation that the library is for.
        """
        if not self.folder.is_dir():
            raise AppError("not_found", f"expected a folder of rulebooks in `{self.folder}`, found none")
        held: dict[Key, _Held] = {}
        problems: set[Problem] = set()
        kept: set[str] = set()
        changed: set[tuple[str, str]] = set()
        for key, read in shelved(self.folder):
            changed.add((key.id, key.organisation))
            try:
                held[key] = self._read(key, read, held)
            except RulebookInvalid as error:
                problems.update(error.problems)
                running = {each: self._held[each] for each in self._held if each.is_among(key) and each.stands_on(held)}
                held |= running
                kept.update(each.rulebook.digest for each in running.values())
        self._check_own(held)
        approvals, unread = self._read_approvals(held)
        held = dict(sorted(held.items(), key=_place))
        # Only now that everything is read: an error on the way changes nothing.
        self._held, self._changed, self._chosen, self._approvals = held, frozenset(changed), {}, approvals
        # Never forgotten: a file must not go and come back saying something else.
        self._ran |= {key: each.digest for key, each in held.items()}
        self.problems, self.kept = tuple(sorted(problems | unread)), frozenset(kept)

    def _check_own(self, held: Mapping[Key, _Held]) -> None:
        """Refuse to go on without changes that count here and run until now, as is refused at the start."""
        ids = {key.id for key in held}
        own = [{key.id for key in each if key.organisation == self.organisation} & ids for each in (self._held, held)]
        if gone := sorted(own[0] - own[1]):
            expected = f"expected the changes of `{self.organisation}` to `{gone[0]}`, which count here, found none"
            raise AppError("not_found", expected)

    def _read(self, key: Key, read: Read, held: Mapping[Key, _Held]) -> _Held:
        rulebook = read()
        edition = held.get(key.edition)
        if key.organisation and (edition is None or edition.digest != rulebook.unchanged.digest):
            message = f"expected changes to an edition that can be used, found `{key.id}` `{key.version}` refused"
            raise RulebookInvalid([Problem(rulebook.place, "edition_refused", message)])
        running = self._held.get(key)
        if running and running.digest == rulebook.digest:
            return running
        if self._ran.get(key, rulebook.digest) != rulebook.digest:
            raise RulebookInvalid([_changed(key, rulebook)])
        return _Held(rulebook.digest, self._prepare(rulebook))

    def _read_approvals(self, held: Mapping[Key, _Held]) -> tuple[dict[Key, Approval], set[Problem]]:
        """A bad file never replaces a good approval."""
        approvals: dict[Key, Approval] = {}
        all_problems: set[Problem] = set()
        for key, each in held.items():
            approval, problems = approval_beside(each.rulebook)
            all_problems.update(problems)
            kept = self._approvals.get(key) if problems else approval
            approvals |= {key: kept} if kept else {}
        return approvals, all_problems

    def approval(self, rulebook: Rulebook) -> Approval | None:
        """May be of what the edition said earlier."""
        own = rulebook.organisation
        return self._approvals.get(Key(rulebook.id, rulebook.version, own.id if own else NO_OVERLAY))

    def __iter__(self) -> Iterator[Rulebook]:
        """Yield the editions by id, the lowest version first; each as it is, and then with organisations' changes."""
        return (held.rulebook for held in self._held.values())

    def ids(self) -> tuple[str, ...]:
        return tuple(sorted({key.id for key in self._held}))

    def in_use(self) -> tuple[str, ...]:
        """Return the ids of which some edition can be chosen, since it is no draft."""
        return tuple(id for id in self.ids() if not all(book.draft for book in self.editions(id)))

    def organisations(self, id: str | None = None) -> tuple[Organisation, ...]:
        """Return the organisations with changes of their own, to this rulebook or to any, in order."""
        own = {each.organisation.id: each.organisation for each in self if each.organisation and id in (None, each.id)}
        return tuple(own[name] for name in sorted(own))

    def editions(self, id: str, organisation: str | None = None) -> tuple[Rulebook, ...]:
        """Lowest version first; raises AppError `not_found` where there are none."""
        if id not in self.ids():
            raise AppError("not_found", f"expected the id of a rulebook{nearest(id, self.ids())}")
        whose = self._whose(id, organisation)
        matching = [held.rulebook for key, held in self._held.items() if (key.id, key.organisation) == (id, whose)]
        if not matching:
            organisations = [each.id for each in self.organisations(id)]
            expected = f"expected an organisation with changes of its own to `{id}`, or none"
            raise AppError("not_found", f"{expected}{nearest(whose, organisations)}")
        return tuple(sorted(matching, key=_version))

    def _whose(self, id: str, named: str | None) -> str:
        """Return whose changes are meant; a file of changes that is refused is no reason to go without them."""
        own = self.organisation if (id, self.organisation) in self._changed else NO_OVERLAY
        return own if named is None else named

    def edition(self, id: str, version: str, organisation: str | None = None) -> Rulebook:
        editions = self.editions(id, organisation)
        # Nobody has changes to a draft: where nobody's are named, it is meant as it is.
        plain = self.editions(id, NO_OVERLAY) if organisation is None else ()
        for rulebook in (*editions, *(each for each in plain if each.draft)):
            if rulebook.version == version:
                return rulebook
        versions = ", ".join(f"`{rulebook.version}`" for rulebook in editions)
        raise AppError("not_found", f"expected a version of `{id}`, which has {versions}")

    def exactly(self, id: str, version: str, organisation: str | None, digest: str) -> Rulebook | None:
        """Return the edition that says this to the letter, None where it is not here any more."""
        held = self._held.get(Key(id, version, organisation or NO_OVERLAY))
        return held.rulebook if held and held.digest == digest else None

    def every_edition(self, id: str) -> tuple[Rulebook, ...]:
        """Return the editions of a rulebook as they are, and then those with the changes of each organisation."""
        whose = (NO_OVERLAY, *(each.id for each in self.organisations(id)))
        return tuple(edition for each in whose for edition in self.editions(id, each))

    def called(self, id: str, edition: str) -> Rulebook:
        """Return the edition that is called so: `version`, or `version@organisation`."""
        version, _, organisation = edition.partition("@")
        return self.edition(id, version, organisation)

    def choose(self, id: str, on: date, organisation: str | None = None) -> Rulebook:
        """Return the edition in force on a day, else the last before it, else the earliest; the newest of equals.

        Never a draft: raises AppError `not_found` where there is nothing else.
        """
        key = (id, on, organisation)
        if key not in self._chosen:
            # Requests name the day: without a limit they could fill the memory.
            if len(self._chosen) >= MOST_CHOSEN:
                self._chosen.clear()
            self._chosen[key] = self._choose(id, on, organisation)
        return self._chosen[key]

    def _choose(self, id: str, on: date, organisation: str | None) -> Rulebook:
        every = self.editions(id, organisation)
        editions = [rulebook for rulebook in every if not rulebook.draft]
        if not editions:
            found = f"found only drafts; name the version of one, such as `{every[-1].version}`"
            raise AppError("not_found", f"expected an edition of `{id}` that is no draft, {found}")
        begun = [rulebook for rulebook in editions if last_day(rulebook, on) is not None]
        if begun:
            return max(begun, key=lambda rulebook: (last_day(rulebook, on), _version(rulebook)))
        newest_first = sorted(editions, key=_version, reverse=True)
        return min(newest_first, key=lambda rulebook: min(period.since for period in rulebook.in_force))


def _changed(key: Key, rulebook: Rulebook) -> Problem:
    """Return the Problem of a file changed in place: links, receipts and caches rely on what it said."""
    if key.organisation:
        found = f"the changes of `{key.organisation}` to `{key.id}` `{key.version}` to stay as they ran, found others"
        way = "restart the server to take them, which ends the links and receipts under the old ones"
    else:
        found = f"`{key.id}` `{key.version}` to say what it said when it ran, found something else"
        way = "give it a version and a file of its own"
    return Problem(rulebook.place, "edition_changed", f"expected {found}: {way}")


def _place(held: tuple[Key, _Held]) -> tuple[str, tuple[int, ...], str]:
    key, each = held
    return key.id, _version(each.rulebook), key.organisation


def _version(rulebook: Rulebook) -> tuple[int, ...]:
    return tuple(map(int, rulebook.version.split(".")))
