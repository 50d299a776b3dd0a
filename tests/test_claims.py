"""Each sentence that a page or paper says of a case is so: tried against the reference model on random journeys."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from random import Random
from typing import Any

import pytest

from app.claims.claims import ASIDE, CLAIMS, UNSETTLED
from app.claims.facts import Facts
from app.claims.wording import Claims
from app.cli.text import in_words
from app.disclosure import disclose
from app.engine.evaluate import evaluate
from app.resources import TEMPLATES
from app.rulebook.model import NONE_REACHED, Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.web.questionnaire.on_device import offer
from app.web.questionnaire.outcome import facts_of, outcome
from app.web.rendering.assets import Assets
from app.web.rendering.location import PageLocation
from app.web.rendering.templates import Pages
from app.web.rendering.theme import Theme
from app.web.visits.visit import Choice, Visit
from tests.claims_reference import SO, Case
from tests.conftest import NOON
from tests.depth import seeds
from tests.engine.answers import partial
from tests.engine.invented import WORD, dates_rulebook, intricate_rulebook, numbers_rulebook, random_rulebook
from tests.exclusive_claims import OF_OUTCOMES
from tests.reference import expected
from tests.web.example_visits import ended, random_answers

PAGES = Pages(Assets.load(), Theme.read(""))
ABOUT_A_CASE = (
    "questionnaire/outcome.html",
    "questionnaire/below_outcome.html",
    "questionnaire/outcome_parts.html",
    "questionnaire/outcome_list.html",
    "questionnaire/paper.html",
    "questionnaire/answers.html",
    "questionnaire/device.html",
)
"""The templates that show an outcome: what they say of a case is a claim."""
KIND = dict.fromkeys(ASIDE, "aside") | dict.fromkeys(("condition", "in_place"), "requirement")
KIND |= dict.fromkeys((*UNSETTLED, "can_settle"), "aside")
KIND |= dict.fromkeys(("makes_a_difference", "others_can_tell", "only_you", "may_leave_out"), "missing")
"""What a claim is about, where it is not the case as a whole."""
EVERY_CLAIM = (1, 109, 342, 751, 953)
"""Seeds of journeys that show every claim between them."""
ON_DEVICE = {"device_matters", "device_matters_open", "enough", "stays"}
"""What is said only where questions can be answered on the device."""
OF_A_CHANGE = ("becomes", "opens", "opens_unknown")
SHOWN = re.compile(r'data-(aside|requirement|missing)="([^"]*)"|<span data-claim="(\w+)">')
"""A claim, and what stands around it: the criterion, the requirement or the question that it is about."""
STATEMENT = re.compile(r'gettext\("([^"]+)"|_\("([^"]+)"')
OF_NO_CASE = (
    "criteria",
    "Policy of",
    "They apply again",  # how an edition stands, and who approved it
    "on this device",  # what a device does with answers
    "on your own device",
    "reload this page",
    "You do not have to answer questions about yourself",
    "in the PDF",  # what stands in which file, and who made it
    "your device",
    "Our server never",
    "does without these questions",
    "device worked out",
    "Our server does not know",
    "unless you share them",
    "you choose",
    "signed file",
    "these receipts",
    "on this page",
    "more.",  # how many questions are left
    "last question.",
    "Talk about this advice",
)
"""By what a sentence is known that says something of an edition, a file or a device, and nothing of a case."""


OVER_TIME = ("until_then", "until_open")


def worded(book: Rulebook, shipped: Rulebook) -> Rulebook:
    """Return an invented rulebook with the sentences that pages need."""
    same = ("about", "common", "readings", "sources", "clauses")
    questions = {
        q.id: replace(q, answered_by=("employee",) if q.sensitivity == "health" else ("employee", "someone"))
        for q in book.questions.values()
    }
    people = {"employee": WORD, **book.people}
    return replace(book, questions=questions, people=people, **{name: getattr(shipped, name) for name in same})


def visits(shipped: Rulebook) -> Iterator[Visit]:
    """Yield random journeys: quick and full, with things left out, not known, and not asked on the server."""
    for seed in (*EVERY_CLAIM, *seeds(120)):
        random = Random(f"claims a {seed}")
        drawn = (intricate_rulebook, random_rulebook, numbers_rulebook)[seed % 3]
        book = worded(drawn(random), shipped)
        private = frozenset(q.id for q in book.questions.values() if q.sensitivity == "health")
        listing = replace(book, lists=True, implies_verdicts=seed % 2 == 0)
        book, listing = (b.leaving_out(private) if seed % 4 == 1 else b for b in (book, listing))
        choice: Choice = "leave_out" if seed % 5 == 2 else "answer"
        for each in (book, book, book, listing):
            yield ended(each, random_answers(each, random), choice, full=seed % 2 == 0)


def pages(visit: Visit, language: Language) -> Iterator[str]:
    """Yield what is said of a journey's outcome: on the page and on paper."""
    around = {"rulebook": visit.rulebook, "day": NOON.date(), "made": NOON, "until": NOON, "code": "ABCD2345"}
    values: dict[str, Any] = {**around, "assets": Assets.load(), "languages": [], **outcome(visit, language, 1)}
    place = PageLocation(Theme.read(""))
    offered = offer(visit, visit.rulebook.whole, lambda question: "#", (language, place))
    yield PAGES.told(language, "questionnaire/outcome.html", values | {"device": offered, "visit": visit})
    yield PAGES.told(language, "questionnaire/paper.html", values | {"device": offered})


def on_list(page: str) -> list[tuple[str, str]]:
    """Return what a page says of each criterion: whether it applies, and in which order."""
    return re.findall(r'data-aside="([^"]*)" data-listed="([^"]*)"', page)


def test_a_list_tells_of_each_criterion_once_whether_it_applies(book: Rulebook) -> None:
    for i, visit in enumerate(visit for visit in visits(book) if visit.rulebook.lists):
        case, told = Case(visit.rulebook, visit.answers), facts_of(visit, "nl").told
        page, paper = pages(visit, LANGUAGES[i % 2])
        groups = dict(on_list(page))
        assert len(on_list(page)) == len(groups) == len(told["criteria"])
        for criterion, where in groups.items():
            reaches = case.reaches(criterion)
            if where == "open":
                assert len(reaches) > 1 or case.unsettled(criterion) == "list_not_asked"
            else:
                assert (where, len(reaches)) == ("not" if reaches == {NONE_REACHED} else "holds", 1)
                because = told["criteria"][criterion]["because"]
                given = {q: visit.rulebook.questions[q].given_as(a) for q, a in because.items()}
                assert expected(visit.rulebook, given).criteria[criterion] == reaches
        assert re.findall(r'data-aside="([^"]*)"', paper) == [c for c, _ in on_list(page)]
        assert sorted(groups, key=list(groups).index) == sorted(
            groups, key=lambda c: (("holds", "not", "open").index(groups[c]), list(visit.rulebook.criteria).index(c))
        )
        assert not re.findall(r"data-(criterion|counting|settled)\b", page)


def changes_said(visit: Visit) -> list[tuple[str, str]]:
    """Return what is claimed of each change, with the answers that are changed."""
    facts = facts_of(visit, "nl")
    claims = Claims(facts, "nl", CLAIMS)
    return [
        (id, " ".join(f"{question}={to}" for question, to in change["answers"].items()))
        for change in facts.told["changes"]
        for id in OF_A_CHANGE
        if claims.holds(id, change)
    ]


def claimed(page: str) -> list[tuple[str, str]]:
    """Return the claims on a page, each with what it is about: what was named last of its kind, or the one question."""
    around = dict.fromkeys(("aside", "requirement", "missing"), "")
    around["missing"] = "".join(asked for kind, asked, _ in SHOWN.findall(page) if kind == "missing")
    found: list[tuple[str, str]] = []
    for kind, name, id in SHOWN.findall(page):
        if kind:
            around[kind] = unescape(name)
        else:
            found.append((id, around[KIND[id]] if id in KIND else ""))
    return found


def test_every_claim_that_is_shown_is_so_and_no_two_exclude_each_other(book: Rulebook) -> None:
    shown = set()
    for i, visit in enumerate(visits(book)):
        case = Case(visit.rulebook, visit.answers)
        page, paper = (claimed(each) for each in pages(visit, LANGUAGES[i % 2]))
        changes = changes_said(visit)
        wrong = [claim for claim in {*page, *paper, *changes} if claim[1] or claim[0] not in OF_A_CHANGE]
        wrong = [claim for claim in wrong if not SO[claim[0]](case, claim[1])]
        assert wrong == [], (visit.answers, visit.rulebook.left_out)
        assert {id for id, _ in changes} == {id for id, _ in page if id in OF_A_CHANGE}
        ids = {id for id, _ in page}
        assert not [pair for pair in OF_OUTCOMES if ids >= set(pair)]
        assert {claim for claim in page if claim[0] not in ON_DEVICE} == set(paper)
        beside = set(said_beside_the_answers(visit))
        assert [id for id in beside if not SO[id](case, "")] == [], visit.answers
        shown |= ids | beside
    # Those of the command line are tried below.
    assert shown >= set(CLAIMS) - {"more_ways", "open_then", "work_only", *OVER_TIME}


@pytest.mark.parametrize("seed", seeds(60))
def test_what_is_said_over_time_is_so(seed: int) -> None:
    book = dates_rulebook(Random(seed))
    for n in range(6):
        answers = partial(book, Random(f"{seed} {n}"), 50)
        answers = {q: a for q, a in answers.items() if q not in evaluate(book, answers).not_applicable}
        told, case = disclose(book, answers, "nl"), Case(book, answers)
        claims = Claims(Facts(book, answers, told), "nl", CLAIMS)
        assert {id: claims.holds(id) for id in OVER_TIME} == {id: SO[id](case, "") for id in OVER_TIME}
        day, then = case.later or (None, set[str]())
        last = day and (day - timedelta(1)).isoformat()
        assert (told.get("holds_until"), {*told.get("then", ())}) == (last, then)


def said_beside_the_answers(visit: Visit) -> Iterator[str]:
    """Yield what is claimed on the page with all answers."""
    claims = Claims(facts_of(visit, "nl", 1), "nl", CLAIMS)
    ids = ("hangs", "hangs_open", "enough", "stays", "final", "nothing_changes", "left_out_matters")
    return (id for id in ids if claims.holds(id))


def test_what_the_command_line_says_of_a_case_is_so(book: Rulebook) -> None:
    said = dict.fromkeys(("open_then", "work_only"), 0)
    for i, visit in enumerate(visits(book)):
        language = LANGUAGES[i % 2]
        sentence = {id: CLAIMS[id].text[language] for id in (*said, "more_ways")}
        for audience in visit.rulebook.audiences:
            told = disclose(visit.rulebook, visit.answers, language, audience=audience)
            lines = " ".join(in_words(visit.rulebook, told, language, NOON.date()).split())
            case = Case(visit.rulebook, visit.answers)
            assert (sentence["work_only"] in lines) == SO["work_only"](case, audience)
            assert lines.count(sentence["open_then"]) == sum(each["verdict"] is None for each in told["changes"])
            assert (sentence["more_ways"] in lines) == told["more_changes"]
            said = {id: times + lines.count(sentence[id]) for id, times in said.items()}
    assert all(said.values())


def test_every_claim_has_a_condition_in_the_reference_model() -> None:
    assert SO.keys() == CLAIMS.keys()


def statements(name: str) -> set[str]:
    """Return the sentences that a template says by itself."""
    found = (one or other for one, other in STATEMENT.findall((TEMPLATES / name).read_text()))
    return {text for text in found if text.endswith((".", "!"))}


@pytest.mark.parametrize("name", ABOUT_A_CASE)
def test_a_template_of_an_outcome_states_nothing_of_its_own(name: str) -> None:
    assert [each for each in statements(name) if not any(known in each for known in OF_NO_CASE)] == []
