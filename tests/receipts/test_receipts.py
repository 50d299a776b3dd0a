"""Receipts: nothing can be altered unnoticed, and one to share tells nothing of what its reader may not see."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from app.engine.evaluate import evaluate
from app.problems import AppError
from app.receipts.check import CheckContext, Checked, check
from app.receipts.read import MAX_BYTES, Receipt
from app.receipts.receipt import Issued, can_be_shared, new_code, receipt
from app.receipts.signing import Signing
from app.resources import RULES
from app.rulebook.library import Library
from app.rulebook.model import Rulebook
from app.rulebook.variants import about_work
from app.web.visits.visit import Choice
from tests.conftest import NOON, VERSION
from tests.depth import seeds
from tests.engine.invented import random_rulebook
from tests.web.example_visits import ended, random_answers

ID, WHOSE = "thuiswerken-2021", "gemeente-oeverwoude"
SIGNING = Signing("a secret of the tests that is long enough")
LIBRARY = Library.load(RULES)
DESK = CheckContext(LIBRARY, SIGNING, takes_private=True)
OPEN_TO_ALL = CheckContext(LIBRARY, SIGNING, takes_private=False)
ISSUED = Issued(NOON, "ABCD2345")
TODAY = NOON.date()
EDITIONS = [LIBRARY.edition(ID, VERSION, ""), LIBRARY.edition(ID, VERSION, WHOSE)]


def made(book: Rulebook, seed: int, *, private: bool) -> dict[str, Any]:
    """Return the signed receipt of a random journey."""
    visit = ended(book, random_answers(book, Random(seed)), full=seed % 2 == 0)
    content = receipt(book, visit.answers, private=private, language="en", mode=visit.mode, issued=ISSUED)
    return SIGNING.signed(content)


def checked(content: object, desk: CheckContext = DESK) -> Checked:
    return check(desk, json.dumps(content).encode(), TODAY)


def places(value: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the way to everything in JSON."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield (key,)
        yield from ((key, *rest) for rest in places(each))


def altered(content: Any, way: tuple[Any, ...], random: Random) -> Any:
    """Return the same JSON with another value at one place, or with nothing there."""
    found = deepcopy(content)
    at = found
    for key in way[:-1]:
        at = at[key]
    old = at[way[-1]]
    if random.random() < 0.3:
        del at[way[-1]]
        return found
    others: list[Any] = [not old, 1, None, "", [], {}, "a"]
    if isinstance(old, str) and old:
        others += [old[:-1], old.upper() if old.lower() == old else old.lower(), old + " "]
    at[way[-1]] = random.choice([each for each in others if json.dumps(each) != json.dumps(old)])
    return found


@pytest.mark.parametrize("book", EDITIONS, ids=lambda book: book.edition)
@pytest.mark.parametrize("private", [True, False])
def test_a_receipt_is_sound_and_can_be_recomputed(book: Rulebook, private: bool) -> None:
    for seed in seeds(60):
        found = checked(made(book, seed, private=private))
        assert found.valid
        assert found.as_json() == {
            "valid": True, "signature": True, "key_known": True, "rulebook_known": True, "draft": None,
            "recomputed_equal": True,
            "today": {
                "version": VERSION, "in_force": found.today and found.today.in_force,
                "verdict": found.receipt.disclosure["verdict"], "differs": False, "why": [], "not_asked": [],
            },
        }  # fmt: skip


@pytest.mark.parametrize("private", [True, False])
def test_whatever_is_altered_is_found(private: bool) -> None:
    random = Random(7)
    content = made(EDITIONS[1], 4, private=private)
    for way in places(content):
        other = altered(content, way, random)
        try:
            assert not checked(other).valid, way
        except AppError as error:
            assert error.errors, way


def test_what_was_signed_by_another_is_found_and_told_from_what_was_altered() -> None:
    own = made(EDITIONS[0], 1, private=False)
    content = {name: value for name, value in own.items() if name not in {"key", "signature"}}
    other = checked(Signing("another secret of the tests, also long").signed(content))
    assert (other.valid, other.signature, other.key_known, other.recomputed_equal) == (False, False, False, True)
    changed = checked({**own, "code": "ZZZZZZZZ"})
    assert (changed.valid, changed.signature, changed.key_known, changed.recomputed_equal) == (False, False, True, True)


def test_without_a_secret_every_start_signs_with_a_key_of_its_own() -> None:
    assert Signing(None).key != Signing(None).key
    assert Signing("s" * 32).key == Signing("s" * 32).key


def test_a_signed_lie_is_found_by_recomputing() -> None:
    content = made(EDITIONS[0], 1, private=False)
    content["disclosure"]["say"] += "!"
    lie = SIGNING.signed({name: value for name, value in content.items() if name not in {"key", "signature"}})
    found = checked(lie)
    assert (found.signature, found.recomputed_equal, found.valid) == (True, False, False)


def test_a_receipt_of_an_earlier_version_of_the_program_stays_sound() -> None:
    """It lacks a field that came later, and a change that is told since: to an open advice."""
    earlier = json.loads((Path(__file__).parent / "first-version.json").read_text())
    found = checked(earlier)
    assert (found.signature, found.recomputed_equal, found.valid) == (True, True, True)
    assert "not_reached" not in earlier["disclosure"]
    for field, value in (("verdict", "home"), ("reasons", []), ("changes", [{"verdict": "home"}]), ("later", [])):
        content = {name: value for name, value in earlier.items() if name not in {"key", "signature"}}
        assert not checked(SIGNING.signed(content | {"disclosure": content["disclosure"] | {field: value}})).valid


def test_how_json_is_written_makes_no_difference() -> None:
    content = made(EDITIONS[0], 2, private=False)
    backwards = dict(reversed(content.items()))
    assert check(DESK, json.dumps(backwards, indent=4, ensure_ascii=False).encode("utf-8-sig"), TODAY).valid


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("book", EDITIONS, ids=lambda book: book.edition)
def test_journeys_that_differ_in_personal_answers_give_equal_receipts_to_share(book: Rulebook, full: bool) -> None:
    private = [q.id for q in book.questions.values() if q.sensitivity != "work"]
    compared = 0
    for seed in seeds(150):
        random = Random(seed)
        one = random_answers(book, random)
        other = {**one, **{q: a for q, a in random_answers(book, random).items() if q in private}}
        choices: tuple[tuple[dict[str, Any], Choice], ...] = ((one, "answer"), (other, "answer"), (one, "leave_out"))
        visits = [ended(book, given, choice, full=full) for given, choice in choices]
        told = [
            receipt(book, v.answers, private=False, language="nl", mode=v.mode, issued=ISSUED) for v in visits
        ]  # fmt: skip
        assert told[0] == told[1] == told[2]
        compared += len({json.dumps({k: v for k, v in visit.answers.items() if k in private}) for visit in visits}) > 1
    assert compared > 1


def test_a_receipt_to_share_holds_only_answers_that_hr_sees_and_asks(book: Rulebook) -> None:
    for seed in seeds(100):
        answers = random_answers(book, Random(seed))
        content = receipt(book, answers, private=False, language="nl", mode="full", issued=ISSUED)
        assert content["answers"].keys() <= book.audiences["hr"]
        assert content["mode"] == "quick"
        own = evaluate(book, {}, "hr")
        given: dict[str, Any] = {}
        while (question := own.next_question) is not None:
            given[question] = answers[question]
            own = evaluate(book, given, "hr")
        assert content["answers"] == json.loads(json.dumps(given))


def test_under_any_rulebook_what_is_shared_follows_from_the_answers_that_hr_sees() -> None:
    compared = 0
    for seed in seeds(300):
        random = Random(seed)
        book = random_rulebook(random)
        one = random_answers(book, random)
        other = {**random_answers(book, random), **{q: a for q, a in one.items() if q in book.audiences["hr"]}}
        given = [ended(book, each).answers for each in (one, other)]
        shared = [
            receipt(book, answers, private=False, language="nl", mode="quick", issued=ISSUED)
            for answers in given
            if can_be_shared(book, answers)
        ]
        assert all(each == shared[0] for each in shared)
        compared += len(shared) == 2 and given[0] != given[1]
    assert compared > 0


def test_what_would_tell_by_what_is_missing_cannot_be_shared(book: Rulebook) -> None:
    assert not can_be_shared(book, {})
    with pytest.raises(AppError) as refused:
        receipt(book, {}, private=False, language="nl", mode="quick", issued=ISSUED)
    assert refused.value.code == "conflict"
    assert not can_be_shared(replace(book, audiences={}), {"on_site_tasks": "all"})


def test_no_personal_answer_is_in_a_receipt_to_share(book: Rulebook) -> None:
    """Give every question about the person an answer that exists nowhere else, and look for its letters."""
    canary = "kanarie_7431"
    text = next(iter(book.questions.values())).unknown
    questions = {
        q.id: q if q.sensitivity == "work" or q.many else replace(q, answers={**q.answers, canary: text})
        for q in book.questions.values()
    }
    watched = replace(book, questions=questions)
    for seed in range(30):
        answers = random_answers(book, Random(seed)) | {
            q.id: canary for q in questions.values() if canary in q.answers
        }  # fmt: skip
        for mode in ("quick", "full"):
            shared = receipt(watched, answers, private=False, language="nl", mode=mode, issued=ISSUED)
            assert canary not in json.dumps(shared)
            private = {q.id for q in questions.values() if q.sensitivity != "work"}
            assert not private & shared["answers"].keys()
            assert not private & set(json.dumps({**shared["disclosure"], "criteria": {}}).split('"'))


def test_a_private_receipt_says_so_and_holds_every_answer(book: Rulebook) -> None:
    visit = ended(book, random_answers(book, Random(3)))
    for language, word in (("nl", "PRIVÉ"), ("en", "PRIVATE")):
        content = receipt(book, visit.answers, private=True, language=language, mode="quick", issued=ISSUED)  # type: ignore[arg-type]
        assert content["private"] is True
        assert content["about"].startswith(word)
        assert content["answers"] == json.loads(json.dumps(visit.answers))


def test_answers_about_the_person_are_not_taken_where_anybody_can_send_them(book: Rulebook) -> None:
    content = made(book, 2, private=True)
    private = {q for q in content["answers"] if book.questions[q].sensitivity != "work"}
    assert private
    with pytest.raises(AppError) as refused:
        checked(content, OPEN_TO_ALL)
    assert {(each.pointer, each.code) for each in refused.value.errors} == {
        (f"/answers/{q}", "not_taken_here") for q in private
    }
    assert "thuiswerkcheck receipt verify" in refused.value.errors[0].detail
    with pytest.raises(AppError, match="not taken here"):
        checked({**content, "private": False})  # nor where somebody says that it is not private


def test_a_private_receipt_under_an_unknown_rulebook_is_not_taken_either(book: Rulebook) -> None:
    content = made(book, 2, private=True)
    content["rulebook"]["digest"] = "elsewhere"
    content["answers"] = {}
    with pytest.raises(AppError) as refused:
        checked(content, OPEN_TO_ALL)
    assert [each.pointer for each in refused.value.errors] == ["/private"]


def test_a_rulebook_that_is_not_known_is_said_so(book: Rulebook) -> None:
    content = made(replace(book, digest="sha256:elsewhere"), 1, private=False)
    found = checked(content)
    assert (found.valid, found.signature, found.rulebook, found.recomputed_equal, found.today) == (
        False, True, None, None, None,
    )  # fmt: skip


def test_where_health_is_left_out_receipts_are_recomputed_without_it(book: Rulebook) -> None:
    health = frozenset(q.id for q in book.questions.values() if q.sensitivity == "health")
    without = book.leaving_out(health)
    answers = ended(without, random_answers(book, Random(5))).answers
    content = SIGNING.signed(
        receipt(without, answers, private=True, language="nl", mode="quick", issued=Issued(NOON, new_code()))
    )
    assert content["health_questions"] == "left_out"
    assert checked(content).valid
    assert not checked({**content, "health_questions": "asked"}).valid


def test_where_only_the_work_is_asked_receipts_are_recomputed_without_the_rest(book: Rulebook) -> None:
    work = about_work(book)
    answers = ended(work, random_answers(book, Random(6))).answers
    content = SIGNING.signed(
        receipt(work, answers, private=True, language="nl", mode="quick", issued=Issued(NOON, new_code()))
    )
    assert (content["health_questions"], content["personal_questions"]) == ("left_out", "left_out")
    assert checked(content).valid
    assert not checked({**content, "personal_questions": "asked"}).valid


def later(tmp_path: Path, old: str, new: str) -> Library:
    """Return a library with the shipped edition and a later one in which one thing is different."""
    folder = tmp_path / ID
    folder.mkdir()
    text = (RULES / ID / "1.0.0.yaml").read_text()
    assert old in text
    (folder / "1.0.0.yaml").write_text(text)
    (folder / "1.1.0.yaml").write_text(text.replace('version: "1.0.0"', 'version: "1.1.0"').replace(old, new, 1))
    return Library.load(tmp_path)


def test_after_a_new_edition_a_receipt_stays_sound_and_says_why_today_differs(tmp_path: Path) -> None:
    library = later(tmp_path, "{on_site_tasks: part}", "{on_site_tasks: none}")
    book = library.edition(ID, "1.0.0")
    visit = ended(book, {"on_site_tasks": "part", "process_presence": "none", "bound_tools": "none"})
    content = receipt(book, visit.answers, private=False, language="en", mode="quick", issued=ISSUED)
    found = checked(SIGNING.signed(content), CheckContext(library, SIGNING, takes_private=False))
    assert found.valid
    assert found.as_json()["today"]["version"] == "1.1.0"
    (why,) = found.as_json()["today"]["why"]
    assert (why["criterion"], why["then"], why["today"]) == ("nature_of_work", "part", "none")
    assert why["title"] == book.criteria["nature_of_work"].title["en"]
    today = evaluate(library.edition(ID, "1.1.0"), content["answers"], "hr")
    assert found.as_json()["today"]["verdict"] == today.verdict
    assert found.as_json()["today"]["differs"] == (today.verdict != content["disclosure"]["verdict"])


@pytest.mark.parametrize(("written", "pointers"), [
    (b"", [""]), (b"[]", [""]), (b"{" * 100_000, [""]), (b'{"a": NaN}', [""]), (b'{"a": "\\ud800"}', [""]),
    (b'{"a": 1, "a": 2}', [""]), (b'{"a": 1' + b"0" * 400 + b"}", [""]), (b"\xff", [""]),
    (b" " * MAX_BYTES + b"{}", [""]),
    (b"{}", [f"/{name}" for name, field in Receipt.model_fields.items() if field.is_required()]),
])  # fmt: skip
def test_what_is_no_receipt_is_refused_with_everything_that_is_wrong(written: bytes, pointers: list[str]) -> None:
    with pytest.raises(AppError) as refused:
        check(DESK, written, TODAY)
    assert [each.pointer for each in refused.value.errors] == pointers


def test_a_refusal_repeats_nothing_that_was_sent() -> None:
    canary = "KANARIE-7431"
    content = made(EDITIONS[0], 1, private=False)
    content |= {canary: canary, "mode": canary, "rulebook": {canary: canary}, "answers": {canary: {canary: canary}}}
    with pytest.raises(AppError) as refused:
        checked(content)
    told = {(each.pointer, each.code) for each in refused.value.errors}
    assert {("", "unknown_key"), ("/rulebook", "unknown_key"), ("/rulebook/id", "missing")} <= told
    assert {("/mode", "wrong_value"), ("/answers", "wrong_value")} <= told
    assert canary not in str(refused.value.errors)


def test_answers_that_do_not_fit_are_all_told() -> None:
    content = made(EDITIONS[0], 1, private=False)
    content["answers"] |= {"on_site_tasks": "nonsense", "no_such_question": "yes"}
    with pytest.raises(AppError) as refused:
        checked(content)
    assert [each.code for each in refused.value.errors] == ["unknown_answer", "unknown_question"]
