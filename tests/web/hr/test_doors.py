"""Every door where people write: names of everywhere go in and come out alike, and the rest is refused by name."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pypdf import PdfReader

from app.cases.accounts import Person
from app.cases.authentication import Changed, Shown, account_of, new_account, person_elsewhere, person_showing
from app.cases.repository import AuditEntry
from app.problems import AppError
from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.web.hr.letter import letter_pdf, letter_told
from app.web.rendering.assets import Assets
from app.web.rendering.templates import Pages
from app.web.rendering.theme import Theme
from app.writing import CLOSES, OPENS, misfit, one_line
from tests.cases import made
from tests.cases.worked import decided
from tests.depth import many
from tests.test_writing import PRINTED
from tests.web.hr.conftest import Desk
from tests.web.hr.pages import filled_in, kept, send
from tests.web.hr.test_accounts import send as send_account
from tests.web.hr.test_talking import MANAGER, manager_link
from tests.web.rendering.test_printed import allowed, words

Door = Callable[[str], tuple[int, str, str]]
"""What writes a text somewhere: the status, the page, and what was kept."""
LINE = AuditEntry(made.NOW, "tests", "account_added")
UNSEEN, STRANGE = "Noor\u202e de Wit", "Noor ཀ de Wit"
ZOE = "Zoë Ångström"


def letter_about(text: str) -> str:
    """Return what can be read of the letter about somebody who is called this, with this as a note."""
    book = load_rulebook(RULES / "thuiswerken-2021" / "1.0.0.yaml")
    case = decided(made.check(book).but(who=text), note=text)
    assert case.decision
    told = letter_told(case, case.decision, book, "en", employer=made.EMPLOYER)
    pdf = letter_pdf(Pages(Assets.load(), Theme.read("")), told, "en")
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.fixture
def desk(room: Desk) -> Desk:
    room.sign_in("hanna", "hr")
    return room


@pytest.fixture(params=["note", "who", "name", "account"])
def door(request: pytest.FixtureRequest, desk: Desk, book: Rulebook) -> Door:
    """Return one way in."""

    def note(text: str) -> tuple[int, str, str]:
        case = kept(desk, made.check(book))
        answer = send(desk, f"/en/hr/cases/{case.id}/decision", filled_in(note=text))
        found = desk.casework.store.read(case.id).decision
        return answer.status_code, answer.text, found.note if found else ""

    def who(text: str) -> tuple[int, str, str]:
        fields = filled_in(who=text) | {"language": "en"}
        answer = send(desk, "/en/hr/new/arrangement", fields)
        if answer.status_code != 303:
            return answer.status_code, answer.text, ""
        return 303, "", desk.casework.store.read(answer.headers["location"].split("/")[-1]).who

    def name(text: str) -> tuple[int, str, str]:
        case = kept(desk, made.check(book))
        link = manager_link(desk, case).replace("/nl/", "/en/")
        answer = desk.client.post(link, data={**MANAGER, "name": text, "step": "send"})
        said = desk.casework.store.read(case.id).said_by("manager")
        return answer.status_code, answer.text, said.by if said else ""

    def account(text: str) -> tuple[int, str, str]:
        desk.sign_in("ada", "admin")
        login = f"x{len(desk.casework.people.all())}"
        answer = send_account(desk, login=login, name=text)
        found = desk.casework.people.of_login(login)
        return answer.status_code, answer.text, found[0].name if found else ""

    return {"note": note, "who": who, "name": name, "account": account}[request.param]


@pytest.mark.parametrize("text", [" ".join(PRINTED[::2]), " ".join(PRINTED[1::2]), normalize("NFD", ZOE)])
def test_a_name_of_anywhere_goes_in_normalised(door: Door, text: str) -> None:
    status, page, found = door(text)
    assert status in (200, 303), page
    assert found == normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "told"),
    [(UNSEEN, "nobody can see or read: U+202E RIGHT-TO-LEFT OVERRIDE."), (STRANGE, "We cannot print this: “ཀ”.")],
)
def test_what_cannot_be_printed_is_refused_with_what_to_do(door: Door, text: str, told: str) -> None:
    status, page, found = door(text)
    assert (status, found) == (422, "")
    assert unescape(page).count(told) == 2, "above the form and at the field"
    assert "govuk-error-summary" in page
    assert unescape(re.findall(r'value="(Noor[^"]*)"|>\s*(Noor[^<]*)</textarea>', page)[0][0] or text) == text


@given(some.lists(some.deferred(lambda: some.sampled_from(allowed())), min_size=1, max_size=30).map("".join))
@settings(max_examples=many(25), deadline=None)
def test_whatever_a_door_lets_in_stands_in_the_letter(typed: str) -> None:
    text = one_line(typed)
    if misfit(text, 100) is None:
        told = letter_about(text)
        assert words(text) <= words(told), ascii(text)
        assert "\N{REPLACEMENT CHARACTER}" not in told


def test_a_name_from_right_to_left_turns_no_word_of_the_letter_round(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, decided(made.check(book).but(who="נועה כהן")))
    page = desk.client.get(f"/en/hr/cases/{case.id}/letter").text
    assert f"{OPENS}נועה כהן{CLOSES}" in page


def test_a_login_is_found_however_its_letters_are_typed(desk: Desk) -> None:
    people = desk.casework.people
    changed = Changed(normalize("NFD", ZOE), frozenset({"hr"}), active=True)
    person, password = new_account(people, normalize("NFD", "ZOË@x.example"), changed, line=LINE)
    assert (person.login, person.name) == (normalize("NFC", "zoë@x.example"), normalize("NFC", ZOE))
    for form in ("NFC", "NFD"):
        assert person_showing(people, Shown(normalize(form, "zoë@X.example"), password), made.NOW) == person
    assert person_elsewhere(people, normalize("NFD", "Zoë@x.example"), "Zoë", None, at=made.NOW)
    with pytest.raises(AppError) as refused:
        new_account(people, normalize("NFD", "zoë@x.example"), changed, line=LINE)
    assert refused.value.code == "conflict"


def test_an_account_of_before_logins_were_normalised_stays(desk: Desk) -> None:
    before = Person("b" * 26, normalize("NFD", "andré"), "André", frozenset({"hr"}))
    desk.casework.people.add(before, "", b"")
    for form in ("NFC", "NFD"):
        found = account_of(desk.casework.people, normalize(form, "André "))
        assert found and found[0] == before
        with pytest.raises(AppError):
            new_account(desk.casework.people, normalize(form, "andré"), Changed("A", frozenset(), True), line=LINE)


@pytest.mark.parametrize("login", ["noor\u202e", "noor\u200b", "no or", "no\u2003or", "", "x" * 101, "ཀ"])
def test_a_login_is_one_word_that_can_be_printed(desk: Desk, login: str) -> None:
    with pytest.raises(AppError) as refused:
        new_account(desk.casework.people, login, Changed("Noor", frozenset(), True), line=LINE)
    assert [each.pointer for each in refused.value.errors] == ["/login"]


def test_a_name_that_another_program_gives_is_spelled_where_it_cannot_be_printed(desk: Desk) -> None:
    found = person_elsewhere(desk.casework.people, "kun", "ཀun\u202e", frozenset({"hr"}), at=made.NOW)
    assert found and found.name == "[U+0F40 TIBETAN LETTER KA]un[U+202E RIGHT-TO-LEFT OVERRIDE]"
