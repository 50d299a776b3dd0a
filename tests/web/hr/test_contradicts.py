"""Every combination of what answers point to and what is decided: refused, or nothing that tells it contradicts itself.

What contradicts is said here once more, over the words that people read and over the API, and knows nothing of the
table in `app.cases.decisions`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import combinations, product
from typing import Any, get_args

import pytest

from app.cases.advice import Advice, advice_of
from app.cases.case import Agreed, Case, Day, Decision, How, Statement, WhyOtherwise
from app.cases.decisions import decide
from app.cases.ids import LETTERS, key_of
from app.cases.organisation import Retention
from app.cases.statements import state
from app.cases.submit import as_hr, check_case
from app.cases.transitions import Actor
from app.problems import AppError
from app.resources import RULES
from app.rulebook.load import load_rulebook, rulebook_from
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.text import Language
from app.web.api.cases import decision_told
from app.web.decision_words import unmet_told
from app.web.hr.letter import letter_told
from app.web.rendering.assets import Assets
from app.web.rendering.templates import Pages, macros
from app.web.rendering.theme import Theme
from tests.cases import made
from tests.cases.worked import acting, agreed
from tests.web.hr.conftest import Desk
from tests.web.hr.pages import kept

SHIPPED = RULES / "thuiswerken-2021" / "1.0.0.yaml"
DAYS: Mapping[str, tuple[Day, ...]] = {
    "none": (),
    "some": ("tuesday", "saturday"),
    "all": ("monday", "tuesday", "wednesday", "thursday", "friday"),
}
GOES_WITH = {
    None: set(DAYS),
    "on_site": {"some", "all"},
    "partly_on_site": {"some", "all"},
    "conversation": set(DAYS),
    "home": {"none"},
}
"""What each verdict of the criteria of 2021 means for days on site."""
REASONS: tuple[WhyOtherwise, ...] = get_args(WhyOtherwise)
SECRET = LETTERS[:26]
FEWER, MORE = {"site_not_safe", "no_room", "now_possible_at_home"}, {"presence_needed"}
"""Reasons that speak for fewer days on site, and for more."""
SAYS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "together": "We agreed this together.",
        "alone": "We decided something else than you wanted.",
        "home": "you work at home.",
        "at once": "you work on site on these days",
        "once": "But work there begins only when this is in order",
        "differs": "is different from this advice.",
        "unsafe": "The workplace is not safe yet",
        "otherwise": "Something else agreed together",
    },
    "nl": {
        "together": "We hebben dit samen afgesproken.",
        "alone": "Wij hebben iets anders beslist dan u wilde.",
        "home": "werkt u thuis.",
        "at once": "op deze dagen op locatie:",
        "once": "Maar het werk daar begint pas als dit in orde is",
        "differs": "is anders dan dit advies.",
        "unsafe": "De werkplek is nog niet veilig",
        "otherwise": "Samen iets anders afgesproken",
    },
}


@dataclass(frozen=True)
class State:
    """Hold a case with what is so of it: `safe` is what must hold of the workplace, as far as anybody says."""

    case: Case
    verdict: str | None
    safe: str
    differ: bool


def declared() -> Rulebook:
    """Return the shipped edition in which verdicts say their days themselves."""
    text = SHIPPED.read_text()
    for verdict, days in {"on_site": "[some, all]", "partly_on_site": "[some, all]", "home": "none"}.items():
        text, times = re.subn(rf"(?m)^(  {verdict}:\n(?=    (?:when|otherwise):))", rf"\1    days: {days}\n", text)
        assert times == 1
    found, problems = rulebook_from(text.encode(), str(SHIPPED))
    assert found and not problems
    return found


BOOKS: Mapping[str, Rulebook] = {"shipped": load_rulebook(SHIPPED), "declared": declared()}


@cache
def states(name: str) -> tuple[State, ...]:
    """Return a case for every verdict and state of the workplace, alone and beside a manager who says it is unsafe."""
    book = BOOKS[name]
    found: dict[tuple[str | None, str], dict[str, Any]] = {}
    for answers in journeys(book, {}):
        safe = {"yes": "met", "no": "not_met"}.get(answers.get("site_safe", UNKNOWN), "open")
        found.setdefault((as_hr(book, answers).verdict, safe), answers)
    cases = [(check_case(book, answers, made.submitted(), SECRET), *key) for key, answers in found.items()]
    alone = [State(case, verdict, safe, differ=False) for case, verdict, safe in cases]
    return (*alone, *(doubted(book, each) for each in alone))


def journeys(book: Rulebook, answers: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every way through the questions that HR's own evaluation asks."""
    id = as_hr(book, answers).next_question
    if id is None:
        yield dict(answers)
        return
    for answer in (*book.questions[id].answers, UNKNOWN):
        yield from journeys(book, {**answers, id: answer})


def doubted(book: Rulebook, alone: State) -> State:
    said = Statement(party="manager", by="Mark", at=made.NOW, answers={**alone.case.answers, "site_safe": "no"})
    safe = {"met": "open"}.get(alone.safe, "not_met")
    case = state(alone.case, book, said, Actor("manager", made.NOW, Retention()))
    return State(case, alone.verdict, safe, differ=True)


@cache
def choices(most: int) -> tuple[Agreed, ...]:
    """Return every decision with at most so many reasons."""
    some = [each for count in range(most + 1) for each in combinations(REASONS, count)]
    terms = {days: agreed().terms.model_copy(update={"days": days}) for days in DAYS.values()}
    every = product(get_args(How), DAYS.values(), some)
    return tuple(agreed(how=how, reasons=reasons, terms=terms[days]) for how, days, reasons in every)


def amount(said: Agreed) -> str:
    return next(name for name, days in DAYS.items() if days == said.terms.days)


def contradicts(at: State, said: Agreed) -> bool:
    """Say whether a decision cannot be told without contradicting itself or the answers."""
    days, why = amount(said), set(said.reasons)
    fits = days in GOES_WITH[at.verdict]
    more, fewer = not fits and at.verdict == "home", not fits and at.verdict != "home"
    return any(
        (
            not fits and not why,
            said.how == "employer" and not why,
            said.how == "employer" and "agreed_otherwise" in why,
            said.how != "employer" and fits and "agreed_otherwise" in why,
            "site_not_safe" in why and (days != "none" or at.safe == "met"),
            days == "all" and why & FEWER,
            days == "none" and why & MORE,
            {"now_possible_at_home", "presence_needed"} <= why,
            more and why & FEWER,
            fewer and why & MORE,
        )
    )


_seen: dict[tuple[str, int, str], Advice] = {}


def _advice(case: Case, book: Rulebook | None) -> Advice:
    key = case.id, len(case.statements), book.digest if book else ""
    if key not in _seen:
        _seen[key] = advice_of(case, book)
    return _seen[key]


def taken(book: Rulebook | None, case: Case, said: Agreed) -> Case | None:
    """Return the decided case, None where the decision is refused."""
    try:
        return decide(case, said, acting(), advice=_advice(case, book))
    except AppError as error:
        assert error.code == "invalid"
        assert {each.pointer for each in error.errors} <= {"/reasons", "/how"}
        return None


@pytest.mark.parametrize("name", BOOKS)
def test_every_state_that_there_can_be_is_tried(name: str) -> None:
    found = {(each.verdict, each.safe) for each in states(name) if not each.differ}
    assert {verdict for verdict, _ in found} == set(GOES_WITH)
    assert {safe for verdict, safe in found if verdict == "partly_on_site"} == {"met", "not_met", "open"}


@pytest.mark.parametrize("name", BOOKS)
def test_exactly_what_contradicts_is_refused_and_nothing_leaves_hr_without_a_way(name: str) -> None:
    book = BOOKS[name]
    for at in states(name):
        ways: dict[tuple[str, str], bool] = {}
        for said in choices(2):
            refused = taken(book, at.case, said) is None
            assert refused == contradicts(at, said), (at.verdict, at.safe, said)
            ways[said.how, amount(said)] = ways.get((said.how, amount(said)), False) or not refused
        assert all(ways.values()), ways


def test_a_tailored_arrangement_is_not_decided_otherwise_into_what_was_proposed() -> None:
    case = made.arrangement()
    assert taken(None, case, agreed(how="employer", reasons=("no_room",), terms=made.TERMS)) is None
    assert taken(None, case, agreed(how="agreed", terms=made.TERMS))
    assert taken(None, case, agreed(how="agreed", reasons=("agreed_otherwise",), terms=made.TERMS)) is None
    assert taken(None, case, agreed(how="agreed", reasons=("agreed_otherwise",)))


def words(marked: object) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", str(marked))).split())


@cache
def body_in(language: Language) -> Any:
    return macros(language, "hr/letter_text.html", {}, Pages(Assets.load(), Theme.read("")).here)


def check_letter(at: State, case: Case, book: Rulebook, language: Language) -> None:
    """Check that a letter says of days, safety, agreement and advice what is so, and nothing against it."""
    says, decision = SAYS[language], case.decisions[-1]
    text = words(body_in(language).letter(letter_told(case, decision, book, language, employer=made.EMPLOYER)))
    days, fits = amount(decision), amount(decision) in GOES_WITH[at.verdict]
    assert (says["together"] in text) == (decision.how == "agreed")
    assert (says["alone"] in text) == (decision.how == "employer")
    assert (says["home"] in text) == (days == "none")
    assert (says["at once"] in text) == (days != "none" and at.safe == "met")
    assert (says["once"] in text) == (days != "none" and at.safe != "met")
    wanted = {"not_met": book.requirements["site_safe"].not_met, "open": book.requirements["site_safe"].open}
    for name, told in wanted.items():
        assert (words(told[language]) in text) == (days != "none" and at.safe == name)
    assert (says["differs"] in text) == (not fits)
    assert not (says["unsafe"] in text and days != "none")
    assert not (says["otherwise"] in text and says["alone"] in text)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_letter_contradicts_itself(language: Language) -> None:
    name = "shipped" if language == "nl" else "declared"
    for at in states(name):
        for said in choices(1):
            if case := taken(BOOKS[name], at.case, said):
                check_letter(at, case, BOOKS[name], language)


def check_api(at: State, decision: Decision, told: Mapping[str, Any]) -> None:
    waits = amount(decision) != "none" and at.safe != "met"
    assert [each["state"] for each in told["requirements"]] == ([at.safe] if waits else [])
    assert told["departs"] == (None if at.verdict is None else amount(decision) not in GOES_WITH[at.verdict])


@pytest.mark.parametrize("name", BOOKS)
def test_no_answer_of_the_api_contradicts_itself_nor_does_a_record_from_before(name: str) -> None:
    book = BOOKS[name]
    for at in states(name):
        for said in choices(1):
            if case := taken(book, at.case, said):
                check_api(at, case.decisions[-1], decision_told(case, case.decisions[-1], book, "en"))
                older = case.decisions[-1].model_copy(update={"unmet": None, "departs": None})
                check_api(at, older, decision_told(case, older, book, "en"))
                assert unmet_told(case, older, book, "nl") == unmet_told(case, case.decisions[-1], book, "nl")


def test_no_page_contradicts_the_letter(room: Desk) -> None:
    room.sign_in("hanna", "hr")
    book = BOOKS["shipped"]
    for number, at in enumerate(states("shipped")):
        every = [case for said in choices(1) if (case := taken(book, at.case, said))]
        case = kept(room, every[number * 7 % len(every)].but(id=f"{number:026}", code=f"AAAA-{number:04}"))
        decision = case.decisions[-1]
        waits = amount(decision) != "none" and at.safe != "met"
        departs = at.verdict is not None and amount(decision) not in GOES_WITH[at.verdict]
        pages = [room.client.get(f"/en/hr/cases/{case.id}{path}") for path in ("", "/again")]
        pages.append(room.client.get(f"/en/case/{key_of(case.id, SECRET)}"))
        for page in pages:
            assert page.status_code == 200
            assert re.findall(r'data-unmet="[^"]+" data-state="([^"]+)"', page.text) == ([at.safe] if waits else [])
            assert ('data-departs="yes"' in page.text) == departs
