"""What the browser works out by itself is what the engine and the reference model find."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.engine.compile import compiled
from app.engine.evaluate import Evaluation, evaluate
from app.engine.export import numbered
from app.rulebook.model import NONE_REACHED, UNKNOWN, Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.web.questionnaire.on_device import PLACES, sheet_of
from app.web.questionnaire.on_device_data import sheet
from app.web.questionnaire.packing import packed
from app.web.rendering.location import PageLocation
from tests.depth import seeds
from tests.engine.answers import Given, complete, partial
from tests.engine.invented import intricate_rulebook, private_rulebook, random_rulebook
from tests.reference import World

SCRIPTS = Path(__file__).parents[2] / "assets" / "js"
LOAD = "async ([name, code]) => { window[name] = await import('data:text/javascript,' + encodeURIComponent(code)) }"
WORK_OUT = """([sheet, all]) => {
  const { next, evaluate } = walks.walksOver(unpack.unpacked(sheet))
  return all.map((given) => ({ next: next(given), ...evaluate(given) }))
}"""
ASK = """([sheet, all]) => {
  const { next, evaluate } = walks.walksOver(unpack.unpacked(sheet))
  return all.map((answers) => {
    const given = []
    const asked = []
    for (let level = next(given); level !== undefined; level = next(given)) {
      given[level] = answers[level]
      asked.push(level)
    }
    return { asked, ...evaluate(given) }
  })
}"""


@pytest.fixture(scope="module")
def walker(browser: Browser) -> Iterator[Page]:
    """Yield an empty page that has the walks, and no server to ask."""
    page = browser.new_page()
    for name in ("walks", "unpack"):
        page.evaluate(LOAD, [name, (SCRIPTS / f"{name}.js").read_text()])
    yield page
    page.close()


class Sheet:
    """Hold the numbered diagrams of a rulebook, and read in words what was worked out from them."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.order = list(compiled(book).level)
        told = numbered(compiled(book))
        told["questions"] = [{"answers": len(book.questions[q].answers)} for q in self.order]
        self.told = json.loads(json.dumps(packed(told)))

    def values(self, question: str) -> list[str]:
        return [*self.book.questions[question].answers, UNKNOWN]

    def places(self, given: Given) -> list[int | None]:
        return [self.values(q).index(str(given[q])) if given.get(q) is not None else None for q in self.order]

    def answers(self, given: Given, levels: list[int]) -> dict[str, Any]:
        return {self.order[level]: given[self.order[level]] for level in levels}

    def verdicts(self, mask: int) -> list[str]:
        return [verdict for i, verdict in enumerate(self.book.verdicts) if mask >> i & 1]

    def extents(self, mask: int) -> tuple[str, ...]:
        return tuple(extent for i, extent in enumerate(self.book.extents) if mask >> i & 1)

    def changed(self, found: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
        answers = {self.order[level]: self.values(self.order[level])[to] for level, to in found["changed"]}
        return answers, self.verdicts(found["mask"])

    def words(self, found: dict[str, Any], given: Given) -> dict[str, Any]:
        book = self.book
        criteria = list(book.criteria)
        return {
            "possible": self.verdicts(found["outcomes"]),
            "criteria": {c: self.extents(mask) for c, mask in zip(criteria, found["criteria"], strict=True)},
            "requirements": [(list(book.requirements)[place], state) for place, state in found["requirements"]],
            "actions": [list(book.actions)[place] for place in found["actions"]],
            "notes": [list(book.notes)[place] for place in found["notes"]],
            "reasons": [
                (criteria[r["c"]], self.extents(r["mask"])[0], self.answers(given, r["because"]))
                for r in found["reasons"]
            ],
            "not_reached": [criteria[c] for c in found["absent"]],
            "settled_by": self.answers(given, found["settled"]),
            "decisive": [self.order[level] for level in found["decisive"]],
            "changes": ([self.changed(change) for change in found["changes"]], found["more"]),
        }


def in_words(told: Evaluation) -> dict[str, Any]:
    """Return what the engine says; of notes only those that do not depend on chosen answers."""
    changes, more = told.all_changes
    return {
        "possible": list(told.possible),
        "criteria": {c: state.possible for c, state in told.criteria.items()},
        "requirements": [(each.id, each.state) for each in told.requirements],
        "actions": [action.id for action in told.actions],
        "notes": [note.id for note in told.notes],
        "reasons": [(each.criterion, each.reach, each.because) for each in told.reasons],
        "not_reached": [each.criterion for each in told.not_reached],
        "settled_by": told.settled_by,
        "decisive": [*told.decisive],
        "changes": ([(each.answers, [*each.possible]) for each in changes], more),
    }


def without_chosen(book: Rulebook, said: dict[str, Any]) -> dict[str, Any]:
    return said | {"notes": [note for note in said["notes"] if not book.notes[note].for_each]}


def applicable(book: Rulebook, given: Given) -> Given:
    """Leave out what the journey drops: answers to questions that certainly do not apply."""
    gone = evaluate(book, given).not_applicable
    return {question: answer for question, answer in given.items() if question not in gone}


def assert_same(walker: Page, book: Rulebook, all_given: list[Given]) -> None:
    sheet = Sheet(book)
    all_given = [applicable(book, given) for given in all_given]
    # JSON has no undefined: the page turns null into it, as the script does.
    found = walker.evaluate(
        WORK_OUT.replace("all.map(", "all.map((g) => g.map((a) => a === null ? undefined : a)).map("),
        [sheet.told, [sheet.places(given) for given in all_given]],
    )
    for given, said in zip(all_given, found, strict=True):
        told = evaluate(book, given)
        assert without_chosen(book, sheet.words(said, given)) == in_words(told), given
        following = said.get("next")
        assert (None if following is None else sheet.order[following]) == told.next_question, given
        if not told.certain:
            missing = said.get("missing")
            first = next(iter(told.open_for_verdict), None)
            assert (None if missing is None else sheet.order[missing]) == first, given


SEEN = """all => all.map(html => {
  const page = new DOMParser().parseFromString(html, 'text/html')
  return [page.body.textContent.replace(/\\s+/g, ' '), page.querySelectorAll('*').length]
})"""


def strings(part: Any) -> Iterator[str]:
    """Yield each text of a sheet, in order."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for each in part.values() if isinstance(part, dict) else part:
            yield from strings(each)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_says_unpacked_what_it_said_before(
    walker: Page, book: Rulebook, language: Language, place: PageLocation
) -> None:
    sent = json.loads(sheet_of(book, language, place).plain)
    plain = json.loads(json.dumps(sheet(book, language, place), default=str))
    found = walker.evaluate("sent => unpack.unpacked(sent)", sent)
    assert len(found.pop("rows")) == len(plain.pop("rows"))
    said, before = ([*strings(each)] for each in (found, plain))
    for one, other in zip(walker.evaluate(SEEN, said), walker.evaluate(SEEN, before), strict=True):
        assert (one[0].strip().replace(" ", ""), one[1]) == (other[0].strip().replace(" ", ""), other[1])


def test_a_text_with_a_character_of_private_use_stays_itself(walker: Page, book: Rulebook) -> None:
    odd = numbered(compiled(book)) | {"texts": ["<p>a \ue000 piece</p>", "<p>a \ue000 piece</p>"]}
    sent = json.loads(json.dumps(packed(odd)))
    assert sent["pieces"] == []
    assert walker.evaluate("sent => unpack.unpacked(sent).texts", sent) == odd["texts"]


@pytest.mark.parametrize("seed", seeds(40))
def test_under_random_rulebooks_the_browser_finds_what_the_engine_finds(walker: Page, seed: int) -> None:
    random = Random(seed)
    kinds = (
        lambda: private_rulebook(random, 14, 6),
        lambda: intricate_rulebook(random),
        lambda: random_rulebook(random),
    )
    book = kinds[min(seed % 4, 2)]()
    drawn = [complete(book, random) for _ in range(15)] + [partial(book, random) for _ in range(15)]
    assert_same(walker, book, drawn)


def test_under_the_shipped_rulebook_the_browser_finds_what_the_engine_finds(walker: Page, book: Rulebook) -> None:
    random = Random(7)
    assert_same(
        walker, book, [complete(book, random) for _ in range(200)] + [partial(book, random) for _ in range(200)]
    )


def test_complete_answers_give_what_server_and_reference_model_give(walker: Page, book: Rulebook) -> None:
    random, sheet = Random(8), Sheet(book)
    drawn = [complete(book, random) for _ in range(200)]
    for given, found in zip(drawn, walker.evaluate(ASK, [sheet.told, [*map(sheet.places, drawn)]]), strict=True):
        asked: Given = {}
        while (question := evaluate(book, asked).next_question) is not None:
            asked[question] = given[question]
        world = World(book, {question: str(answer) for question, answer in given.items()})
        said, told = sheet.words(found, asked), evaluate(book, asked)
        assert [sheet.order[level] for level in found["asked"]] == list(asked)
        assert said["possible"] == [world.verdict]
        assert said["reasons"] == [(each.criterion, each.reach, each.because) for each in told.reasons]
        assert all(world.reach[criterion] == reach != NONE_REACHED for criterion, reach, _ in said["reasons"])
