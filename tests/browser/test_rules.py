"""The rules in words and in pictures fit on a small screen, and can be read by keyboard."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import watched
from tests.browser.person import Site

PATHS = ("rules", "picture")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_nothing_scrolls_sideways_but_the_pictures(browser: Browser, site: Site, language: str, path: str) -> None:
    with watched(browser.new_context(viewport={"width": 320, "height": 640}), site) as page:
        page.goto(site.url(f"/{language}/thuiswerken-2021/{path}"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_picture_is_scrolled_by_keyboard_and_its_text_is_large_enough(page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site.url("/en/thuiswerken-2021/picture"))
    for picture in page.get_by_role("region").filter(has=page.locator("svg")).all():
        picture.focus()
        assert picture.evaluate("e => e.scrollWidth > e.clientWidth")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("() => document.activeElement.scrollLeft > 0")
        sizes = "e => [...e.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize))"
        assert min(picture.evaluate(sizes)) >= 14


def test_text_in_a_picture_stays_in_its_box(page: Page, site: Site) -> None:
    for language in ("nl", "en"):
        page.goto(site.url(f"/{language}/thuiswerken-2021/picture"))
        outside = page.evaluate("""() => [...document.querySelectorAll('.twk-picture g')].filter(g => {
            const [box, text] = [g.querySelector('rect').getBBox(), g.querySelector('text').getBBox()];
            return text.x < box.x || text.x + text.width > box.x + box.width || text.y < box.y;
        }).map(g => g.textContent)""")
        assert outside == []


def test_the_table_of_contents_leads_to_its_headings(page: Page, site: Site) -> None:
    page.goto(site.url("/en/thuiswerken-2021/rules"))
    page.get_by_role("link", name="How these rules were checked").click()
    assert page.get_by_role("heading", name="How these rules were checked").evaluate(
        "e => e.getBoundingClientRect().top >= 0 && e.getBoundingClientRect().top < innerHeight"
    )
