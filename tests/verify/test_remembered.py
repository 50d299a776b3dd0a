import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from app.problems import Problem, RulebookInvalid
from app.rulebook.model import Rulebook
from app.verify import admission, remembered
from app.verify.admission import ready, report_of
from app.verify.verification import Report

NAMED = ("a", "b")
REPORT = Report((), 12, ("this", "that"), 3)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(admission, "_proven", {})
    yield remembered.folder()


def test_a_proof_is_known_again_only_by_exactly_what_it_was_made_of() -> None:
    assert remembered.recall(NAMED) is None
    remembered.remember(NAMED, REPORT)
    assert remembered.recall(NAMED) == REPORT
    assert remembered.recall(("a", "c")) is None


def test_another_program_makes_its_own_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered.remember(NAMED, REPORT)
    monkeypatch.setattr(remembered, "code", lambda: "another")
    assert remembered.recall(NAMED) is None


@pytest.mark.parametrize(
    "kept", [b"", b"{", b"[]", b"{}", b'{"answer_sets": "1", "proven": [], "examples": 0}', b"\xff"]
)
def test_a_file_that_cannot_be_read_counts_as_none(kept: bytes, cache: Path) -> None:
    remembered.remember(NAMED, REPORT)
    next(cache.iterdir()).write_bytes(kept)
    assert remembered.recall(NAMED) is None


def test_a_folder_that_cannot_be_made_only_costs_time(cache: Path, book: Rulebook) -> None:
    cache.parent.parent.mkdir(exist_ok=True)
    cache.parent.write_text("a file, no folder")
    remembered.remember(NAMED, REPORT)
    assert remembered.recall(NAMED) is None


def test_the_oldest_proofs_go(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 8)
    for number in range(remembered.MOST + 3):
        remembered.remember((str(number),), REPORT)
        os.utime(max(cache.iterdir(), key=lambda each: each.stat().st_mtime_ns), (number, number))
    assert len(list(cache.iterdir())) == remembered.MOST
    assert remembered.recall(("0",)) is None


def test_a_proof_that_is_asked_for_stays(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 8)
    for number in range(remembered.MOST):
        remembered.remember((str(number),), REPORT)
        os.utime(max(cache.iterdir(), key=lambda each: each.stat().st_mtime_ns), (number, number))
    assert remembered.recall(("0",)) == REPORT
    remembered.remember(NAMED, REPORT)
    assert [remembered.recall((name,)) for name in ("0", "1")] == [REPORT, None]


def test_a_rulebook_is_proven_once_and_one_with_a_problem_each_time(book: Rulebook) -> None:
    told: list[str] = []

    def fine(rulebook: Rulebook) -> list[Problem]:
        told.append(rulebook.id)
        return []

    def faulty(rulebook: Rulebook) -> list[Problem]:
        told.append(rulebook.id)
        return [Problem(rulebook.place, "untold", "expected this to be told")]

    first = ready(frozenset(), fine)(book)
    admission._proven.clear()
    assert report_of(ready(frozenset(), fine)(replace(book))) == report_of(first)
    assert len(told) == 1
    admission._proven.clear()
    for _ in range(2):
        with pytest.raises(RulebookInvalid):
            ready(frozenset(), faulty)(book)
    assert len(told) == 3


def test_what_is_being_proven_is_waited_for(book: Rulebook) -> None:
    told: list[str] = []
    meanwhile: list[Future[Rulebook]] = []

    def telling(rulebook: Rulebook) -> list[Problem]:
        if not told:
            meanwhile.append(others.submit(ready(frozenset(), telling), replace(book)))
        told.append(rulebook.id)
        return []

    with ThreadPoolExecutor(1) as others:
        first = ready(frozenset(), telling)(book)
        assert report_of(meanwhile[0].result()) == report_of(first)
    assert len(told) == 1
