"""A case keeps its edition; where the one of today says something else, the page tells."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cases.organisation import FILE
from app.main import create_app
from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.settings import Settings
from app.store.open import casework
from tests.cases import made
from tests.conftest import browser
from tests.store.opened import SECRET
from tests.web.hr.conftest import Desk
from tests.web.hr.test_case_page import kept, seen
from tests.web.rules.test_compare_page import editions


@pytest.fixture
def later(tmp_path: Path) -> Iterator[Desk]:
    """Return a desk with a second edition, in which a tool that comes later is no reason."""
    (tmp_path / FILE).write_text(made.ORGANISATION)
    (tmp_path / "rules").mkdir()
    settings = Settings(secret=SECRET, health_answers="server", data=tmp_path, rules=editions(tmp_path / "rules"))
    found = casework(settings)
    assert found
    app = create_app(settings, lambda: made.TICKING)
    with browser(app) as client:
        desk = Desk(client, found, app, tmp_path)
        desk.sign_in("hanna", "hr")
        yield desk


def test_a_newer_edition_with_another_outcome_names_the_criteria(later: Desk, book: Rulebook) -> None:
    book = load_rulebook(RULES / book.id / "1.0.0.yaml")
    answers: dict[str, object] = {"on_site_tasks": "none", "bound_tools": "part", "tools_at_home": "later"}
    page = seen(later, kept(later, made.check(book, answers)))
    assert page.having("data-version")[0][1] == "1.0.0"
    assert page.having("data-outcome")[0][0]["data-outcome"] == "partly_on_site"
    (notice,) = page.having("data-today")
    assert "version 1.1.0" in notice[1]
    assert book.verdicts["home"].title["en"] in notice[1]
    differing = page.having("data-otherwise")
    assert [attrs["data-otherwise"] for attrs, _ in differing] == ["location_bound_tools"]
    assert "then: reached:" in differing[0][1]
    assert "today: not reached" in differing[0][1]


def test_nothing_is_told_where_the_outcome_is_the_same(later: Desk, book: Rulebook) -> None:
    assert seen(later, kept(later, made.check(book))).having("data-today") == []
