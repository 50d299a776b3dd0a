"""Which cases come out differently under other criteria."""

import pytest

from app.cli import main
from app.resources import RULES
from app.rulebook.model import Rulebook
from tests.cases import made
from tests.conftest import ID, VERSION
from tests.store.opened import SECRET
from tests.web.hr.conftest import Desk
from tests.web.hr.html import Seen
from tests.web.hr.test_case_page import kept

OVERLAY = RULES / "overlays" / "gemeente-oeverwoude" / "thuiswerken-2021.yaml"
FIRST = f"{ID}:1.0.0"
PLAIN, OWN = f"{ID}:{VERSION}", f"{ID}:{VERSION}@gemeente-oeverwoude"
HELP = {"on_site_tasks": "none", "process_presence": "part", "process_necessity": "social_need"}
"""Answers after which the organisation of the specimen asks something that nobody asked before."""


def test_cases_that_come_out_differently_are_listed_or_need_a_new_talk(desk: Desk, book: Rulebook) -> None:
    talk = kept(desk, made.check(book, dict(HELP)))
    kept(desk, made.check(book, {"on_site_tasks": "all"}))
    kept(desk, made.arrangement())
    page = Seen(desk.client.get(f"/en/hr/recheck?old={PLAIN}&new={OWN}").text)
    (told,) = page.having("data-looked")
    assert (told[0]["data-looked"], told[0]["data-differing"]) == ("2", "1")
    assert [(attrs["data-after"], text.split()[0]) for attrs, text in page.having("data-after")] == [
        ("talk", talk.code)
    ]
    same = Seen(desk.client.get(f"/en/hr/recheck?old={PLAIN}&new={PLAIN}").text).having("data-looked")
    assert same[0][0]["data-differing"] == "0"


def test_nothing_is_looked_at_before_editions_are_chosen(desk: Desk) -> None:
    for query in ("", "?old=x&new=y", f"?old={PLAIN}"):
        page = Seen(desk.client.get(f"/en/hr/recheck{query}").text)
        assert page.having("data-looked") == []
        offered = {attrs["value"] for attrs, _ in page.all("option")}
        assert {each for each in offered if each.startswith(f"{ID}:")} == {
            PLAIN,
            OWN,
            FIRST,
            f"{FIRST}@gemeente-oeverwoude",
        }


def test_the_command_line_tells_the_same(
    desk: Desk, book: Rulebook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = kept(desk, made.check(book, dict(HELP)))
    monkeypatch.setenv("THUISWERKCHECK_DATA", str(desk.folder))
    monkeypatch.setenv("THUISWERKCHECK_SECRET", SECRET)
    assert main(["cases", "recheck", str(OVERLAY)]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"`{case.code}` received: `partly_on_site` then, needs a new talk: `colleague_on_site`")
    assert told.endswith("made under the first: 1; come out otherwise: 1; need a new talk: 1\n")
    edition = str(RULES / "thuiswerken-2021" / f"{VERSION}.yaml")
    assert main(["cases", "recheck", edition, edition]) == 0
    assert capsys.readouterr().out.startswith("made under the first: 1; come out otherwise: 0")
    assert main(["cases", "recheck", edition]) == 2
