"""The letter: accessible by two checkers, the same bytes each time, and everything in it that people need."""

import re
from datetime import timedelta
from html import unescape
from itertools import product
from pathlib import Path

import pdfua
import pytest
from page import ValidationProfile, validate_pdf_bytes

from app.cases.case import Case
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.web.hr.letter import letter_told
from app.web.rendering.assets import Assets
from app.web.rendering.templates import Pages, macros
from app.web.rendering.theme import Theme
from tests.cases import made
from tests.cases.worked import decided
from tests.web.hr.conftest import Desk
from tests.web.hr.pages import NOTED, kept
from tests.web.rendering.test_pdf import is_taken_for_short

WORK = {"on_site_tasks": "part", "bound_tools": "part", "tools_at_home": "later"}
NEVER = {
    "nl": ("besluit", "bezwaar", "bewezen", "toegestaan", "toestemming"),
    "en": ("objection", "permission", "allowed", "proven"),
}
ALWAYS = {
    "nl": ["Noor de Wit", "noor@oeverwoude.example", "ondernemingsraad", "vertrouwenspersoon", "vakbond",
           "geen verzoek volgens de Wet flexibel werken", "twee maanden", "1 maart 2021",
           "30 mei 2021", "fg@oeverwoude"],
    "en": ["Noor de Wit", "noor@oeverwoude.example", "works council", "confidential adviser", "union",
           "not a request under the Flexible Working Act", "two months", "1 March 2021",
           "30 May 2021", "fg@oeverwoude"],
}  # fmt: skip


@pytest.fixture
def desk(room: Desk) -> Desk:
    room.sign_in("hanna", "hr")
    return room


def cases(desk: Desk, book: Rulebook) -> list[Case]:
    """Return a decided case of every kind."""
    return [
        kept(desk, decided(made.check(book, dict(WORK)), note="Overdracht & <b>sleutels</b>")),
        kept(desk, decided(made.check(book), how="trial")),
        kept(desk, decided(made.arrangement(), how="employer", reasons=("no_room", "work_organisation"))),
    ]


def letter(desk: Desk, case: Case, language: str, page: str = "letter") -> str:
    return f"/en/hr/cases/{case.id}/{page}?letter={language}"


def said(page: str) -> str:
    """Return the words of the letter on the page."""
    article = page.split("twk-letter")[1].split("</article>", maxsplit=1)[0].split(">", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", article)).split())


def test_a_letter_passes_two_checkers_and_is_the_same_each_time(desk: Desk, book: Rulebook, tmp_path: Path) -> None:
    for case, language in product(cases(desk, book), LANGUAGES):
        answer = desk.client.get(letter(desk, case, language, "letter.pdf"))
        assert answer.status_code == 200
        assert answer.content == desk.client.get(letter(desk, case, language, "letter.pdf")).content
        for profile in (ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2A):
            found = validate_pdf_bytes(answer.content, profile=profile).failures
            assert [each for each in found if not is_taken_for_short(each.rule_id, answer.content)] == []
        file = tmp_path / "letter.pdf"
        file.write_bytes(answer.content)
        assert pdfua.validate(str(file)).findings == ()
        assert len(answer.content) <= 60 * 1024
        assert f"thuiswerkcheck-{case.code}.pdf" in answer.headers["content-disposition"]
    done = [line.done for line in desk.casework.store.trail(case.id)]
    assert [each for each in done if each != "viewed"] == ["printed"] * 4


def test_a_letter_is_printed_of_a_decision_that_fell_within_a_second(desk: Desk, book: Rulebook) -> None:
    """Clocks of tests stand at whole seconds; those of servers never do."""
    case = decided(made.check(book))
    at = made.NOW + timedelta(microseconds=558_606)
    within = kept(desk, case.but(decisions=tuple(each.model_copy(update={"at": at}) for each in case.decisions)))
    assert desk.client.get(letter(desk, within, "nl", "letter.pdf")).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_says_what_people_need_and_in_our_words(desk: Desk, book: Rulebook, language: Language) -> None:
    for case in cases(desk, book):
        text = said(desk.client.get(letter(desk, case, language)).text)
        assert [part for part in ALWAYS[language] if part not in text] == []
        assert [word for word in NEVER[language] if word in text.lower()] == []
        assert case.code in text
        assert "Personeelsnummer 4711" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_check_names_its_reasons_and_an_arrangement_has_none(desk: Desk, book: Rulebook, language: Language) -> None:
    check, _, arrangement = cases(desk, book)
    titles = [criterion.title[language] for criterion in book.criteria.values()]
    of_check, of_arrangement = (said(desk.client.get(letter(desk, c, language)).text) for c in (check, arrangement))
    assert [title for title in titles if title in of_check] == [book.criteria["nature_of_work"].title[language]]
    assert {"nl": "alleen gekeken naar het werk", "en": "looking only at the work"}[language] in of_check
    assert "Overdracht & <b>sleutels</b>" in of_check
    assert [title for title in titles if title in of_arrangement] == []
    reason = {"nl": "Er is op locatie niet genoeg plaats", "en": "There is not enough room on site"}[language]
    assert reason in of_arrangement
    assert reason not in of_check


def test_a_letter_is_in_the_language_of_the_case_unless_asked(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, decided(made.check(book)))
    page = desk.client.get(f"/en/hr/cases/{case.id}/letter").text
    assert '<article class="twk-letter" lang="nl">' in page
    assert '<html lang="en"' in page
    assert desk.client.get(letter(desk, case, "fr")).status_code == 400


def test_every_decision_keeps_its_letter_and_without_one_there_is_none(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    page = f"/nl/hr/cases/{case.id}/letter"
    assert desk.client.get(page).status_code == 404
    first = decided(case)
    second = decided(first.but(status="in_hand"), terms=made.TERMS)
    desk.casework.store.save(second, NOTED)
    one, two, last = (said(desk.client.get(page + query).text) for query in ("?number=1", "?number=2", ""))
    assert one != two == last
    assert desk.client.get(f"{page}?number=3").status_code == 404


def test_where_the_criteria_are_gone_a_letter_says_so(desk: Desk, book: Rulebook) -> None:
    case = decided(made.check(book, dict(WORK)))
    assert case.edition
    gone = kept(desk, case.but(edition=case.edition.model_copy(update={"digest": "sha256:another"})))
    text = said(desk.client.get(letter(desk, gone, "en")).text)
    assert "cannot tell the reasons for the advice any more" in text
    assert desk.client.get(letter(desk, gone, "en", "letter.pdf")).status_code == 200


def test_in_a_letter_the_employer_speaks_and_never_the_makers_of_the_check(book: Rulebook) -> None:
    case = decided(made.check(book))
    assert case.decision
    shown = {}
    for year, language in product((2020, 2021, 2026), LANGUAGES):
        decision = case.decision.model_copy(update={"at": case.decision.at.replace(year=year)})
        told = letter_told(case, decision, book, language, employer=made.EMPLOYER)
        body = macros(language, "hr/letter_text.html", {}, Pages(Assets.load(), Theme.read("")).here)
        shown[year, language] = unescape(str(body.letter(told)))
    spoken = {
        "nl": r"minister gelezen|gecontroleerd|uw werkgever|het programma|deze website",
        "en": r"the minister|checked|your employer|the program |this website",
    }
    for (year, language), text in shown.items():
        assert [key for key, about in book.about.items() if about[language] in text] == []
        own = {"nl": "als eigen beleid", "en": "as our own policy"}[language]
        assert (own in text) == (year > 2020)
        assert re.search(spoken[language], text) is None
    assert "Works council on this policy: agreed, 10 February 2021." in shown[2021, "en"]


def test_no_text_of_anybody_breaks_a_letter(desk: Desk, book: Rulebook) -> None:
    hostile = '\x0b\x00#panic("x") $x$ </p> & ]]> \ufffe *b* `c` 😀'
    case = decided(made.check(book).but(who=hostile))
    decisions = tuple(each.model_copy(update={"note": hostile}) for each in case.decisions)
    case = kept(desk, case.but(decisions=decisions))
    assert desk.client.get(letter(desk, case, "nl", "letter.pdf")).status_code == 200
    assert "&lt;/p&gt; &amp; ]]&gt;" in desk.client.get(letter(desk, case, "nl")).text
