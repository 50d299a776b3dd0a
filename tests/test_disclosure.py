"""A disclosure tells each reader what is meant for that reader."""

from app.disclosure import disclose
from app.rulebook.model import Rulebook

UNCLEAR = {"process_presence": "part", "process_necessity": "unclear"}


def test_actions_are_told_otherwise_to_another_reader(book: Rulebook) -> None:
    action = book.actions["show_who_is_needed"]
    own, other = (disclose(book, UNCLEAR, "nl", audience=audience)["actions"] for audience in ("employee", "hr"))
    assert [a["text"] for a in own if a["id"] == action.id] == [action.say.nl]
    assert [a["text"] for a in other if a["id"] == action.id] == [action.say_other.nl]


def test_what_is_told_is_in_the_language_asked_for(book: Rulebook) -> None:
    assert disclose(book, {}, "en")["say"] == book.undetermined[1].en
    told = disclose(book, {"on_site_tasks": "all", "site_safe": "no"}, "en")
    assert told["say"] == book.verdicts["on_site"].say.en
    assert told["requirements"][0]["text"] == book.requirements["site_safe"].not_met.en
    assert told["reasons"][0]["text"] == book.criteria["nature_of_work"].reaches[0].because.en
    assert [note["id"] for note in told["notes"]] == ["extra_risk"]


def test_criteria_are_told_in_the_order_of_the_rulebook(book: Rulebook) -> None:
    assert list(disclose(book, {}, "nl")["criteria"]) == list(book.criteria)
