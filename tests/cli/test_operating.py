"""What whoever runs this for an organisation does on the command line: open the pages for HR, manage accounts."""

import os
import re
from argparse import ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import normalize

import pytest

from app.cases.authentication import Shown, person_showing
from app.cases.organisation import employer_in
from app.cli import main
from app.cli.accounts import opened
from app.cli.arguments import contact

Output = pytest.CaptureFixture[str]
SETUP = [
    "setup", "--name", 'Gemeente "Oeverwoude"', "--id", "oeverwoude", "--since", "2021-02-18",
    "--contact", "Noor de Wit, noor@oeverwoude.example", "--officer", "Sam Bakker, fg@oeverwoude.example",
    "--council-policy", "yes", "--council-tool", "not_applicable", "--council-since", "2021-02-10",
    "--login", "Ada", "--login-name", "Ada Jansen",
]  # fmt: skip
FIRST = re.compile(r"password for the first time: (\S+)")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in os.environ:
        if name.startswith("THUISWERKCHECK_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("THUISWERKCHECK_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def test_setup_makes_everything_that_hr_needs_and_the_first_account_is_let_in(folder: Path, capsys: Output) -> None:
    assert main(SETUP) == 0
    said = capsys.readouterr().out
    found = employer_in(folder)
    assert found and (found.id, found.name) == ("oeverwoude", 'Gemeente "Oeverwoude"')
    assert (folder / "secret").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert "otpauth://totp/Thuiswerkcheck:ada?secret=" in said
    password, account = FIRST.search(said), opened().people.of_login("ada")
    assert password and account
    now = datetime.now(UTC)
    assert account[2].decode() in said
    assert person_showing(opened().people, Shown("ada", password[1], "000"), now) is None
    assert [line.done for line in opened().store.trail()] == ["account_added"]


def test_setup_leaves_what_is_there_as_it_is(folder: Path, capsys: Output) -> None:
    main(SETUP)
    before = {path.name: path.read_bytes() for path in folder.glob("[os]*")}
    capsys.readouterr()
    assert main(["setup"]) == 0
    assert "there are accounts already" in capsys.readouterr().out
    assert {path.name: path.read_bytes() for path in folder.glob("[os]*")} == before


def test_setup_without_a_terminal_names_what_is_left_out_and_makes_nothing(folder: Path, capsys: Output) -> None:
    assert main(["setup", "--name", "Gemeente"]) == 2
    said = capsys.readouterr().err
    assert "`--id`, `--since`, `--council-policy`" in said
    assert "`--name`" not in said
    assert not folder.exists()


def test_setup_asks_since_when_the_works_council_agreed_where_it_did(folder: Path, capsys: Output) -> None:
    since = SETUP.index("--council-since")
    undated = SETUP[:since] + SETUP[since + 2 :]
    assert main(undated) == 2
    assert "`--council-since`" in capsys.readouterr().err
    assert not folder.exists()
    assert main([{"yes": "no"}.get(word, word) for word in undated]) == 0


def test_setup_refuses_what_the_file_may_not_say(folder: Path, capsys: Output) -> None:
    assert main([word if word != "oeverwoude" else "Oever Woude" for word in SETUP]) == 2
    assert "`id`: expected another value" in capsys.readouterr().err
    assert not folder.exists()


def test_accounts_are_added_changed_reset_and_closed(capsys: Output) -> None:
    main(SETUP)
    capsys.readouterr()
    assert main(["accounts", "add", "tom", "--name", "Tom", "--role", "manager", "--role", "hr"]) == 0
    assert main(["accounts", "change", "tom", "--role", "manager", "--reset"]) == 0
    assert main(["accounts", "deactivate", "tom"]) == 0
    assert main(["accounts", "list"]) == 0
    added, first, changed, second, closed, *listed = capsys.readouterr().out.splitlines()
    assert (added, changed) == ("`tom` Tom: hr, manager, not set up yet", "`tom` Tom: manager, not set up yet")
    assert closed == listed[1] == "`tom` Tom: manager, closed"
    assert listed[0] == "`ada` Ada Jansen: hr, admin, not set up yet"
    assert FIRST.match(first) and FIRST.match(second) and first != second
    assert main(["accounts", "add", "tom", "--name", "Another"]) == 1
    assert main(["accounts", "change", "tim"]) == 2
    assert "did you mean `tom`?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["accounts", "add", "tom", "--name", "Tom\u202e"],
        ["accounts", "add", "tom\u202e", "--name", "Tom"],
        ["accounts", "change", "ada", "--name", "Tom\u202e"],
        ["keys", "add", "--name", "Pay\u202eroll", "--scope", "read_cases", "--until", "2999-12-31"],
    ],
)
def test_what_cannot_be_printed_is_refused_by_number_and_name(command: list[str], capsys: Output) -> None:
    main(SETUP)
    assert main(command) != 0
    assert "found U+202E RIGHT-TO-LEFT OVERRIDE" in capsys.readouterr().err


def test_names_and_logins_are_normalised(folder: Path, capsys: Output) -> None:
    name = "Zoë Ångström 山田"
    apart = [normalize("NFD", each) for each in (name, "zoë")]
    main([*SETUP[:2], apart[0], *SETUP[3:]])
    main(["accounts", "add", apart[1], "--name", apart[0]])
    assert normalize("NFC", f'name: "{name}"') in (folder / "organisation.yaml").read_text("utf-8")
    assert main(["accounts", "change", normalize("NFC", "zoë"), "--role", "hr"]) == 0
    assert main(["accounts", "change", apart[1], "--role", "author"]) == 0
    assert normalize("NFC", f"`zoë` {name}: author") in capsys.readouterr().out


def test_bytes_that_are_no_text_make_no_file(folder: Path, capsys: Output) -> None:
    assert main([*SETUP[:2], "Gemeente \udce9", *SETUP[3:]]) == 2
    assert "not_utf8" in capsys.readouterr().err
    assert not (folder / "organisation.yaml").exists()


def test_without_an_organisation_there_are_no_accounts(capsys: Output) -> None:
    assert main(["accounts", "list"]) == 2
    assert "run `thuiswerkcheck setup` first" in capsys.readouterr().err


def test_a_contact_is_a_name_and_how_they_are_reached() -> None:
    assert contact("Noor de Wit , noor@x.example, 06") == ("Noor de Wit", "noor@x.example, 06")
    for wrong in ("Noor", "Noor,", ",noor@x.example", ""):
        with pytest.raises(ArgumentTypeError):
            contact(wrong)


def test_keys_are_made_listed_and_revoked(capsys: Output) -> None:
    main(SETUP)
    capsys.readouterr()
    assert main(["keys", "add", "--name", "Payroll", "--scope", "read_cases", "--until", "2999-12-31"]) == 0
    added, written = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"the key, shown once: twk_[0-9a-z]{10}_[A-Za-z0-9_-]{43}", written)
    id = added.split("`")[1]
    assert added == f"`{id}` Payroll: read_cases, works until 2999-12-31, last used never"
    assert main(["keys", "revoke", id]) == 0
    assert main(["keys", "list"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"`{id}` Payroll: read_cases, revoked, last used never"
    assert main(["keys", "revoke", "nothing"]) == 2
