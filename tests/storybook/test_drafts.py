"""The storybook shows a draft as it shows every edition."""

from pathlib import Path

from app.main import create_app
from app.settings import Settings
from tests.conftest import NOON, browser
from tests.rulebook.bad import DRAFT, IN_FORCE
from tests.rulebook.lending import EXAMPLES, lending
from tests.store.opened import SECRET


def test_a_draft_is_among_the_editions_and_no_rulebook_to_choose(tmp_path: Path) -> None:
    file = lending(tmp_path)
    text = file.read_text("utf-8").replace(IN_FORCE, DRAFT)
    for name, said in {"2.0.0.yaml": text, "2.0.0.examples.yaml": EXAMPLES}.items():
        file.with_name(name).write_text(said.replace('"1.2.0"', '"2.0.0"'), "utf-8")
    settings = Settings(secret=SECRET, health_answers="server", rules=tmp_path, storybook=True)
    with browser(create_app(settings, lambda: NOON)) as client:
        page, listed = client.get("/en/storybook"), client.get("/en/storybook/rulebooks").text
        assert (page.status_code, page.text.count('href="/en/book-loans?version=2.0.0"')) == (200, 1)
        assert client.get("/en/book-loans?version=2.0.0").status_code == 200
    assert (listed.count(">Borrowing books</a>"), listed.count("Still a proposal.")) == (1, 1)
