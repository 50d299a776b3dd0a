"""Sharing a check and asking for an arrangement: what is shown first, what is kept, and that it is kept once."""

import re
from html import unescape

import pytest
from starlette.testclient import TestClient

from app.rulebook.model import UNKNOWN, Rulebook
from app.web.visits.links import Seals
from app.web.visits.visit import start
from tests.cases import made
from tests.store.opened import SECRET
from tests.web.example_visits import ended
from tests.web.sharing.staff import TERMS, Staff, hidden

PERSONAL = {"home_workplace": "not_adequate", "home_workplace_fix": "no", "home_part_possible": "no"}
NOT_A_REQUEST = "Dit is geen verzoek volgens de Wet flexibel werken."


def test_every_outcome_offers_the_same_two_ways(staff: Staff, book: Rulebook) -> None:
    offers = set()
    for given in ({}, dict(made.WORK), {"on_site_tasks": "all"}, made.WORK | PERSONAL):
        check = staff.check(ended(book, given))
        page = staff.client.get(check + "/outcome").text
        (offer,) = re.findall(r"<section[^>]*data-share>.*?</section>", page, re.S)
        offers.add(offer.replace(check, ""))
    assert len(offers) == 1
    (offer,) = offers
    assert re.findall(r'href="(/share|/arrangement)"', offer) == ["/share", "/arrangement"]


def test_nothing_is_offered_and_no_page_is_there_without_an_organisation(client: TestClient, staff: Staff) -> None:
    visit = ended(staff.book, dict(made.WORK))
    check = staff.check(visit)
    assert "data-share" not in client.get(check + "/outcome").text
    for path in (f"{check}/share", f"{check}/arrangement", "/nl/case", "/nl/case/withdrawn"):
        assert client.get(path).status_code == 404


def test_in_a_frame_the_two_ways_lead_out_of_it(staff: Staff, book: Rulebook) -> None:
    check = staff.check(ended(book, dict(made.WORK)))
    page = staff.client.get(f"/embed{check}/outcome").text
    (offer,) = re.findall(r"<section[^>]*data-share>.*?</section>", page, re.S)
    links = re.findall(r'<a [^>]*href="([^"]*)"([^>]*)>', offer)
    assert all(to.startswith("/nl/check/") and 'target="_blank"' in more for to, more in links)
    assert staff.client.get(f"/embed{check}/share").status_code == 404


def test_what_hr_would_ask_is_asked_first_and_stored_only_with_the_rest(asked_first: Staff) -> None:
    visit = ended(asked_first.book, PERSONAL | {"site_safe": "yes"})
    assert "on_site_tasks" not in visit.answers
    address, before = asked_first.check(visit) + "/share", asked_first.kept
    preview = asked_first.to_preview(address, made.WORK)
    assert preview != address
    assert asked_first.kept == before
    case = asked_first.case(asked_first.send(preview).headers["location"])
    assert case.statements[0].answers == {q: made.WORK[q] for q in case.statements[0].answers}
    assert "on_site_tasks" in case.statements[0].answers


def test_the_way_back_leads_to_the_very_outcome(asked_first: Staff) -> None:
    visit = ended(asked_first.book, PERSONAL)
    preview = asked_first.client.get(asked_first.to_preview(asked_first.check(visit) + "/share", made.WORK)).text
    back = re.search(r'href="([^"]*/outcome)"', preview)
    assert back
    token = back[1].split("/")[3]
    found = Seals(SECRET, 12, lambda: iter([asked_first.book])).open(token, made.NOW).visit
    assert found.answers == visit.answers


def test_a_question_before_sharing_is_asked_as_any_other(asked_first: Staff) -> None:
    staff, address = asked_first, asked_first.check(ended(asked_first.book, PERSONAL)) + "/share"
    page = staff.client.post(address, data={})
    assert page.status_code == 422
    assert "govuk-error-summary" in page.text
    assert staff.client.post(address, data={"answer": ["yes", "no"]}).status_code == 422
    told = staff.client.post(address, data={"answer": UNKNOWN}, headers={"Accept": "application/json"}).json()
    assert re.search(r'value="unknown"[^>]* checked', staff.client.get(told["here"]).text)
    assert staff.client.get(told["next"]).status_code == 200


def test_the_preview_shows_what_is_kept_and_what_stays(staff: Staff, book: Rulebook) -> None:
    visit = ended(book, made.WORK | PERSONAL | {"mental_health": "yes"})
    preview = staff.to_preview(staff.check(visit) + "/share", visit.answers)
    page = staff.client.get(preview).text
    sees, stays = page.split('id="stays"')
    shown = re.findall(r'data-question="(\w+)"', sees)
    case = staff.case(staff.send(preview, "Personeelsnummer 4711").headers["location"])
    assert shown == list(case.statements[0].answers)
    assert set(re.findall(r'data-question="(\w+)"', stays)) == set(visit.answers) - set(shown)
    assert f'data-shared-verdict="{case.verdict}"' in sees
    assert 'data-differs="yes"' in stays
    assert case.who == "Personeelsnummer 4711"
    for said in (NOT_A_REQUEST, "Delen is uw eigen keuze", "ten minste twee maanden", "HR bewaart dit tot en met"):
        assert said in page


def test_the_preview_says_so_where_nothing_differs(staff: Staff, book: Rulebook) -> None:
    preview = staff.to_preview(staff.check(ended(book, dict(made.WORK), "leave_out")) + "/share", made.WORK)
    assert 'data-differs="no"' in staff.client.get(preview).text


def test_the_same_form_sent_twice_keeps_one_case_and_another_text_in_it_none(staff: Staff, book: Rulebook) -> None:
    preview = staff.to_preview(staff.check(ended(book, dict(made.WORK))) + "/share", made.WORK)
    once, before = hidden(staff.client.get(preview).text), staff.kept
    first, second = staff.send(preview, "A", once), staff.send(preview, "A", once)
    assert first.headers["location"] == second.headers["location"]
    other = staff.send(preview, "B", once)
    assert other.status_code == 422
    assert "govuk-error-summary" in other.text
    assert 'value="B"' in other.text
    assert staff.kept == before + 1
    assert staff.send(preview, "B", hidden(other.text)).status_code == 303
    assert staff.kept == before + 2


def test_how_to_be_reached_is_short_and_plain(staff: Staff, book: Rulebook) -> None:
    preview = staff.to_preview(staff.check(ended(book, dict(made.WORK))) + "/share", made.WORK)
    before, long = staff.kept, staff.send(preview, "x" * 101)
    assert long.status_code == 422
    assert "x" * 101 in long.text
    assert staff.kept == before
    case = staff.case(staff.send(preview, " Ann \n Bee محمد می\u200cروم 王 ").headers["location"])
    assert case.who == "Ann Bee محمد می\u200cروم 王"


@pytest.mark.parametrize(
    ("who", "said"), [("Ann\u202e", "teken dat niemand kan zien of lezen: U+202E"), ("ཀ", "niet afdrukken: “ཀ”.")]
)
def test_how_to_be_reached_can_be_printed(staff: Staff, book: Rulebook, who: str, said: str) -> None:
    preview = staff.to_preview(staff.check(ended(book, dict(made.WORK))) + "/share", made.WORK)
    before, refused = staff.kept, staff.send(preview, who)
    assert refused.status_code == 422
    assert unescape(refused.text).count(said) == 2
    assert 'href="#who"' in refused.text
    assert staff.kept == before


def test_a_check_that_is_not_at_its_end_goes_on_there(staff: Staff, book: Rulebook) -> None:
    check = staff.check(start(book))
    for page in ("share", "arrangement"):
        answer = staff.client.get(f"{check}/{page}")
        assert (answer.status_code, answer.headers["location"]) == (303, check)
    assert staff.client.get("/nl/check/broken/share").status_code == 410


def test_an_arrangement_holds_what_is_proposed_and_nothing_else(staff: Staff, book: Rulebook) -> None:
    check, before = staff.check(ended(book, made.WORK | PERSONAL)), staff.kept
    sent = staff.client.post(check + "/arrangement", data=TERMS)
    assert sent.status_code == 303
    preview = staff.client.get(sent.headers["location"])
    assert NOT_A_REQUEST in preview.text
    assert "data-question" not in preview.text
    assert staff.kept == before
    case = staff.case(staff.send(sent.headers["location"]).headers["location"])
    assert (case.kind, case.proposal, case.statements, case.edition) == ("arrangement", made.TERMS, (), None)


def test_what_was_proposed_can_be_changed_before_it_is_sent(staff: Staff, book: Rulebook) -> None:
    check = staff.check(ended(book, dict(made.WORK)))
    preview = staff.client.get(staff.client.post(check + "/arrangement", data=TERMS).headers["location"]).text
    back = re.search(r'href="([^"]*arrangement\?terms=[^"]*)"', preview)
    assert back
    form = staff.client.get(back[1]).text
    assert re.findall(r'value="(\w+)" checked', form) == ["monday", "thursday"]
    assert re.search(r'id="since-day"[^>]*value="8"', form)
    assert staff.client.get(f"{check}/arrangement?terms={check.split('/')[-1]}").status_code == 410


@pytest.mark.parametrize(("change", "wrong", "field"), [
    ({"days": []}, "Kies de dagen op locatie, of kies geen dag", "days"),
    ({"days": ["monday", "none"]}, "maar niet allebei", "days"),
    ({"since-year": ""}, "De eerste dag heeft een dag, een maand en een jaar nodig", "since-day"),
    ({"since-day": "7", "since-month": "2"}, "De eerste dag moet vandaag of later zijn", "since-day"),
    ({"until-day": "31"}, "De laatste dag is geen datum die bestaat", "until-day"),
    ({"until-month": "een"}, "De laatste dag is geen datum die bestaat", "until-day"),
    ({"until-day": "9999999999"}, "De laatste dag is geen datum die bestaat", "until-day"),
    ({"until-day": "7", "until-month": "3"}, "De laatste dag moet na de eerste dag komen", "until-day"),
    ({"review-day": "", "review-month": "", "review-year": ""}, "Vul in wanneer u er opnieuw naar kijkt", "review-day"),
    ({"review-day": "1", "review-month": "3"}, "op de eerste dag of later", "review-day"),
    ({"review-day": "1", "review-month": "7"}, "op de laatste dag of eerder", "review-day"),
])  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    staff: Staff, book: Rulebook, change: dict[str, object], wrong: str, field: str
) -> None:
    address = staff.check(ended(book, dict(made.WORK))) + "/arrangement"
    page = staff.client.post(address, data=TERMS | change)
    assert page.status_code == 422
    summary, rest = page.text.split("<h1", 1)
    assert re.search(rf'href="#{field}">[^<]*{wrong}', summary)
    assert f'id="{field}"' in rest
    assert wrong in rest
    sent = {name: value for name, value in (TERMS | change).items() if value and name != "days"}
    assert all(re.search(rf'id="{name}"[^>]*value="{value}"', rest) for name, value in sent.items())


def test_an_arrangement_without_a_day_on_site_is_possible_too(staff: Staff, book: Rulebook) -> None:
    address = staff.check(ended(book, dict(made.WORK))) + "/arrangement"
    preview = staff.client.post(address, data=TERMS | {"days": ["none"]}).headers["location"]
    case = staff.case(staff.send(preview).headers["location"])
    assert case.proposal
    assert case.proposal.days == ()


def test_who_uses_the_check_stands_in_the_footer_and_on_the_privacy_page(staff: Staff) -> None:
    for language, said in (("nl", "Instemming van de ondernemingsraad"), ("en", "Consent of the works council")):
        for path in ("", "/thuiswerken-2021/source", "/nothing/here"):
            assert 'data-employer="oeverwoude"' in staff.client.get(f"/{language}{path}").text
        page = staff.client.get(f"/{language}/privacy").text
        for told in ("Gemeente Oeverwoude", said, "Noor de Wit", "fg@oeverwoude.example", "365", "183"):
            assert told in page
