"""The page where rules are tried out, in a real browser."""

import json
import urllib.request
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from app.rulebook.model import Rulebook
from tests.browser.conftest import watched
from tests.browser.person import Site
from tests.conftest import VERSION
from tests.depth import seeds
from tests.engine.test_example_yaml import some_answers

PATH = "/thuiswerken-2021/try"
CHOOSE = """chosen => {
  for (const control of document.querySelectorAll('form [name]')) {
    const values = chosen[control.name] || ['']
    if (control.type === 'checkbox') control.checked = values.includes(control.value)
    else control.value = values[0]
  }
}"""
CHANGED = "document.querySelector('[name=mode]').dispatchEvent(new Event('change', { bubbles: true }))"
OLD = "document.querySelector('#told').dataset.old = ''"
NEW = "#told:not([data-old])"


def as_form(answers: dict[str, Any], audience: str) -> dict[str, list[str]]:
    chosen = {f"q.{q}": [a] if isinstance(a, str) else list(a) or ["none_of_these"] for q, a in answers.items()}
    return {**chosen, "audience": [audience], "mode": ["quick"]}


def from_the_api(site: Site, answers: dict[str, Any], audience: str) -> dict[str, Any]:
    body = {"rulebook": "thuiswerken-2021", "answers": answers, "language": "en", "audience": audience}
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(site.url("/v1/evaluations"), json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as response:
        told = json.load(response)
    return {
        "verdict": [told["verdict"] or ""],
        "criteria": [" ".join(state["possible"]) for state in told["criteria"].values()],
        "requirements": [f"{each['id']} {each['state']}" for each in told["requirements"]],
        "actions": [each["id"] for each in told["actions"]],
        "notes": [each["id"] for each in told["notes"]],
        "reasons": [each["criterion"] for each in told["reasons"]],
        "changes": [" ".join([*each["possible"], *each["answers"]]) for each in told["changes"]],
        "settled_by": [" ".join(told["settled_by"])],
        "decisive": [" ".join(told["decisive"])],
        "next": [told["next_question"] or ""],
        "left": [f"{told['usually_left']} {told['at_most_left']}"],
    }


def from_the_page(page: Page) -> dict[str, Any]:
    def each(selector: str, told: str) -> list[str]:
        return list(page.eval_on_selector_all(f"#told {selector}", f"all => all.map(({{ dataset: d }}) => {told})"))

    return {
        "verdict": each("[data-told=verdict]", "d.value"),
        "criteria": each("[data-criterion]", "d.value"),
        "requirements": each("[data-requirement]", "`${d.requirement} ${d.value}`"),
        "actions": each("[data-action]", "d.action"),
        "notes": each("[data-note]", "d.note"),
        "reasons": each("[data-reason]", "d.reason"),
        "changes": each("[data-change]", "`${d.change} ${d.value}`"),
        "settled_by": each("[data-told=settled_by]", "d.value"),
        "decisive": each("[data-told=decisive]", "d.value"),
        "next": each("[data-told=next_question]", "d.value"),
        "left": each("[data-told=left]", "d.value"),
    }


def drawn(book: Rulebook, seed: int) -> tuple[dict[str, Any], str]:
    """Draw answers and an audience; another reader than the person themself is told nothing but the work."""
    random = Random(f"tryout {seed}")
    answers, audience = some_answers(book, random), random.choice(["employee", "employee", "hr"])
    if audience != "employee":
        answers = {q: answer for q, answer in answers.items() if book.questions[q].sensitivity == "work"}
    return answers, audience


@pytest.mark.parametrize("part", range(2))
def test_what_follows_is_what_the_api_says_with_javascript(page: Page, site: Site, book: Rulebook, part: int) -> None:
    page.goto(site.url(f"/en{PATH}"))
    for seed in (part * 10 + each for each in seeds(10)):
        answers, audience = drawn(book, seed)
        page.evaluate(OLD)
        page.evaluate(CHOOSE, as_form(answers, audience))
        page.evaluate(CHANGED)
        page.wait_for_selector(NEW)
        assert from_the_page(page) == from_the_api(site, answers, audience), answers
    assert page.url == site.url(f"/en{PATH}")


@pytest.mark.parametrize("part", range(2))
def test_what_follows_is_what_the_api_says_without_javascript(
    plain: Page, site: Site, book: Rulebook, part: int
) -> None:
    plain.goto(site.url(f"/en{PATH}"))
    for seed in (part * 10 + each for each in seeds(10)):
        answers, audience = drawn(book, seed)
        plain.evaluate(CHOOSE, as_form(answers, audience))
        with plain.expect_navigation():
            plain.click("form button")
        assert from_the_page(plain) == from_the_api(site, answers, audience), answers
        assert plain.url == site.url(f"/en{PATH}?version={VERSION}")


def test_a_change_is_worked_out_at_once_and_focus_stays(page: Page, site: Site) -> None:
    page.goto(site.url(f"/en{PATH}"))
    page.click("#traced-criterion summary")
    page.focus("[name='q.on_site_tasks']")
    page.evaluate(OLD)
    page.keyboard.press("a")
    page.wait_for_selector(NEW)
    assert page.evaluate("document.activeElement.name") == "q.on_site_tasks"
    assert page.locator("#said[role=status]").inner_text().startswith("Advice: work on site.")
    assert page.evaluate("document.getElementById('traced-criterion').open")
    assert page.locator("[data-line='nature_of_work all']").get_attribute("data-state") == "holds"


def test_whether_a_follow_up_would_be_asked_changes_with_the_answers(page: Page, site: Site) -> None:
    page.goto(site.url(f"/en{PATH}"))
    assert "still open" in page.locator("#about-tools_at_home").inner_text()
    page.select_option("[name='q.bound_tools']", "none")
    page.wait_for_selector("#about-tools_at_home .twk-state--does_not_hold")


def test_of_two_changes_the_last_one_counts(page: Page, site: Site) -> None:
    page.goto(site.url(f"/en{PATH}"))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/try?*", hold)
    page.select_option("[name='q.on_site_tasks']", "all")
    page.select_option("[name='q.on_site_tasks']", "part")
    while len(held) < 2:
        page.wait_for_timeout(20)
    held[1].continue_()
    page.wait_for_selector("[data-criterion=nature_of_work][data-value=part]")
    with page.expect_response("**/try?*"):
        held[0].continue_()
    page.wait_for_timeout(100)
    assert page.locator("[data-criterion=nature_of_work]").get_attribute("data-value") == "part"


def test_where_it_cannot_be_worked_out_nothing_stale_stays(page: Page, site: Site) -> None:
    page.goto(site.url(f"/en{PATH}"))
    page.route("**/try?*", lambda route: route.fulfill(status=200, body="something else"))
    page.select_option("[name='q.on_site_tasks']", "all")
    page.wait_for_selector("#said:has-text('could not be worked out')")
    assert page.locator("[data-criterion]").count() == 0
    page.unroute("**/try?*")
    page.click("form button >> nth=0")
    page.wait_for_selector("[data-criterion=nature_of_work][data-value=all]")


def test_the_example_is_copied_with_its_indentation(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.origin)
    with watched(context, site) as page:
        page.goto(site.url(f"/en{PATH}"))
        page.select_option("[name='q.on_site_tasks']", "part")
        page.click("button[name=example]")
        page.click("#example button")
        page.wait_for_selector(".twk-copied:has-text('Copied')")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == str(page.locator("#example-yaml").text_content()).rstrip()
        assert copied.startswith("  - id: NEW\n    who: ")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("script", [True, False])
def test_nothing_scrolls_sideways_on_a_small_screen(browser: Browser, site: Site, language: str, script: bool) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=script)
    with watched(context, site) as page:
        page.goto(site.url(f"/{language}{PATH}"))
        page.click("button[name=example]")
        page.wait_for_selector("#example")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize(("width", "columns"), [(320, 1), (1280, 2)])
def test_what_follows_stands_below_or_beside_the_answers(
    browser: Browser, site: Site, width: int, columns: int
) -> None:
    with watched(browser.new_context(viewport={"width": width, "height": 900}), site) as page:
        page.goto(site.url(f"/en{PATH}"))
        form, told = page.locator("form").bounding_box(), page.locator("#told").bounding_box()
        assert form and told
        assert (told["x"] > form["x"] + form["width"] - 1) == (columns == 2)
        assert (told["y"] >= form["y"] + form["height"]) == (columns == 1)
