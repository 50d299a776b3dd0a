"""The rules in words: everything of the rulebook is there, with what holds for all sets of answers."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.resources import TEMPLATES
from app.rule_text import said
from app.rulebook.approval import Approval, Approver, approval_path, as_yaml
from app.rulebook.banding import conditions_of
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language, Text
from app.settings import Settings
from app.verify.verification import CHECKS, OWN_CHANGES, WORK_ALONE, verify
from app.web.rules.rules_page import percentage
from tests.conftest import VERSION, only_newest
from tests.test_rule_text import clauses
from tests.web.test_routes import client_of

ID = "thuiswerken-2021"


def page(client: TestClient, language: Language, name: str = "rules") -> str:
    """Return the text of a page of the rulebook, without its markup."""
    response = client.get(f"/{language}/{ID}/{name}".rstrip("/"))
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]*>", "", response.text)).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_is_told_in_words(client: TestClient, book: Rulebook, language: Language) -> None:
    told = page(client, language)
    for condition in conditions_of(book):
        assert all(clause in told for clause in clauses(said(condition, book, language, after_if=True)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_rulebook_is_there(client: TestClient, book: Rulebook, language: Language) -> None:
    told = page(client, language)
    texts = [q.ask for q in book.questions.values()] + [a for q in book.questions.values() for a in q.answers.values()]
    texts += [c.title for c in book.criteria.values()] + [v.title for v in book.verdicts.values()]
    texts += [action.say for action in book.actions.values()] + [law.say for law in book.laws]
    texts += [note.heading or note.say or Text("", "") for note in book.notes.values()]
    assert [text for text in texts if text[language] not in told] == []
    assert book.digest in told


def test_shares_and_what_was_checked_are_told(client: TestClient) -> None:
    english, dutch = page(client, "en"), page(client, "nl")
    assert "There are 846,720 different combinations of answers to what is asked, without" in english
    assert "Er zijn 846.720 verschillende combinaties van antwoorden op wat wordt gevraagd, zonder" in dutch
    assert "Decidesin 24% of the combinations" in english
    assert "Decidesnever" in english
    assert re.search(r"All \d+ worked examples come out as they should", english)


def test_every_check_has_words_for_readers(client: TestClient, book: Rulebook) -> None:
    template = (TEMPLATES / "rules/rules.html").read_text()
    checks = {*CHECKS, OWN_CHANGES, WORK_ALONE, *(name for name in verify(book).proven if not name.startswith("law `"))}
    assert {name for name in checks if f'"{name}": _(' not in template} == set()
    assert {name for name in checks if name in page(client, "nl")} == set()


def test_links_lead_to_what_is_there(client: TestClient) -> None:
    text = client.get(f"/en/{ID}/rules").text
    ids = set(re.findall(r'id="([^"]+)"', text))
    assert [link for link in re.findall(r'href="#([^"]+)"', text) if link not in ids] == []
    sources = client.get(f"/en/{ID}/source").text
    linked = set(re.findall(rf'href="/en/{ID}/source\?version={re.escape(VERSION)}#(\w+)"', text))
    assert linked
    assert [clause for clause in linked if f'id="{clause}"' not in sources] == []


def test_the_page_is_linked_and_light(client: TestClient) -> None:
    for language in LANGUAGES:
        assert len(client.get(f"/{language}/{ID}/rules").content) <= 60 * 1024
        assert f'href="/{language}/{ID}/rules' in client.get(f"/{language}/{ID}").text
        assert f'href="/{language}/{ID}/rules' in client.get(f"/{language}/{ID}/source").text


def test_a_version_can_be_chosen_and_an_unknown_one_is_not_found(client: TestClient) -> None:
    assert client.get(f"/nl/{ID}/rules?version={VERSION}").status_code == 200
    assert client.get(f"/nl/{ID}/rules?version=9.9.9").status_code == 404
    assert client.get("/nl/nothing/rules").status_code == 404


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 1000, "0"), (1, 1000, "<1"), (9, 1000, "<1"), (10, 1000, "1"), (994, 1000, ">99"), (990, 1000, "99"),
     (985, 1000, "98"), (1000, 1000, "100"), (1, 10**30, "<1"), (10**30 - 1, 10**30, ">99")],
)  # fmt: skip
def test_a_percentage_is_never_nothing_or_all_by_rounding(part: int, whole: int, told: str) -> None:
    assert percentage(part, whole) == told


def test_questions_that_are_not_asked_here_are_told_as_such() -> None:
    told = page(client_of(Settings(health_answers="off")), "en")
    assert told.count("Our server does not ask about this.") == 3


def test_what_only_the_device_asks_is_told_with_what_follows_from_it(client: TestClient) -> None:
    told = page(client_of(Settings(health_answers="device")), "en")
    assert told.count("Only your own device asks this.") == 3
    assert told.count("846,720") == 2
    assert re.findall(r"(?:Decides|Leads to)[^.]*?combinations", told) == re.findall(
        r"(?:Decides|Leads to)[^.]*?combinations", page(client, "en")
    )


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a folder of rulebooks with the newest edition only."""
    return only_newest(tmp_path / "rules")


def other_edition(rules: Path, version: str = "90.0.1") -> Path:
    """Write an edition with another version and one text changed; return its path."""
    text = (rules / ID / f"{VERSION}.yaml").read_text().replace(f'version: "{VERSION}"', f'version: "{version}"', 1)
    path = rules / ID / f"{version}.yaml"
    path.write_text(text.replace("Heeft u thuis een goede werkplek?", "Is uw werkplek thuis goed?"))
    return path


def test_editions_are_listed_and_neighbours_can_be_compared(rules: Path) -> None:
    assert "/compare?" not in client_of(Settings(rules=rules)).get(f"/nl/{ID}/rules").text
    other_edition(rules)
    other_edition(rules, "90.1.0")
    told = client_of(Settings(rules=rules)).get(f"/nl/{ID}/rules?version=90.0.1").text
    assert re.findall(r"/compare\?([^\"]*)", told) == [f"old={VERSION}&amp;new=90.0.1", "old=90.0.1&amp;new=90.1.0"]
    assert re.findall(rf'href="/nl/{ID}/rules\?version=([\d.]+)"', told) == [VERSION, "90.1.0"]


WARNING = "Veranderd na de goedkeuring"


def approve(path: Path, digest: str | None = None) -> None:
    book = load_rulebook(path)
    anna = Approver("Anna de Vries", Text("jurist", "lawyer"), date(2026, 1, 2))
    approval_path(book).write_text(as_yaml(Approval(book.id, book.version, digest or book.digest, (anna,))))


def test_without_an_approval_only_the_rules_page_says_so(client: TestClient) -> None:
    assert "Van deze regels is hier geen goedkeuring bewaard." in page(client, "nl")
    assert all("goedkeuring" not in page(client, "nl", name) for name in ("", "source"))


def test_an_approval_of_what_runs_is_told_without_a_warning(rules: Path) -> None:
    approve(rules / ID / f"{VERSION}.yaml")
    told = page(client_of(Settings(rules=rules)), "nl")
    assert "Precies deze regels zijn goedgekeurd door: Anna de Vries, jurist (2 januari 2026)" in told
    assert WARNING not in told


def test_every_page_of_a_rulebook_that_changed_since_its_approval_warns(rules: Path) -> None:
    approve(rules / ID / f"{VERSION}.yaml", "sha256:" + "0" * 64)
    client = client_of(Settings(rules=rules))
    question = client.post(f"/nl/{ID}/start").headers["location"]
    for path in (f"/nl/{ID}", f"/nl/{ID}/source", f"/nl/{ID}/rules", question):
        told = client.get(path).text
        assert WARNING in told
        assert "Anna de Vries, jurist (2 januari 2026)" in told
        assert "000000000000" in told
    assert "lawyer (2 January 2026)" in client.get(f"/en/{ID}").text
    assert WARNING not in client.get("/nl/privacy").text


def test_the_rules_of_an_organisation_name_what_it_changed_and_link_to_its_own_pages(client: TestClient) -> None:
    own = client.get(f"/en/{ID}/rules?organisation=gemeente-oeverwoude")
    assert own.status_code == 200
    assert len(own.content) <= 60 * 1024
    assert "Changed by" in own.text
    assert "Every change by the organisation has the effect that it names." in own.text
    linked = re.findall(rf'href="(/en/{ID}/[^"#]+)', unescape(own.text))
    assert linked
    assert [link for link in linked if "gemeente-oeverwoude" not in link] == []
