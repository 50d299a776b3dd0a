"""Each sentence that pages and letters say of a case is so, and each that start pages say of what is to come.

What is so is said here once more, from the timeline, the answers and the ways through the
questions: it knows nothing of claims.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest

from app.cases.advice import advice_of
from app.cases.case import Case, Decision, Reply, Statement
from app.cases.demo import invented
from app.cases.reevaluate import recheck
from app.cases.submit import as_hr
from app.claims.cases import CASES
from app.claims.letters import LETTERS
from app.claims.start import START, StartFacts
from app.claims.wording import Claims
from app.engine.evaluate import evaluate
from app.engine.next_question import MODES
from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.text import LANGUAGES
from app.web.decision_words import claims_of
from app.web.hr.case_words import difference
from app.web.hr.letter import letter_told
from app.web.rendering.assets import Assets
from app.web.rendering.templates import Pages
from app.web.rendering.theme import Theme
from tests.cases import made
from tests.conftest import NOON
from tests.engine.invented import random_rulebook
from tests.exclusive_claims import OF_CASES, OF_LETTERS, OF_START_PAGES, STATUSES
from tests.test_claims import statements
from tests.web.hr.test_contradicts import GOES_WITH

COUNT = 150
TODAY = NOON.date()
LATER = date(2026, 11, 30)
"""A day after the last on which the shipped criteria were in force."""
PAGES = Pages(Assets.load(), Theme.read(""))
TEMPLATES = (
    "decided.html", "questionnaire/start.html", "hr/letter_text.html", "hr/letter_paper.html",
    "hr/case.html", "hr/check_case.html",
    "hr/arrangement_case.html", "hr/trace.html", "hr/case_words.html", "hr/cases.html", "hr/parts/decision.html",
    "hr/parts/questions.html",
    "hr/parts/reply.html", "hr/reply.html", "hr/reply_kept.html", "hr/decision.html", "hr/reopened.html",
    "sharing/case.html",
)  # fmt: skip
"""The templates that speak of a case or of a check to come."""
OF_NO_CASE = (
    "The criteria: %(title)s",
    "Ask %(person)s for a new talk",  # whom people can turn to, and what they can do
    "You can also",
    "About your data",
    "About this case",
    "The confidential adviser",
    "Works council",
    "This is not a request",
    "Sharing this is not the request itself.",
    "We keep this case until",
    "Answering is your own choice.",
    "Save it yourself",
    "Would you rather write it down?",
    "HR can show this to your manager too",
    "What you did not share stays with you.",
    "A condition of the criteria of that time",  # what stands in the place of words that are gone
    "So we cannot show what the answers lead to.",
    "The case itself stays as it is",  # what the program does
    "The question comes on the employee's own link.",
    "Does the employee know more by now",
    "Page %(page)s",  # the list itself
    "%(num)s case.",
    "The address of this page",
    "No case fits",
    "There are no cases now.",
    "Needed only if it is different",  # how a form is filled in
    "The employee has had this reply like this.",
    "On the last day at the latest.",
    "Do not write anything about health",
    "This is written down in your name",
    "You then write down anew",
    "Did the employee say this to you?",
    "%(people)s can tell.",
    "%(name)s wrote this down",
    "Does the organisation you work for",
)
"""By what a sentence is known that says something of the program, a form or a list, and nothing of a case."""


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook(RULES / "thuiswerken-2021" / "1.1.0.yaml")


@cache
def cases() -> tuple[Case, ...]:
    """Return invented cases of every status, some without a name, and some that HR filled in."""
    books = [load_rulebook(RULES / "thuiswerken-2021" / "1.1.0.yaml")]
    every = invented(books, NOON, made.EMPLOYER.retention, seed=11, count=COUNT).cases
    return tuple(_varied(case, number, books[0]) for number, case in enumerate(every))


def _varied(case: Case, number: int, book: Rulebook) -> Case:
    if number % 2 == 0 and case.kind == "check" and case.decisions:
        last = case.decisions[-1]
        home = last.terms.model_copy(update={"days": ()})
        kept = advice_of(case, book).kept_with(())
        case = case.but(decisions=(*case.decisions[:-1], last.model_copy(update={"terms": home, **kept})))
    case = case.but(who="") if number % 3 == 0 else case
    if number % 7 == 0 and case.kind == "check":
        own = case.statements[0].model_copy(update={"party": "hr", "by": "Noor"})
        first = case.events[0].model_copy(update={"by": "hr", "what": "filled_in"})
        case = case.but(origin="hr", statements=(own, *case.statements[1:]), events=(first, *case.events[1:]))
    if number % 10 == 1 and case.kind == "check":
        twice = case.statements[0].model_copy(update={"at": case.changed})
        case = case.but(statements=(*case.statements, twice))
    if number % 2 == 0 and case.status == "disagreed":
        case = case.but(talk=TODAY + timedelta(days=number // 2 % 3 - 1))
    if number % 17 in (3, 9) and case.decisions:
        case = case.but(decisions=(), replies=(_replied(case),))
    if number % 13 == 0 and case.settled:
        again = case.events[-1].model_copy(update={"what": "reopened"})
        case = case.but(status="in_hand", events=(*case.events, again))
    return case


def _replied(case: Case) -> Reply:
    last = case.decisions[-1]
    left = {"open": ("late",)} if last.at.day % 2 == 0 else {"not_known": ("late",)} if last.at.day == 3 else {}
    return Reply(answers={}, outcome="no", day=TODAY, by=last.by, name=last.name, at=last.at, **left)


class Seen:
    """Hold what is so of a case: told by its timeline, its answers and what was chosen in its decision."""

    def __init__(self, case: Case, book: Rulebook | None, worker: str, decision: Decision | None) -> None:
        self.case, self.book, self.worker, self.decision = case, book, worker, decision

    @property
    def how_replied(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        return [(each.open, each.not_known) for each in self.case.replies] if self.status == "decided" else []

    @property
    def status(self) -> str:
        status = "received"
        after = {"taken": "in_hand", "asked": "waiting", "decided": "decided", "confirmed": "decided"}
        after |= {"disagreed": "disagreed", "reopened": "in_hand"}
        for event in self.case.events:
            status = after.get(event.what, status)
        return status

    @property
    def mine(self) -> bool:
        return bool(self.worker) and self.status != "waiting" and self.case.handler in ("", self.worker)

    @property
    def personal(self) -> bool:
        return self.book is None or any(q.sensitivity != "work" for q in self.book.questions.values())

    def said(self, party: str) -> Statement | None:
        return next((each for each in reversed(self.case.statements) if each.party == party), None)

    @property
    def answers(self) -> Mapping[str, Any]:
        said = self.said("employee") or self.said(self.case.origin)
        return said.answers if said else {}

    @property
    def verdict(self) -> str | None:
        assert self.book
        return as_hr(self.book, self.answers).verdict

    @property
    def days(self) -> str:
        assert self.decision
        days = set(self.decision.terms.days)
        week = {"monday", "tuesday", "wednesday", "thursday", "friday"}
        return "none" if not days else "all" if week <= days else "some"

    def departs(self, *, how: str = "") -> bool:
        return self.fits() is False and (not how or (self.decision is not None and self.decision.how == how))

    def fits(self) -> bool | None:
        """Say whether the days on site go with the advice, None where there is no advice or no decision."""
        if self.decision is None or self.book is None or self.verdict is None:
            return None
        return self.days in GOES_WITH[self.verdict]

    @property
    def safe(self) -> bool:
        """Say whether the workplace is in order, as far as anybody says."""
        other = self.said("manager")
        return self.answers.get("site_safe") == "yes" and not (other and other.answers.get("site_safe") == "no")

    def on_site(self, *, waits: bool) -> bool:
        if self.decision is None or self.days == "none":
            return False
        return waits == (self.case.kind == "check" and not self.safe)

    def nothing_open(self) -> bool:
        """Say whether no answer to any question can change what HR is told of the verdict and what goes with it."""
        return self.book is not None and self.verdict is not None and not as_hr(self.book, self.answers).open_questions


def _how(how: str) -> Callable[[Seen, Any], bool]:
    return lambda seen, _: seen.decision is not None and seen.decision.how == how


SO: dict[str, Callable[[Seen, Any], bool]] = {
    "received": lambda seen, _: seen.status == "received",
    "in_hand": lambda seen, _: seen.status == "in_hand",
    "hr_asks": lambda seen, _: seen.status == "waiting",
    "is_decided": lambda seen, _: seen.status == "decided" and not seen.case.replies,
    "is_replied": lambda seen, _: seen.status == "decided" and bool(seen.case.replies),
    "replied_to": lambda seen, _: seen.how_replied == [((), ())],
    "replied_short": lambda seen, _: any(open for open, _ in seen.how_replied),
    "replied_not_known": lambda seen, _: any(not open and rest for open, rest in seen.how_replied),
    "before_reply": lambda seen, _: bool(seen.case.replies) and seen.status in ("decided", "disagreed"),
    "nothing_to_reply": lambda _, is_possible: not is_possible,
    "disagreed": lambda seen, _: seen.status == "disagreed",
    "talk_to_come": lambda seen, _: seen.status == "disagreed" and not seen.case.talk,
    "talk_planned": lambda seen, _: seen.status == "disagreed" and (seen.case.talk or date.min) >= TODAY,
    "talk_was_planned": lambda seen, _: seen.status == "disagreed" and (seen.case.talk or date.max) < TODAY,
    "talk_by": lambda seen, _: seen.status == "disagreed" and not seen.case.talk,
    "next_yours": lambda seen, _: seen.mine,
    "next_handlers": lambda seen, _: not seen.mine and seen.status != "waiting" and seen.case.handler != "",
    "next": lambda seen, _: not seen.mine and (seen.status == "waiting" or seen.case.handler == ""),
    "late": lambda seen, _: (seen.case.due or date.max) < TODAY,
    "no_name": lambda seen, _: seen.case.who == "" and seen.case.events[0].what == "shared",
    "no_name_written": lambda seen, _: seen.case.who == "" and seen.case.events[0].what == "filled_in",
    "only_work": lambda seen, _: seen.case.kind == "check" and seen.personal,
    "only_part": lambda seen, _: seen.case.kind == "check" and seen.personal and seen.case.verdict is not None,
    "criteria_gone": lambda seen, _: seen.case.kind == "check" and seen.book is None,
    "differs_by_day": lambda seen, today: today["before"] != today["after"] and today["by_day"],
    "differs_today": lambda seen, today: today["before"] != today["after"] and not today["by_day"],
    "needs_a_talk": lambda seen, today: (
        today["before"] != today["after"] and not today["by_day"] and bool(today["not_stored"])
    ),
    "leads_today_to": lambda seen, today: (
        today["before"] != today["after"] and not today["by_day"] and not today["not_stored"]
    ),
    "filled_in": lambda seen, _: seen.case.events[0].what == "filled_in" and seen.said("employee") is None,
    "nothing_open": lambda seen, _: seen.nothing_open(),
    "on_their_link": lambda seen, question: question in seen.case.asked,
    "not_answered": lambda seen, _: len(seen.case.asked) > 0,
    "no_reason_given": lambda seen, _: seen.case.proposal is not None,
    "in_order": lambda _, missing: not missing,
    "nothing_replied": lambda seen, _: all(each.what != "decided" for each in seen.case.events),
    "nothing_written": lambda seen, _: all(each.what != "decided" for each in seen.case.events),
    "open_again": lambda seen, _: any(each.what == "reopened" for each in seen.case.events),
    "departs": lambda seen, _: seen.departs() and not seen.personal,
    "goes_with": lambda seen, _: seen.fits() is True and not seen.personal,
    "departs_work": lambda seen, _: seen.departs() and seen.personal,
    "goes_with_work": lambda seen, _: seen.fits() is True and seen.personal,
    "shared_before": lambda seen, _: [each.party for each in seen.case.statements].count("employee") > 1,
    "condition": lambda seen, about: about["state"] in ("not_met", "open"),
    "in_place": lambda seen, about: about["state"] == "met",
    "waits": lambda seen, _: seen.on_site(waits=True),
    "talked": lambda seen, _: seen.decision is not None,
    "together": _how("agreed"),
    "otherwise": _how("employer"),
    "tried": _how("trial"),
    "on_site": lambda seen, _: seen.on_site(waits=False),
    "on_site_once": lambda seen, _: seen.on_site(waits=True),
    "at_home": lambda seen, _: seen.decision is not None and seen.days == "none",
    "review": lambda seen, _: seen.decision is not None,
    "no_reason_needed": lambda seen, _: seen.case.proposal is not None,
    "not_whole": lambda seen, _: seen.case.kind == "check" and seen.personal and seen.case.verdict is not None,
    "agreed_departs": lambda seen, _: seen.departs(how="agreed"),
    "decided_departs": lambda seen, _: seen.departs(how="employer"),
    "tried_departs": lambda seen, _: seen.departs(how="trial"),
    "own_policy": lambda seen, _: (
        seen.decision is not None and seen.decision.at.date() >= made.EMPLOYER.own_policy_since
    ),
    "reasons_gone": lambda seen, _: seen.case.kind == "check" and seen.book is None,
    "through_link": lambda seen, _: seen.case.events[0].what == "shared" and seen.status == "decided",
    "by_people": lambda seen, _: seen.decision is not None,
}
"""When each sentence about a case is so."""


def tried(book: Rulebook) -> Iterator[tuple[Seen, Claims[Any]]]:
    """Yield cases as somebody sees them, some without their criteria or a personal question, with their claims."""
    impersonal = {q.id: replace(q, sensitivity="work") for q in book.questions.values()}
    books = (None, book, book, replace(book, questions=impersonal), book)
    for number, case in enumerate(cases()):
        here = books[number % len(books)] if case.edition else None
        worker = ("", case.handler, "another")[number % 3]
        decision = case.decisions[-1] if case.decisions and here else None
        facts = claims_of(case, here, ("nl", TODAY), decision, employer=made.EMPLOYER, worker=worker)
        yield Seen(case, here, worker, decision), facts


def about(seen: Seen) -> Mapping[str, list[Any]]:
    """Return what some claims are about."""
    today: list[Any] = []
    if seen.book:
        today = [difference(recheck(seen.case, seen.book, each), "nl") for each in (seen.book, stricter(seen.book))]
    today += [{**each, "by_day": True} for each in today]
    # Where neither leads to a verdict, titles cannot tell whether the same ones are possible.
    today = [each for each in today if each["before"] != each["after"] or not each["differs"]]
    states = [{"state": each} for each in ("met", "not_met", "open")]
    return {
        "on_their_link": [*(seen.book.questions if seen.book else ())],
        **dict.fromkeys(("differs_today", "differs_by_day", "needs_a_talk", "leads_today_to"), today),
        **dict.fromkeys(("condition", "in_place"), states),
    }


@cache
def stricter(book: Rulebook) -> Rulebook:
    """Return an edition in which the first two verdicts have changed places."""
    one, other, *_ = book.verdicts.values()
    swapped = {one.id: replace(one, when=other.when), other.id: replace(other, when=one.when)}
    return replace(book, verdicts={**book.verdicts, **swapped}, digest="sha256:stricter")


def test_a_claim_about_a_case_holds_exactly_where_it_is_so(book: Rulebook) -> None:
    held = set()
    for seen, claims in tried(book):
        subjects = about(seen)
        for id in CASES | LETTERS:
            for subject in subjects.get(id, [None]):
                assert claims.holds(id, subject) == SO[id](seen, subject), (id, subject, seen.case)
                held |= {id} if claims.holds(id, subject) else set()
        ids = {id for id in CASES | LETTERS if id not in subjects and claims.holds(id)}
        assert not [pair for pair in OF_CASES + OF_LETTERS if ids >= set(pair)]
        assert len(ids & set(STATUSES)) == 1
    assert held == set(CASES | LETTERS)


def test_every_claim_about_a_case_has_a_condition_of_its_own_here() -> None:
    assert SO.keys() == CASES.keys() | LETTERS.keys()


def test_a_letter_says_exactly_the_claims_that_are_so(book: Rulebook) -> None:
    for number, case in enumerate(case for case in cases() if case.decisions):
        here = book if case.edition and number % 5 else None
        decision, language = case.decisions[-1], LANGUAGES[number % 2]
        told = letter_told(case, decision, here, language, employer=made.EMPLOYER)
        text = PAGES.told(language, "hr/letter_paper.html", {"it": told})
        seen = Seen(case, here, "", decision)
        so = {id for id in LETTERS if SO[id](seen, None)}
        so -= {"not_whole"} if here is None else {"reasons_gone"}  # one stands in the place of the other
        so -= {"own_policy"} if here is None else set()
        assert set(re.findall(r'data-claim="(\w+)"', text)) == so


def asked_outright(facts: StartFacts) -> set[str]:
    """Return what questions are about, where the server asks all of them itself."""
    if facts.on_device or facts.book.left_out:
        return set()
    return {q.sensitivity for q in facts.book.questions.values()}


STARTS: dict[str, Callable[[StartFacts, list[int]], bool]] = {
    "changed_by": lambda facts, _: facts.book.organisation is not None,
    "at_most": lambda facts, ways: max(ways) > 0,
    "minutes": lambda facts, ways: max(ways) > 0,
    "sometimes_fewer": lambda facts, ways: min(ways) < facts.questions_left[1],
    "need_not_know": lambda facts, ways: (
        max(ways) > 0
        and not any(not q.can_be_unknown for q in facts.book.questions.values() if q.id not in facts.book.left_out)
    ),
    "may_leave_out_personal": lambda facts, _: any(
        q.sensitivity != "work" for q in facts.book.questions.values() if q.id not in facts.book.left_out
    ),
    "kept_by_nobody": lambda facts, _: facts.employer is None,
    "kept_if_shared": lambda facts, _: facts.employer is not None,
    "from_the_past": lambda facts, _: (
        (facts.employer is None or facts.employer.own_policy_since > facts.today)
        and all((period.until or date.max) < facts.today for period in facts.book.in_force)
    ),
    "policy_of": lambda facts, _: (
        facts.employer is not None
        and facts.employer.own_policy_since <= facts.today
        and all((period.until or date.max) < facts.today for period in facts.book.in_force)
    ),
    "all_to_server": lambda facts, _: not facts.on_device,
    "some_stay": lambda facts, _: len(facts.on_device) > 0,
    "asked_on_device": lambda facts, _: len(facts.on_device) > 0 and not asked_by_server(facts) - {"work"},
    "health_on_device": lambda facts, _: len(facts.on_device) > 0 and bool(asked_by_server(facts) - {"work"}),
    "without_script": lambda facts, _: len(facts.on_device) > 0,
    "not_asked": lambda facts, _: len(facts.book.left_out) > 0,
    "may_ask_health": lambda facts, _: "health" in asked_outright(facts),
    "may_ask_person": lambda facts, _: "personal" in asked_outright(facts) and "health" not in asked_outright(facts),
}
"""When each sentence of a start page is so, from how many questions each way through them has."""


def asked_by_server(facts: StartFacts) -> set[str]:
    questions = facts.book.questions.values()
    return {q.sensitivity for q in questions if q.id not in facts.on_device and q.id not in facts.book.left_out}


def ways(book: Rulebook, answers: Mapping[str, Any]) -> Iterator[int]:
    """Yield how many questions each way through them has, where every answer is known."""
    at = evaluate(book, answers)
    if at.next_question is None:
        yield 0
        return
    question = book.questions[at.next_question]
    for answer in ((),) if question.many else question.answers:
        yield from (1 + more for more in ways(book, {**answers, question.id: answer}))


def walked(facts: StartFacts, random: Random) -> int:
    """Return how many questions a random way has that leaves none out: first the server's, then the device's."""
    known: dict[str, Any] = {}
    for book in (facts.book.leaving_out(facts.on_device), facts.book):
        for mode in MODES:
            while (question := evaluate(book, known, mode=mode).next_question) is not None:
                about = book.questions[question]
                known[question] = () if about.many else random.choice([*about.answers, UNKNOWN])
    return len(known)


def starts(shipped: Rulebook) -> Iterator[StartFacts]:
    """Yield invented rulebooks: asked whole, in part on the device, or in part not at all."""
    for seed in range(40):
        random = Random(f"start {seed}")
        book = replace(random_rulebook(random), in_force=shipped.in_force)
        private = frozenset(q.id for q in book.questions.values() if q.sensitivity != "work")
        left_out = private if seed % 4 == 1 else frozenset()
        health = frozenset(q for q in private if book.questions[q].sensitivity == "health")
        on_device = frozenset() if seed % 4 != 2 else private if seed % 8 == 2 else health
        day = LATER if seed % 3 else TODAY
        yield StartFacts(book.leaving_out(left_out), on_device, day, made.EMPLOYER if seed % 2 else None)


def test_a_start_page_says_exactly_what_is_so(book: Rulebook) -> None:
    shown: set[str] = set()
    for facts in starts(book):
        every = list(ways(facts.book, {}))
        claims = Claims(facts, "nl", START)
        so = {id for id in START if STARTS[id](facts, every)}
        held = {id for id in START if claims.holds(id)}
        assert held - {"sometimes_fewer"} == so - {"sometimes_fewer"}
        shown |= held
        assert so >= held  # a mean that is rounded may hide that there are fewer
        assert not [pair for pair in OF_START_PAGES if so >= set(pair)]
        assert facts.questions_left[1] >= max(walked(facts, Random(seed)) for seed in range(20))
    assert set(START) - shown == {"changed_by"}  # no invented rulebook has changes of an organisation


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_that_speaks_of_a_case_states_nothing_of_its_own(name: str) -> None:
    assert [each for each in statements(name) if not each.startswith(OF_NO_CASE)] == []
