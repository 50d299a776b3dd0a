"""Random journeys in a real browser: the outcome page says what the API says about the listed answers."""

from random import Random

import pytest
from playwright.sync_api import Page

from tests.browser.person import Person, Site, at_random, expected, told


def one_journey(page: Page, site: Site, language: str, random: Random) -> None:
    person = Person(page, site, language).start().finish(at_random(random))
    if random.random() < 0.3:
        title = page.title()
        page.locator(".govuk-summary-list__actions a").nth(random.randrange(1)).click()
        person.arrive(title).finish(at_random(random))
    answers = person.answers
    said = person.advice()
    assert said == expected(site.evaluate(answers, language)), answers
    assert told(page) == said


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("part", range(5))
def test_q17_the_outcome_is_what_the_api_says_with_javascript(page: Page, site: Site, language: str, part: int) -> None:
    for seed in range(5):
        one_journey(page, site, language, Random(f"{language}{part}{seed}"))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("part", range(5))
def test_q11_the_outcome_is_what_the_api_says_without_javascript(
    plain: Page, site: Site, language: str, part: int
) -> None:
    for seed in range(5):
        one_journey(plain, site, language, Random(f"{language}{part}{seed}"))
