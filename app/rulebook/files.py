"""The files in a folder of rulebooks: what should stand where, and how each is read."""

from collections.abc import Callable, Container, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from app.problems import AppError, Problem, RulebookInvalid, SourceLocation
from app.rulebook.load import Parsed, contents, parsed
from app.rulebook.model import Rulebook
from app.rulebook.overlays.overlay import FOLDER, OVERLAY_FILE, amended, parsed_overlay

T = TypeVar("T")
BESIDE = (".examples.yaml", ".approval.yaml")
"""How the names of files end that stand beside a rulebook and are none themselves."""
NO_OVERLAY = ""
"""In the place of an organisation: the rulebook as it is, with nobody's changes."""
Read = Callable[[], Rulebook]
"""Reads one rulebook; raises RulebookInvalid with all its Problems."""


class Key(NamedTuple):
    """Name one edition, or all by an empty version; `organisation` is whose changes are in it, or NO_OVERLAY."""

    id: str
    version: str
    organisation: str = NO_OVERLAY

    @property
    def edition(self) -> "Key":
        return self._replace(organisation=NO_OVERLAY)

    def stands_on(self, editions: Container["Key"]) -> bool:
        """Say whether the edition itself is among these, where this one has an organisation's changes in it."""
        return self.organisation == NO_OVERLAY or self.edition in editions

    def is_among(self, other: "Key") -> bool:
        """Say whether this edition is the other one, or one of them all."""
        return self == other or (other.version == "" and self[::2] == other[::2])


def shelved(folder: Path) -> Iterator[tuple[Key, Read]]:
    """Yield every edition that should be there with how to read it, those of organisations last."""
    for path in rulebook_files(folder):
        yield Key(path.parent.name, path.stem), partial(edition_at, path)
    for path in overlay_files(folder):
        yield from _with_changes(path)


def rulebook_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*/*.yaml")) if _is_main(path) and path.parent.name != FOLDER]


def overlay_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob(f"{FOLDER}/*/*.yaml")) if _is_main(path)]


def is_overlay(path: Path) -> bool:
    return path.absolute().parent.parent.name == FOLDER


def edition_at(path: Path) -> Rulebook:
    """Return the edition in a file; raises RulebookInvalid, also where the file is in another place than it should."""
    _, rulebook, problems = _edition(path)
    if rulebook is None:
        raise RulebookInvalid(list(problems))
    if (path.parent.name, path.stem) != (rulebook.id, rulebook.version):
        raise RulebookInvalid([misplaced(path, f"{rulebook.id}/{rulebook.version}.yaml")])
    return rulebook


_parsed = lru_cache(maxsize=8)(parsed)
"""The same edition is read for itself and for every organisation's changes to it."""
_overlay = lru_cache(maxsize=8)(parsed_overlay)


@lru_cache(maxsize=16)
def _changed(overlay: tuple[bytes, str], base: tuple[bytes, str]) -> tuple[Rulebook | None, list[Problem]]:
    """Return an edition with the changes in an overlay: the same bytes of both give the same rulebook."""
    read_overlay = _overlay(*overlay)[0]
    assert read_overlay is not None
    return amended(read_overlay, _parsed(*base))


def _edition(path: Path) -> Parsed:
    return _parsed(*_source(path, "rulebook"))


def _source(path: Path, what: str) -> tuple[bytes, str]:
    return _readable(path, lambda path: contents(path, what)), str(path)


def editions_of(path: Path) -> dict[str, Read]:
    """Return by version how to read the editions that an organisation's file changes.

    Raises RulebookInvalid where the file itself cannot be used.
    """
    source = _source(path, OVERLAY_FILE)
    overlay, problems = _overlay(*source)
    if overlay is None:
        raise RulebookInvalid(problems)
    if (path.absolute().parent.name, path.stem) != (overlay.organisation, overlay.rulebook):
        raise RulebookInvalid([misplaced(path, f"{FOLDER}/{overlay.organisation}/{overlay.rulebook}.yaml")])
    return {version: partial(_amended, source, overlay.rulebook, version, place) for version, place in overlay.versions}


def misplaced(path: Path, expected: str) -> Problem:
    found = f"{path.parent.name}/{path.name}"
    return Problem(SourceLocation(str(path)), "misplaced_file", f"expected this in `{expected}`, found it in `{found}`")


def _with_changes(path: Path) -> Iterator[tuple[Key, Read]]:
    """Yield the editions that a file of changes is about; one without a version where the file cannot be used."""
    try:
        editions = editions_of(path)
    except RulebookInvalid as error:
        yield Key(path.stem, "", path.parent.name), partial(_refused, error)
        return
    for version, read in editions.items():
        yield Key(path.stem, version, path.parent.name), read


def _refused(error: RulebookInvalid) -> Rulebook:
    raise error


def _amended(overlay: tuple[bytes, str], id: str, version: str, place: SourceLocation) -> Rulebook:
    base = Path(overlay[1]).absolute().parents[2] / id / f"{version}.yaml"
    if not base.is_file():
        message = f"expected an edition of `{id}` that is there, found `{version}`"
        raise RulebookInvalid([Problem(place, "unknown_edition", message)])
    rulebook, problems = _changed(overlay, _source(base, "rulebook"))
    if rulebook is None:
        raise RulebookInvalid(problems)
    return rulebook


def _is_main(path: Path) -> bool:
    return not path.name.endswith(BESIDE)


def _readable(path: Path, read: Callable[[Path], T]) -> T:
    try:
        return read(path)
    except AppError as error:
        raise RulebookInvalid([Problem(SourceLocation(str(path)), "unreadable", error.message)]) from error
