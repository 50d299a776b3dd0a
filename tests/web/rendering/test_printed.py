"""Whatever people may write comes out of the PDF, inside its margins."""

from datetime import UTC, datetime
from functools import cache
from html import escape
from io import BytesIO
from typing import cast

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from page import ValidationProfile, validate_pdf_bytes
from PIL import Image
from pypdf import PdfReader

from app.fonts import characters_in, font_files
from app.web.rendering import pdf as paper
from app.writing import SELECTORS, one_line, unprintable
from tests.conftest import NOON
from tests.depth import THOROUGH, many
from tests.test_writing import PRINTED
from tests.web.rendering.test_pdf import is_taken_for_short

MARGIN = 22 / 25.4 * 72
OVERHANG = 4
"""How far a letter may lean out of its line, in points."""
LONG = {
    "letters": "W" * 400,
    "capitals and marks": "A\u0301" * 300,
    "address": "https://gemeente.example/" + "personeelszaken/thuis-werken?dag=1&uur=2#" * 20,
    "underscores": "_" * 400,
    "digits": "1-2-3" * 100,
    "no-break spaces": "ab\N{NO-BREAK SPACE}" * 200,
    "non-breaking hyphens": "ab\N{NON-BREAKING HYPHEN}" * 200,
    "Arabic": "م" * 400,
    "Hebrew": "ש" * 400,
    "Devanagari": "क्षत्रि" * 100,
    "Thai": "ก" * 400,
    "Chinese": "王" * 400,
    "Korean": "김" * 400,
    "emoji": "😀" * 200,
    "families": "👩\u200d👩\u200d👧" * 100,
    "a whole sentence in one character": "\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}" * 30,
}
LOOKS = (
    "<p>{0}</p>",
    "<p><strong>{0}</strong></p>",
    "<h1>{0}</h1>",
    "<h3>{0}</h3>",
    '<dl class="short"><div><dt>{0}</dt><dd>{0}</dd></div></dl>',
    "<dl><div><dt>{0}</dt><dd>{0}</dd></div></dl>",
    "<ul><li>{0}</li></ul>",
    "<blockquote><p>{0}</p></blockquote>",
    "<small>{0}</small>",
)


@cache
def allowed() -> list[str]:
    """Return every character that people may write."""
    known = set().union(*(characters_in(file.read_bytes()) for file in font_files()))
    return [each for each in map(chr, sorted(known)) if not unprintable(each)]


def paper_of(text: str, *looks: str) -> str:
    foot = escape(text)
    body = "".join(look.format(escape(text)) for look in looks)
    return f'<paper lang="nl" title="-" foot="{foot}">{body}</paper>'


def letters_in(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def words(text: str) -> set[str]:
    """Return the characters of a text that are printed; what chooses a shape of the one before is not one."""
    return {each for each in text if each.isprintable() and not each.isspace() and each not in SELECTORS}


def assert_is_printed(text: str) -> None:
    made = letters_in(paper.compiled(paper_of(text, "<p>{0}</p>", "<p><strong>{0}</strong></p>"), NOON))
    assert words(made) - words("1/") == words(text) - words("1/"), ascii(text)
    assert "\N{REPLACEMENT CHARACTER}" not in made


@pytest.mark.parametrize("text", PRINTED)
def test_names_and_signs_come_out_of_paper(text: str) -> None:
    assert_is_printed(one_line(text))


@given(some.data())
@settings(max_examples=many(100), deadline=None)
def test_whatever_may_be_written_comes_out_of_paper(data: some.DataObject) -> None:
    letters = some.one_of(some.sampled_from(allowed()), some.sampled_from("a é\u200c\u200d\u0301\ufe0f\N{SKULL}"))
    text = one_line("".join(data.draw(some.lists(letters, max_size=20))))
    if not unprintable(text):
        assert_is_printed(text)


def test_every_character_that_may_be_written_has_a_shape_in_every_weight() -> None:
    step = len(allowed()) if THOROUGH else 2000
    for start in range(0, len(allowed()) if THOROUGH else step, 1000):
        part = allowed()[start : start + 1000] if THOROUGH else allowed()[start :: len(allowed()) // 1000]
        body = "".join(f"<p>{escape(each)} <strong>{escape(each)}</strong></p>" for each in part)
        assert paper.compiled(f'<paper lang="nl" title="-" foot="-">{body}</paper>', NOON)


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_word_of_any_length_stays_inside_the_margin(text: str) -> None:
    assert unprintable(text) == ()
    given = paper.inputs(paper_of(text, *LOOKS), NOON)
    pages = paper._compiler().compile(sys_inputs=given, format="png", ppi=72)
    for page in pages if isinstance(pages, list) else [cast(bytes, pages)]:
        ink = Image.open(BytesIO(page)).convert("L").point(lambda grey: 255 * (grey < 200)).getbbox()
        if ink:
            assert ink[0] >= MARGIN - OVERHANG
            assert ink[2] <= 595 - MARGIN + OVERHANG


def test_an_address_of_one_line_is_copied_as_it_is() -> None:
    address = "https://intranet.gemeente.example/personeelszaken/thuiswerken-en-hybride"
    assert address in letters_in(paper.compiled(paper_of("-", f"<p>{address}</p>"), NOON))
    whole = "https://gemeente.example/" + "a" * 300
    assert whole in letters_in(paper.compiled(paper_of("-", f"<p>{whole}</p>"), NOON)).replace("\n", "")


def test_names_from_right_to_left_keep_a_pdf_accessible() -> None:
    text = " ".join(PRINTED) + LONG["Arabic"] + LONG["letters"]
    made = paper.compiled(paper_of(text, *(look.replace("h3", "h2") for look in LOOKS)), NOON)
    for profile in (ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_2A):
        found = validate_pdf_bytes(made, profile=profile).failures
        assert [each for each in found if not is_taken_for_short(each.rule_id, made)] == []
    with pikepdf.open(BytesIO(made)) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_what_was_kept_before_there_was_a_list_is_told_by_number() -> None:
    made = letters_in(
        paper.compiled(paper_of("Noor \ue000\x01 & \ufffe <ཀ>", "<p>{0}</p>"), datetime(2021, 3, 1, tzinfo=UTC))
    )
    assert "Noor [U+E000][U+0001] & [U+FFFE] <[U+0F40 TIBETAN LETTER KA]>" in made
