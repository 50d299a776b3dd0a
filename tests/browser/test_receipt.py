"""An employee keeps the outcome, and somebody else checks it: in a real browser, without JavaScript."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.axe import faults
from tests.browser.person import Person, Site, first_of
from tests.depth import by_turns


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_downloaded_is_found_sound_and_what_is_altered_is_not(
    plain: Page, site: Site, tmp_path: Path, language: str
) -> None:
    Person(plain, site, language).start().finish(first_of("part")).advice()
    kept = tmp_path / "receipt.json"
    with plain.expect_download() as download:
        plain.click("[data-papers] a[href*='for=share']")
    download.value.save_as(kept)
    with plain.expect_download() as paper:
        plain.click("[data-papers] a[href$='.pdf']")
    assert Path(paper.value.path()).read_bytes().startswith(b"%PDF-")
    plain.click(f"[data-papers] a[href='/{language}/receipt']")
    plain.set_input_files("#file", kept)
    plain.click("main form button")
    assert plain.locator("[data-valid='yes'] li").count() == 3
    plain.fill("#receipt", json.dumps(json.loads(kept.read_text()) | {"code": "ZZZZZZZZ"}))
    plain.click("main form button")
    assert plain.locator("[data-valid='no']").is_visible()
    plain.click("main form button")
    assert plain.locator(".govuk-error-summary a").get_attribute("href") == "#file"


@pytest.mark.parametrize("language", by_turns("nl", "en"))
def test_axe_finds_nothing_in_what_is_told_of_a_receipt(page: Page, site: Site, language: str) -> None:
    Person(page, site, language).start().finish(first_of("part")).advice()
    href = page.locator("[data-papers] a[href*='for=share']").get_attribute("href")
    written = page.request.get(site.url(str(href))).text()
    page.goto(site.url(f"/{language}/receipt"))
    page.click("main form button")
    assert faults(page) == []
    page.fill("#receipt", written)
    page.click("main form button")
    assert page.locator("[data-valid='yes']").is_visible()
    assert faults(page) == []
