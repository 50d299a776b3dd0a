"""Templates are compiled once by a program; what is kept of them is never needed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.resources import code
from app.web.rendering import templates


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    yield tmp_path / "cache" / "thuiswerkcheck" / "templates"


def compiled() -> bytes:
    """Return what a template comes to in a new environment."""
    code: bytes = templates.environment_in.__wrapped__("nl").get_template("days.html").root_render_func.__code__.co_code
    return code


def test_templates_are_kept_for_exactly_this_program(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled()
    assert {each.name for each in cache.iterdir()} == {code()}
    assert list((cache / code() / "nl").iterdir())
    monkeypatch.setattr(templates, "code", lambda: "another")
    compiled()
    assert list((cache / "another" / "nl").iterdir())


def test_of_earlier_programs_few_are_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(templates.MOST_PROGRAMS + 2):
        monkeypatch.setattr(templates, "code", lambda number=number: str(number))
        compiled()
    assert len(list(cache.iterdir())) == templates.MOST_PROGRAMS


def test_a_kept_template_that_cannot_be_read_is_compiled_again(cache: Path) -> None:
    before = compiled()
    for kept in (cache / code() / "nl").iterdir():
        kept.write_bytes(b"nonsense")
    assert compiled() == before


def test_where_nothing_can_be_kept_templates_are_compiled_again(cache: Path) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_text("a file, no folder")
    assert compiled()
