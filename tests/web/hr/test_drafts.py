"""Under a draft there are no cases, and HR can see what it would do to those there are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cases.submit import is_for_hr
from app.rulebook.load import load_rulebook
from app.settings import Settings
from tests.cases import made
from tests.store.opened import SECRET
from tests.web.example_visits import ended, link
from tests.web.hr.conftest import Desk, opened_desk
from tests.web.hr.html import Seen
from tests.web.hr.pages import kept
from tests.web.test_drafts import shelved, told


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    rules = tmp_path / "rules"
    rules.mkdir()
    with opened_desk(tmp_path, rules=shelved(rules)) as desk:
        yield desk


def edition(desk: Desk, version: str) -> Path:
    return desk.folder / "rules" / "quiet" / f"{version}.yaml"


def test_nothing_of_a_draft_is_shared_with_hr(desk: Desk) -> None:
    draft = load_rulebook(edition(desk, "2.0.0"))
    assert not is_for_hr(draft)
    at = link(draft, ended(draft, {"calls": "no"}), Settings(secret=SECRET))
    outcome = desk.client.get(f"{at}/outcome").text
    assert "data-share" not in outcome
    assert "als eigen beleid" not in told(outcome)
    assert desk.client.get(f"{at}/share").headers["location"] == at
    assert desk.client.post(f"{at}/share", data={"once": "0" * 26}).headers["location"] == at


def test_hr_fills_in_no_draft_and_sees_what_one_would_change(desk: Desk) -> None:
    page = told(desk.client.get("/en/hr/new").text)
    assert "version 1.0.0" in page
    assert "hush" not in page
    kept(desk, made.check(load_rulebook(edition(desk, "1.0.0")), {"calls": "no"}))
    shown = desk.client.get("/en/hr/recheck?old=quiet:1.0.0&new=quiet:2.0.0").text
    ((looked, _),) = Seen(shown).having("data-looked")
    assert (looked["data-looked"], looked["data-differing"]) == ("1", "1")
    assert "2.0.0 (draft): A quiet place" in told(shown)


def test_words_of_a_draft_never_stand_for_those_of_an_edition(desk: Desk) -> None:
    texts = edition(desk, "2.0.0").read_text("utf-8").replace("Take a booth", "Take a cabin")
    edition(desk, "3.0.0").write_text(texts.replace('"2.0.0"', '"3.0.0"'), "utf-8")
    desk.app.state.site.service.library.refresh()
    check = made.check(load_rulebook(edition(desk, "1.0.0")), {"calls": "yes"})
    kept(desk, check)
    page = told(desk.client.get("/en/hr/insight").text)
    assert "Take a cabin" not in page
    assert "Take a booth" in page
