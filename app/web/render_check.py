"""Whether everything that a rulebook can tell is told, in every language and to every audience, before it runs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from html import unescape
from itertools import product
from typing import Any

import orjson
from starlette.requests import Request

from app.cases.case import Case
from app.cases.demo import EMPLOYER, sample_decision, sample_terms
from app.cases.ids import LETTERS
from app.cases.submit import Submitted, asked_before_sharing, check_case
from app.disclosure import Disclosure, disclose
from app.problems import Problem
from app.receipts.signing import Signing
from app.rulebook.answers import sample_answer
from app.rulebook.library import Library
from app.rulebook.model import AboutPlace, Rulebook
from app.rulebook.roles import audience_of, own
from app.rulebook.text import Language
from app.rulebook.variants import about_work
from app.settings import Settings
from app.verify.uncollected import uncollected
from app.verify.witnesses import Witness, witnesses
from app.web.context import PageContext, Service, Site
from app.web.decision_words import claims_of
from app.web.hr.case_page import check_told
from app.web.hr.letter import letter_told
from app.web.questionnaire.on_device import sheet_of
from app.web.questionnaire.pages import QuestionnairePages
from app.web.rendering.assets import Asset, Assets
from app.web.rendering.templates import Pages
from app.web.rendering.theme import Theme
from app.web.visits.links import Opened, Seals
from app.web.visits.visit import Page, Visit

SECRET = LETTERS[:26]
NOW = datetime(2000, 1, 1, 12, tzinfo=UTC)
Answers = Mapping[str, Any]
Words = Callable[[Rulebook, Disclosure, Language], str]
"""One more way to tell what is disclosed to an audience."""
Texts = tuple[Iterable[str], str]
"""Texts, and the page, paper or file that is to hold them."""
Rendering = Callable[[Rulebook, Answers, Language], Texts]
"""A way in which answers are told."""


@uncollected()
def untold(rulebook: Rulebook, words: Words | None = None) -> list[Problem]:
    """Find at most one Problem for each part, with the fewest answers for it."""
    problems: list[Problem] = []
    by_questions: dict[frozenset[str], list[Witness]] = {}
    for audience, seen in rulebook.audiences.items():
        if seen not in by_questions:
            by_questions[seen] = witnesses(rulebook.for_audience(audience))
        tellings = dict(_Audience(rulebook, audience, words).tellings())
        for witness in by_questions[seen]:
            wrong = next(_wrong(rulebook, witness.answers, tellings), None)
            if wrong:
                message = f"expected everything to be told to `{audience}`, found {wrong}"
                problems.append(Problem(witness.place, "untold", message, witness.shown_by))
    for wrong in _wrong(rulebook, {}, {"what a device asks with": _sheet}):
        problems.append(Problem(rulebook.place, "untold", f"expected everything to be told on a device, found {wrong}"))
    return problems


def _wrong(rulebook: Rulebook, answers: Answers, tellings: Mapping[str, Rendering]) -> Iterator[str]:
    for (name, tell), language in product(tellings.items(), rulebook.languages):
        try:
            texts, page = tell(rulebook, answers, language)
            page = _plain(page)
        except Exception as error:  # whatever it is, somebody would have met it instead of a page
            reason = " ".join(str(error).split())[:200]
            yield f"{name} (`{language}`) to fail: {type(error).__name__} {reason}".rstrip()
            continue
        lacking = next((text for text in texts if _plain(text) not in page), None)
        if lacking is not None:
            yield f"{name} (`{language}`) without `{_plain(lacking)[:80]}`"


def _texts(disclosure: Disclosure) -> Iterator[str]:
    """Yield the texts that whoever reads an outcome must find in it."""
    yield disclosure["say"]
    for part in (
        disclosure["reasons"],
        disclosure["not_reached"],
        disclosure["requirements"],
        disclosure["actions"],
        disclosure["notes"],
    ):
        yield from (each["text"] for each in part)


def _plain(text: str) -> str:
    return " ".join(unescape(text).split())


class _Audience:
    """Hold how one audience is told; what several ways need is worked out once."""

    def __init__(self, rulebook: Rulebook, audience: str, words: Words | None) -> None:
        self._book = rulebook
        self._audience = audience
        self._words = words
        # Not as methods with `@cache`: that would keep every rulebook that was ever checked.
        self._disclosed = cache(lambda language, *given: disclose(rulebook, dict(given), language, audience=audience))
        self._case = cache(lambda *given: _shared(rulebook, dict(given)))

    def tellings(self) -> Iterator[tuple[str, Rendering]]:
        yield "the API", self._api
        if self._words:
            yield "the command line", self._lines
        if self._audience == own(self._book):
            yield "the outcome page", self._page
            yield "paper", self._paper
        if self._audience == audience_of(self._book, "hr"):
            yield "the page of a case", lambda book, answers, lang: _case(book, self._case(*answers.items()), lang)
            yield "a letter", lambda book, answers, lang: _letter(book, self._case(*answers.items()), lang)

    def _disclosure(self, answers: Answers, language: Language) -> Disclosure:
        return self._disclosed(language, *answers.items())

    def _api(self, _: Rulebook, answers: Answers, language: Language) -> Texts:
        disclosure = self._disclosure(answers, language)
        return _texts(disclosure), orjson.dumps(disclosure).decode()

    def _lines(self, book: Rulebook, answers: Answers, language: Language) -> Texts:
        disclosure = self._disclosure(answers, language)
        return _texts(disclosure), self._words(book, disclosure, language) if self._words else ""

    def _page(self, book: Rulebook, answers: Answers, language: Language) -> Texts:
        texts = (*_texts(self._disclosure(answers, language)), *_around(book, "outcome", language))
        return texts, _outcome(book, answers, language)

    def _paper(self, book: Rulebook, answers: Answers, language: Language) -> Texts:
        asking, opened = _at_end(book, answers, language)
        texts = (*_texts(self._disclosure(answers, language)), *_around(book, "outcome", language))
        return texts, asking.on_paper(opened)


def _around(book: Rulebook, at: AboutPlace, language: Language) -> Iterator[str]:
    """Yield what the author of a rulebook says there around the check."""
    for section in book.about_sections:
        if section.at == at:
            yield from (section.heading[language], section.text[language])


def _at_end(book: Rulebook, answers: Answers, language: Language) -> tuple[QuestionnairePages, Opened]:
    scope = {"type": "http", "path": f"/{language}/check/{SECRET}/outcome", "query_string": b"", "headers": []}
    asking = QuestionnairePages(PageContext(_site(), language, Request(scope)))
    return asking, Opened(Visit(book, Page.ANSWERS, answers, "answer"), NOW, SECRET[:8])


def _outcome(book: Rulebook, answers: Answers, language: Language) -> str:
    asking, opened = _at_end(book, answers, language)
    return bytes(asking.tell(SECRET, opened).body).decode()


def _sheet(book: Rulebook, _: Answers, language: Language) -> Texts:
    """Tell every part by itself, as the device puts an outcome together from them, where it is to ask anything."""
    return (), "" if about_work(book) is book else sheet_of(book, language).plain.decode()


def _shared(book: Rulebook, answers: Answers) -> Case:
    """Return the case of whoever shares these answers, and knows no more."""
    completed = dict(answers)
    while (question := asked_before_sharing(book, completed)[1]) is not None:
        completed[question] = sample_answer(book.questions[question])
    return check_case(book, completed, Submitted(NOW, "nl", EMPLOYER.retention), SECRET)


def _case(book: Rulebook, case: Case, language: Language) -> Texts:
    check = check_told(case, book, language)
    around = {"case": case, "works": True, "decides": True, "day": NOW.date(), "wrong": {}, "names": {}}
    around |= {"claims_of": lambda case: claims_of(case, book, (language, NOW.date()))}
    texts = (each["text"] for part in ("requirements", "actions") for each in check["told"][part])
    return texts, _site().pages.told(language, "hr/check_case.html", around | check)


def _letter(book: Rulebook, case: Case, language: Language) -> Texts:
    site, decision = _site(), sample_decision(NOW, sample_terms(NOW.date()))
    letter = letter_told(case, decision, book, language, employer=EMPLOYER)
    page = site.pages.told(language, "hr/letter_paper.html", {"it": letter})
    reasons = (each["text"] for each in letter["reasons"])
    return [letter["verdict"], *reasons, *_around(book, "letter", language)], page


@cache
def _site() -> Site:
    """Return a site on which nobody comes: no rulebook runs there, and nothing is kept."""
    settings, no_asset = Settings(), Asset("none", "text/plain", b"", b"")
    service = Service(settings, Library(settings.rules), lambda: NOW, Signing(None))
    seals = Seals(None, settings.link_hours, lambda: iter(()))
    return Site(service, Pages(Assets(no_asset, {}, no_asset), Theme.read(""), employer=EMPLOYER), seals)
