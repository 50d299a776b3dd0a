"""Writing down what came of a talk: nothing is pre-selected, nothing is lost, and one person decides once."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from html import unescape
from itertools import product
from random import Random

import pytest

from app.cases.case import Case, Statement, Terms, Unmet
from app.cases.decisions import plan_talk, reopen
from app.cases.organisation import Retention
from app.cases.statements import state
from app.cases.transitions import Actor
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.web.decision_words import claims_of
from app.web.rendering.assets import Assets
from app.web.rendering.templates import Pages, macros
from app.web.rendering.theme import Theme
from tests.cases import made
from tests.cases.worked import HANNA, acting, decided, disagreed
from tests.web.hr.conftest import Desk
from tests.web.hr.pages import DAY, NOTED, day, filled_in, hidden, kept, send

WRONG: list[tuple[Mapping[str, object], str]] = [
    ({"how": "employer"}, "reasons"),
    ({"how": ""}, "how"),
    ({"talked_how": "letter"}, "talked_how"),
    ({"days": []}, "days"),
    ({"days": ["monday", "none"]}, "days"),
    ({"days": ["someday"]}, "days"),
    (day("talked_on", date(2021, 3, 2)), "talked_on"),
    ({"since-day": ""}, "since"),
    ({"since-day": "31", "since-month": "2"}, "since"),
    ({"until-year": "21"}, "until"),
    ({"until-day": "9" * 10}, "until"),
    ({"review-year": "9" * 5000}, "review"),
    (day("until", date(2021, 3, 1)), "until"),
    (day("until", date(9999, 12, 31)), "until"),
    ({"review-month": "²"}, "review"),
    (day("review", date(2021, 7, 1)), "review"),
    ({**day("since", date(2021, 1, 1)), **day("review", date(2021, 2, 1))}, "review"),
    ({"note": "x" * 501}, "note"),
]


def path(case: Case, page: str = "decision", language: str = "nl") -> str:
    return f"/{language}/hr/cases/{case.id}/{page}"


@pytest.fixture
def desk(room: Desk) -> Desk:
    room.sign_in("hanna", "hr")
    return room


@pytest.fixture
def check(desk: Desk, book: Rulebook) -> Case:
    return kept(desk, made.check(book))


def test_nothing_is_chosen_and_the_page_says_what_may_be_asked(desk: Desk, book: Rulebook) -> None:
    for case, language in product((kept(desk, made.check(book)), kept(desk, made.arrangement())), LANGUAGES):
        check_empty(desk, case, language)


def check_empty(desk: Desk, case: Case, language: str) -> None:
    page = desk.client.get(path(case, language=language)).text
    assert " checked" not in page
    assert re.findall(r'<input class="govuk-input[^>]*value="[^"]+', page) == []
    said = {"nl": ["Vraag niet naar de reden", "open spreekuur", "Wilt u nee zeggen?"], "en": ["Do not ask for the"]}
    assert all(text in page for text in said[language])
    warning = {"nl": "Schrijf hier niets over gezondheid of thuis", "en": "Do not write anything about health"}
    assert (warning[language] in page) is (case.kind == "check")
    assert ("<textarea" in page) is (case.kind == "check")


def test_what_was_filled_in_is_kept_and_the_case_is_decided_in_a_name(desk: Desk, check: Case) -> None:
    sent = send(desk, path(check), filled_in(note="Op maandag is er overdracht."))
    assert (sent.status_code, sent.headers["location"]) == (303, f"/nl/hr/cases/{check.id}")
    case = desk.casework.store.read(check.id)
    decision = case.decision
    assert decision
    assert (decision.name, decision.how, decision.talked_how, decision.talked_on) == (
        "Hanna",
        "agreed",
        "video",
        DAY["talked_on"],
    )
    terms = Terms(days=("monday", "thursday"), since=DAY["since"], until=DAY["until"], review=DAY["review"])
    assert (decision.terms, decision.note, case.due) == (terms, "Op maandag is er overdracht.", DAY["review"])
    done = [line.done for line in desk.casework.store.trail(case.id)]
    assert [each for each in done if each != "viewed"] == ["decided"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_or_wrong_is_told_and_the_text_stays(desk: Desk, check: Case, language: str) -> None:
    for changes, field in WRONG:
        check_told(desk, check, (changes, field), language)


def check_told(desk: Desk, check: Case, wrong: tuple[Mapping[str, object], str], language: str) -> None:
    changes, field = wrong
    fields = {"note": "Overdracht op maandag", **filled_in(), **changes}
    sent = send(desk, path(check, language=language), fields)
    assert sent.status_code == 422
    summary = sent.text.split("govuk-error-summary__list")[1].split("</ul>")[0]
    links = re.findall(r'href="#([^"]+)"', summary)
    assert links in ([field], [f"{field}-day"])
    assert f'id="{links[0]}"' in sent.text
    messages = re.findall(r">([^<>]{8,})</a>", summary)
    assert all(sent.text.count(message) >= 2 for message in messages)
    assert {"nl": "<title>Fout: ", "en": "<title>Error: "}[language] in sent.text
    assert str(fields["note"]) in unescape(sent.text)
    assert desk.casework.store.read(check.id).decisions == ()


def test_everything_that_is_missing_is_told_at_once_in_the_order_of_the_page(desk: Desk, check: Case) -> None:
    sent = send(desk, path(check), {})
    assert sent.status_code == 422
    summary = sent.text.split("govuk-error-summary__list")[1].split("</ul>")[0]
    assert re.findall(r'href="#([^"]+)"', summary) == [
        "talked_on-day",
        "talked_how",
        "how",
        "days",
        "since-day",
        "until-day",
        "review-day",
    ]


def test_deviating_with_a_reason_of_the_list_is_taken(desk: Desk) -> None:
    case = kept(desk, made.arrangement())
    sent = send(desk, path(case), filled_in(how="employer", reasons=["no_room", "work_organisation"], days=["friday"]))
    assert sent.status_code == 303
    decision = desk.casework.store.read(case.id).decision
    assert decision and decision.reasons == ("no_room", "work_organisation")


def test_free_text_does_not_reach_a_tailored_arrangement(desk: Desk) -> None:
    case = kept(desk, made.arrangement())
    assert send(desk, path(case), filled_in(note="He is ill")).status_code == 422
    assert desk.casework.store.read(case.id).decisions == ()


def test_no_days_on_site_is_a_choice_of_its_own(desk: Desk, check: Case) -> None:
    assert send(desk, path(check), filled_in(days=["none"], reasons=["now_possible_at_home"])).status_code == 303
    decision = desk.casework.store.read(check.id).decision
    assert decision and decision.terms.days == ()


def test_nobody_decides_who_is_not_signed_in_or_may_not(desk: Desk, check: Case) -> None:
    form = filled_in(form_key="guessed")
    assert desk.client.post(path(check), data=form).status_code == 403
    desk.sign_in("mark", "manager")
    for page in ("decision", "again", "letter", "letter.pdf", "questions", "parties"):
        assert desk.client.get(path(check, page)).status_code == 403
    for page in ("decision", "talk", "confirmation", "disagreement", "reopening", "questions", "invitation", "manager"):
        assert desk.client.post(path(check, page), data=form).status_code == 403
    desk.sign_out()
    for page in ("decision", "again", "letter", "letter.pdf", "questions", "parties"):
        assert desk.client.get(path(check, page)).status_code in (303, 403)
    assert desk.casework.store.read(check.id).revision == 1


def test_a_form_of_somebody_else_is_refused_everywhere(desk: Desk, check: Case) -> None:
    for page in ("decision", "talk", "confirmation", "disagreement", "reopening", "questions", "manager", "statement"):
        fields = filled_in(form_key="of somebody else", day="1", why="review", question="x", manager="x")
        assert desk.client.post(path(check, page), data=fields).status_code in (403, 404, 422), page
    assert desk.casework.store.read(check.id).revision == 1


def test_the_second_of_two_gets_a_page_with_their_own_text(desk: Desk, check: Case) -> None:
    first, second = (hidden(desk.client.get(path(check)).text) for _ in "ab")
    assert desk.client.post(path(check), data={**first, **filled_in()}).status_code == 303
    late = desk.client.post(path(check), data={**second, **filled_in(note="Mijn eigen tekst", talked_how="telephone")})
    assert late.status_code == 409
    assert "Mijn eigen tekst" in late.text
    assert "Telefonisch" in late.text.split("data-kept")[1]
    assert len(desk.casework.store.read(check.id).decisions) == 1


def test_after_another_change_the_text_can_be_sent_again(desk: Desk, check: Case) -> None:
    mine = hidden(desk.client.get(path(check)).text)
    kept_by_other = desk.casework.store.save(check.but(handler="other"), NOTED)
    late = desk.client.post(path(check), data={**mine, **filled_in(note="Mijn tekst")})
    assert late.status_code == 409
    form = late.text.split("data-kept")[1]
    again: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form):
        again.setdefault(name, []).append(unescape(value))
    assert again["revision"] == [str(kept_by_other.revision)]
    assert desk.client.post(path(check), data=again).status_code == 303
    decision = desk.casework.store.read(check.id).decision
    assert decision and decision.note == "Mijn tekst"


def test_the_same_form_twice_decides_once(desk: Desk, check: Case) -> None:
    form = {**hidden(desk.client.get(path(check)).text), **filled_in()}
    first, second = (desk.client.post(path(check), data=form) for _ in "ab")
    assert (first.status_code, first.headers["location"]) == (second.status_code, second.headers["location"])
    assert len(desk.casework.store.read(check.id).decisions) == 1
    other = desk.client.post(path(check), data={**form, "days": ["friday"], "note": "Mijn tekst"})
    assert other.status_code == 422
    kept_there = other.text.split("data-kept")[1]
    assert "U heeft dit formulier al eerder verstuurd" in other.text
    assert "vrijdag" in kept_there and "Mijn tekst" in kept_there and "<form" not in kept_there
    assert len(desk.casework.store.read(check.id).decisions) == 1


def test_that_the_employee_told_hr_not_to_agree_asks_for_a_new_talk(desk: Desk, check: Case) -> None:
    send(desk, path(check), filled_in())
    fields = hidden(desk.client.get(path(check, "again")).text)
    first, second = (desk.client.post(path(check, "disagreement"), data=fields) for _ in "ab")
    assert first.headers["location"] == second.headers["location"] == path(check, "again")
    after = desk.casework.store.read(check.id)
    assert (after.status, after.events[-1].what, after.events[-1].by) == ("disagreed", "disagreed", HANNA.id)
    assert [each.what for each in after.events].count("disagreed") == 1
    assert (
        "De medewerker zei tegen Hanna: ik ben het er niet mee eens" in desk.client.get(f"/nl/hr/cases/{check.id}").text
    )
    assert f'action="{path(check, "talk")}"' in desk.client.get(path(check, "again")).text


def test_a_decided_case_is_opened_again_with_a_reason_and_keeps_what_was_decided(desk: Desk, check: Case) -> None:
    send(desk, path(check), filled_in())
    assert desk.client.get(path(check)).headers["location"] == path(check, "again")
    assert send(desk, path(check, "reopening"), {}, page=path(check, "again")).status_code == 422
    assert send(desk, path(check, "reopening"), {"why": "mistake"}, page=path(check, "again")).status_code == 303
    case = desk.casework.store.read(check.id)
    assert (case.status, case.decision, len(case.decisions)) == ("in_hand", None, 1)
    assert send(desk, path(check), filled_in(days=["friday"])).status_code == 303
    assert len(desk.casework.store.read(check.id).decisions) == 2


def test_after_a_disagreement_a_talk_is_planned_and_it_is_decided_anew_or_stays(desk: Desk, check: Case) -> None:
    send(desk, path(check), filled_in())
    store = desk.casework.store
    store.save(disagreed(store.read(check.id)), NOTED)
    again = path(check, "again")
    assert "niet mee eens" in desk.client.get(again).text
    for wrong in (day("day", date(2021, 2, 28)), {}):
        assert send(desk, path(check, "talk"), wrong, page=again).status_code == 422
    planned = date(2021, 3, 1) + timedelta(days=4)
    assert send(desk, path(check, "talk"), day("day", planned), page=again).status_code == 303
    assert (store.read(check.id).talk, store.read(check.id).due) == (planned, planned)
    form = {**day("talked_on", date(2021, 3, 1)), "talked_how": "in_person", **day("review", date(2021, 6, 1))}
    wrong_days: list[dict[str, str]] = [{**form, "talked_how": ""}, {**form, **day("review", date(2021, 9, 1))}]
    for each in wrong_days:
        assert send(desk, path(check, "confirmation"), dict(each), page=again).status_code == 422
    assert send(desk, path(check, "confirmation"), dict(form), page=again).status_code == 303
    case = store.read(check.id)
    assert (case.status, case.talk, len(case.decisions)) == ("decided", None, 2)
    assert case.decision and case.decision.terms.review == date(2021, 6, 1)


def test_nothing_personal_is_on_any_of_these_pages(desk: Desk, book: Rulebook) -> None:
    hidden_texts = {
        text[language]
        for q in book.questions.values()
        if q.sensitivity != "work"
        for text in (q.ask, q.ask.other, *q.answers.values())
        for language in LANGUAGES
    }
    seen = {t[language] for q in book.questions.values() if q.sensitivity == "work" for t in q.answers.values()
            for language in LANGUAGES}  # fmt: skip
    personal = {c.title[language] for c in (book.criteria["home_workplace"], book.criteria["mental_health"])
                for language in LANGUAGES}  # fmt: skip
    for seed in range(6):
        draw = Random(seed)
        answers = {q.id: draw.choice([*q.answers]) for q in book.questions.values() if not q.many}
        case = kept(desk, made.check(book, dict(answers)))
        send(desk, path(case), filled_in())
        for page in ("again", "letter", "letter?letter=en", "questions", "parties"):
            answer = desk.client.get(path(case, page))
            assert answer.status_code == 200
            shown = unescape(answer.text)
            assert [text for text in (hidden_texts - seen) | personal if f">{text}<" in shown] == [], page


def test_a_form_sent_twice_at_once_decides_once(desk: Desk, book: Rulebook) -> None:
    for _ in range(4):
        case = kept(desk, made.check(book))
        form = {**hidden(desk.client.get(path(case)).text), **filled_in()}
        with ThreadPoolExecutor(3) as pool:
            waiting = [pool.submit(desk.client.post, path(case), data=form) for _ in range(3)]
            answers = [each.result() for each in waiting]
        assert [answer.status_code for answer in answers] == [303] * 3
        assert len(desk.casework.store.read(case.id).decisions) == 1


def test_the_parts_for_the_page_of_a_case_say_what_holds_and_lead_on(desk: Desk, book: Rulebook) -> None:
    says = {
        "Er staat nog niets op papier.": made.check(book),
        "Kijk er opnieuw naar": decided(made.check(book)),
        "Voer uiterlijk op 15 maart 2021 een nieuw gesprek.": disagreed(decided(made.check(book))),
        "Op 8 maart 2021 is er een nieuw gesprek.": plan_talk(
            disagreed(decided(made.check(book))), DAY["since"], acting()
        ),
        "Deze zaak is weer open.": reopen(decided(made.check(book)), "review", acting()),
    }
    said = partial(claims_of, rulebook=book, at=("nl", DAY["since"]))
    values: dict[str, object] = {
        "unmet_of": lambda case, decision: [],
        "claims_of": lambda *of: said(of[0], decision=of[1] if of[1:] else None),
    }
    parts = macros("nl", "hr/parts/decision.html", values, Pages(Assets.load(), Theme.read("")).here)
    for sentence, made_case in says.items():
        case = kept(desk, made_case)
        text = str(parts.disagreement(case)) + str(parts.decisions(case))
        assert sentence in text
        assert ("data-disagreed" in text) is (made_case.status == "disagreed")
        for address in re.findall(r'href="([^"]+)"', text):
            assert desk.client.get(unescape(address)).status_code == 200, address
        assert "href" not in str(parts.disagreement(case, may_decide=False))


HOME = {"on_site_tasks": "none"}
PAIRS: list[tuple[dict[str, str], dict[str, object], dict[str, str]]] = [
    (
        HOME,
        {"reasons": ["site_not_safe"]},
        {"nl": "“Dagen op locatie” past niet bij “De werkplek is nog niet veilig”",
         "en": "“Days on site” does not go with “The workplace is not safe yet”"},
    ),
    (
        {},
        {"how": "employer", "reasons": ["agreed_otherwise"]},
        {"nl": "“De werkgever beslist anders dan de medewerker wil” past niet bij “Samen iets anders afgesproken”",
         "en": "“The employer decides differently from what the employee wants” does not go with"},
    ),
    (HOME, {}, {"nl": "Dit is anders dan het advies. Kies", "en": "This is different from the advice. Choose"}),
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("answers", "fields", "told"), PAIRS)
def test_what_does_not_go_together_is_named_and_the_form_stays_filled_in(
    desk: Desk,
    book: Rulebook,
    language: str,
    answers: dict[str, object],
    fields: dict[str, object],
    told: dict[str, str],
) -> None:
    case, reasons = kept(desk, made.check(book, answers)), re.findall(r"\w+", str(fields.get("reasons", "")))
    sent = send(desk, path(case, language=language), filled_in(**fields, note="Overdracht op maandag"))
    assert sent.status_code == 422
    assert unescape(sent.text).count(told[language]) == 2
    assert "Overdracht op maandag" in sent.text
    ticked = re.findall(r'value="([^"]+)" checked', sent.text)
    assert set(ticked) == {"video", "monday", "thursday", str(fields.get("how", "agreed")), *reasons}
    assert desk.casework.store.read(case.id).decisions == ()


def test_what_does_not_go_together_is_told_with_what_is_missing(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book, dict(HOME)))
    form = filled_in(reasons=["site_not_safe", "no_room"]) | {"review-day": "", "review-month": "", "review-year": ""}
    page = unescape(send(desk, path(case, language="en"), form).text)
    assert "Fill in when you look at this again" in page
    assert "“Days on site” does not go with “The workplace is not safe yet”; “More days on site" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_must_be_met_and_what_parties_see_apart_stand_beside_the_form(
    desk: Desk, book: Rulebook, language: Language
) -> None:
    case = kept(desk, stated(made.check(book, {"site_safe": "no"}), book, {**made.WORK, "on_site_tasks": "none"}))
    page = unescape(desk.client.get(path(case, language=language)).text)
    assert book.requirements["site_safe"].not_met.other[language] in page
    assert 'data-requirement="site_safe" data-state="not_met"' in page
    assert set(re.findall(r'data-apart="([^"]+)"', page)) == {"on_site_tasks", "site_safe"}
    assert 'data-state="not_met"' not in desk.client.get(path(kept(desk, made.check(book)), language=language)).text


def test_what_must_be_met_is_kept_with_the_decision_and_told_again_when_it_stays(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book, {"site_safe": "no"}))
    send(desk, path(case), filled_in())
    form = {**day("talked_on", date(2021, 3, 1)), "talked_how": "in_person", **day("review", date(2021, 6, 1))}
    assert send(desk, path(case, "confirmation"), dict(form), page=path(case, "again")).status_code == 303
    kept_now = desk.casework.store.read(case.id)
    assert [each.unmet for each in kept_now.decisions] == [(Unmet(id="site_safe", state="not_met"),)] * 2


def test_a_decision_from_before_that_does_not_go_together_cannot_just_stay(desk: Desk, book: Rulebook) -> None:
    case = decided(made.check(book))
    wrong = case.decisions[0].model_copy(update={"reasons": ("site_not_safe",), "unmet": None})
    case = kept(desk, case.but(decisions=(wrong,)))
    form = {**day("talked_on", date(2021, 3, 1)), "talked_how": "in_person", **day("review", date(2021, 3, 20))}
    sent = send(desk, path(case, "confirmation", "en"), dict(form), page=path(case, "again"))
    assert sent.status_code == 422
    assert "“Days on site” does not go with “The workplace is not safe yet”" in unescape(sent.text)


def stated(case: Case, book: Rulebook, answers: dict[str, object]) -> Case:
    said = Statement.model_validate({"party": "manager", "by": "Mark", "at": made.NOW, "answers": answers})
    return state(case, book, said, Actor("manager", made.NOW, Retention()))
