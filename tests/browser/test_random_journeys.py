"""Random journeys in a real browser: the outcome page says what the API says about the listed answers, in every look.

`tests/depth.py` says how many; with `JOURNEYS=64` in the environment, it is that many.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser

from app.rulebook.text import LANGUAGES
from app.settings import Settings
from tests.browser.axe import faults
from tests.browser.conftest import CLOCK, served, watched
from tests.browser.person import Person, Pick, Site, expected, told
from tests.depth import JOURNEYS, TURN

SITES: dict[str, dict[str, Any]] = {"own": {}, "nlds": {"theme": "nlds; brand: #7a1f5c; radius: 0"}}
LOOKS: dict[str, tuple[str, dict[str, Any]]] = {
    "own": ("own", {}),
    "nlds": ("nlds", {}),
    "dark": ("own", {"color_scheme": "dark"}),
    "forced": ("own", {"forced_colors": "active"}),
}
"""Each look: the settings of the site, and what the browser asks for."""
COMBINATIONS = 2 * len(LOOKS)
"""With and without scripts, in every look; the languages take turns."""
EACH = -(-JOURNEYS // COMBINATIONS)
MORE = "main p a:has-text('Beantwoord ook'), main p a:has-text('Answer the remaining')"


@pytest.fixture(scope="module")
def sites() -> Iterator[dict[str, Site]]:
    secret = "a secret of the browser tests, long enough"
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(served(Settings(secret=secret, **more), CLOCK)) for name, more in SITES.items()
        }


class Traveller:
    """Walk through the check at random; with scripts, axe looks at one page in thirty."""

    def __init__(self, person: Person, random: Random, *, script: bool) -> None:
        self.person, self.page, self.random, self.script = person, person.page, random, script

    def pick(self) -> Pick:
        def choose(heading: str, offered: list[str]) -> str:
            self.look(1 / 30)
            return self.random.choice(offered)

        return choose

    def look(self, chance: float) -> None:
        if self.script and self.random.random() < chance:
            assert faults(self.page) == []

    def go_on_by(self, links: str) -> bool:
        """Follow one of these links, where there is one, and answer what is asked then."""
        found = self.page.locator(links)
        if number := found.count():
            title = self.page.title()
            found.nth(self.random.randrange(number)).click()
            self.person.arrive(title).finish(self.pick())
        return bool(number)

    def travel(self) -> None:
        self.person.start().finish(self.pick())
        if self.random.random() < 0.4:
            self.go_on_by(".govuk-summary-list__actions a")
        full = self.random.random() < 0.5 and self.go_on_by(MORE)
        self.look(1 / 10)
        answers = self.person.answers
        said = self.person.advice()
        api = self.person.site.evaluate(answers, self.person.language, "full" if full else "quick")
        assert said == expected(api), answers
        assert told(self.page) == said
        self.look(1 / 10)


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("look", LOOKS)
def test_the_outcome_is_what_the_api_says(browser: Browser, sites: dict[str, Site], script: bool, look: str) -> None:
    name, asked = LOOKS[look]
    with watched(browser.new_context(java_script_enabled=script, **asked), sites[name]) as page:
        for number in range(TURN * EACH, (TURN + 1) * EACH):
            language = LANGUAGES[(number + script + [*LOOKS].index(look)) % len(LANGUAGES)]
            random = Random(f"{language} {script} {look} {number}")
            Traveller(Person(page, sites[name], language), random, script=script).travel()
