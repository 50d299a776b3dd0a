"""The outcome as a PDF: accessible by two checkers, equal for equal input, and in the words of the page."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import pdfua
import pikepdf
import pytest
from page import ValidationProfile, validate_pdf_bytes
from starlette.testclient import TestClient

from app.main import create_app
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language, Text
from app.settings import Settings
from app.web.questionnaire.outcome import outcome
from app.web.rendering import pdf as paper
from app.web.rendering.assets import Assets
from app.web.rendering.templates import Pages
from app.web.rendering.theme import Theme
from tests.conftest import NOON, browser
from tests.web.example_visits import ended, link, random_answers

EVERY_VERDICT: list[dict[str, Any]] = [
    {"on_site_tasks": "all"},
    {"on_site_tasks": "part"},
    {"on_site_tasks": "none"},
    {},
]
BY_RANDOM = range(12)


def texts(book: Rulebook, seed: int, language: Language, code: str = "ABCD2345") -> str:
    """Return the XML that is printed for a random visit."""
    random = Random(seed)
    visit = ended(book, random_answers(book, random), full=seed % 2 == 0)
    values = {"rulebook": book, "day": NOON.date(), "made": NOON, "code": code, **outcome(visit, language)}
    return Pages(Assets.load(), Theme.read("")).told(language, "questionnaire/paper.html", values)


def said(page: str) -> list[str]:
    """Return the texts of a page, one for each element that holds some, with single spaces."""
    hidden = r'<button.*?</button>|<a [^>]*href="/../(check/[^"]*|[\w-]+)".*?</a>|<span class="[^"]*hidden">.*?</span>'
    text = re.sub(r"</?(strong|span|a|time)\b[^>]*>", "", re.sub(hidden, "", page, flags=re.DOTALL))
    found = (
        re.sub(r"[\s()]+", " ", unescape(part)).strip() for part in re.split(r"<[^>]+>", text.replace("<br>", " "))
    )
    return [text for text in found if text]


def is_taken_for_short(rule: str, pdf: bytes) -> bool:
    """Say whether a checker took the last byte of a compressed stream for the end of a line, and counted one short."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        streams = [each for each in opened.objects if isinstance(each, pikepdf.Stream)]
        ends = {each.read_raw_bytes()[-1:] for each in streams}
        return rule.endswith("STREAM-LENGTH-001") and bool(ends & {b"\r", b"\n"}) and opened.check_pdf_syntax() == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("given", EVERY_VERDICT)
def test_a_pdf_passes_two_checkers_of_pdf_ua_and_one_of_pdf_a(
    client: TestClient, book: Rulebook, settings: Settings, tmp_path: Path, given: dict[str, Any], language: Language
) -> None:
    answer = client.get(f"{link(book, ended(book, given), settings, language)}/outcome.pdf")
    assert answer.status_code == 200
    for profile in (ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2A):
        found = validate_pdf_bytes(answer.content, profile=profile).failures
        assert [each for each in found if not is_taken_for_short(each.rule_id, answer.content)] == []
    file = tmp_path / "outcome.pdf"
    file.write_bytes(answer.content)
    assert pdfua.validate(str(file)).findings == ()
    assert len(answer.content) <= 60 * 1024


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_is_tagged_and_has_a_language_and_a_title(book: Rulebook, language: Language) -> None:
    with pikepdf.open(BytesIO(paper.compiled(texts(book, 0, language), NOON))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == language
        assert str(pdf.docinfo.Title).endswith(" - Thuiswerkcheck")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_a_checker_finds_what_is_wrong(book: Rulebook) -> None:
    with pikepdf.open(BytesIO(paper.compiled(texts(book, 0, "nl"), NOON))) as pdf:
        del pdf.Root.StructTreeRoot
        broken = BytesIO()
        pdf.save(broken)
    assert not validate_pdf_bytes(broken.getvalue(), profile=ValidationProfile.PDF_UA_1).is_compliant


def test_equal_outcomes_are_equal_bytes_and_no_two_get_mixed_up(book: Rulebook) -> None:
    told = [texts(book, seed, "nl") for seed in BY_RANDOM]
    alone = [paper.compiled(each, NOON) for each in told]
    paper._compiler.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda each: paper.compiled(each, NOON), told))
    assert together == alone
    assert len(set(alone)) == len(set(told)) > 5
    assert all(len(each) <= 60 * 1024 for each in alone)


def test_another_moment_is_another_file(book: Rulebook) -> None:
    told = texts(book, 0, "nl")
    assert paper.compiled(told, NOON) != paper.compiled(told, datetime(2021, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", BY_RANDOM)
def test_paper_says_what_the_page_says(
    client: TestClient, book: Rulebook, settings: Settings, seed: int, language: Language
) -> None:
    visit = ended(book, random_answers(book, Random(seed)), full=seed % 2 == 0)
    page = client.get(f"{link(book, visit, settings, language)}/outcome").text
    code = "".join(re.findall(r"data-code>(\w{4}) (\w{4})<", page)[0])
    main = page.split('<main class="govuk-main-wrapper" id="main">')[1].split("</main>")[0]
    before, keeping = main.split('<section class="govuk-!-display-none-print" data-papers>')
    on_page = said(before + keeping.rpartition("</section>")[2])
    on_paper = said(texts(book, seed, language, code))
    assert [text for text in on_page if text not in " ".join(on_paper)] == []
    heading = {"nl": "Over deze check", "en": "About this check"}[language]
    assert [text for text in on_paper if text not in " ".join(on_page)] == [heading]


def test_a_text_of_a_rulebook_is_never_markup(book: Rulebook) -> None:
    hostile = '#panic("x") $x$ *b* `c` @d <e> </p> & ]]> \\ // /* #import "outcome.typ"'
    both = Text(hostile, hostile)
    verdicts = {id: replace(each, title=both, say=both) for id, each in book.verdicts.items()}
    told = texts(replace(book, verdicts=verdicts), 1, "nl")
    root = ElementTree.fromstring(told)
    assert hostile in [each.text for each in root]
    assert root.attrib["title"].startswith(hostile)
    with pikepdf.open(BytesIO(paper.compiled(told, NOON))) as pdf:
        assert str(pdf.docinfo.Title).startswith(hostile)


def test_a_pdf_is_a_download_that_nobody_keeps_and_whose_name_tells_nothing(
    client: TestClient, book: Rulebook, settings: Settings
) -> None:
    address = link(book, ended(book, {"on_site_tasks": "all"}), settings)
    page = client.get(f"{address}/outcome").text
    assert f'href="{address}/outcome.pdf"' in page
    headers = client.get(f"{address}/outcome.pdf").headers
    assert headers["content-type"] == "application/pdf"
    assert re.fullmatch(r'attachment; filename="thuiswerkcheck-[0-9A-Z]{8}\.pdf"', headers["content-disposition"])
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "".join(re.findall(r"data-code>(\w{4}) (\w{4})<", page)[0]) in headers["content-disposition"]


def test_before_the_end_there_is_nothing_to_print(client: TestClient, book: Rulebook, settings: Settings) -> None:
    visit = replace(ended(book, {"on_site_tasks": "all"}), at="on_site_tasks")
    address = link(book, visit, settings)
    answer = client.get(f"{address}/outcome.pdf")
    assert (answer.status_code, answer.headers["location"]) == (303, address)


def test_paper_says_that_criteria_no_longer_apply(book: Rulebook, settings: Settings) -> None:
    with browser(create_app(settings, lambda: NOON), follow_redirects=True) as client:
        assert client.get(f"{link(book, ended(book, {}), settings)}/outcome.pdf").status_code == 200
    values = {"rulebook": book, "made": NOON, "code": "ABCD2345", **outcome(ended(book, {}), "nl")}
    told = Pages(Assets.load(), Theme.read("")).told(
        "nl", "questionnaire/paper.html", values | {"day": datetime(2021, 10, 15, tzinfo=UTC).date()}
    )
    assert "Sinds 25 september 2021 gelden deze criteria niet meer." in told
