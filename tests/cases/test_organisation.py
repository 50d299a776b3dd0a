"""The file in which an organisation says that it uses the check for its own staff."""

from pathlib import Path
from unicodedata import normalize

import pytest

from app.cases.organisation import FILE, employer_in, read_employer
from app.problems import AppError
from tests.cases.made import EMPLOYER, ORGANISATION


def test_a_file_says_who_uses_the_check_and_on_which_terms() -> None:
    assert read_employer(ORGANISATION.encode(), FILE) == (EMPLOYER, [])


def test_names_are_normalised_and_may_be_from_anywhere() -> None:
    written = ORGANISATION.replace("Gemeente Oeverwoude", normalize("NFD", "Gemeente Coëvorden 山田"))
    found, _ = read_employer(written.encode(), FILE)
    assert found and found.name == normalize("NFC", "Gemeente Coëvorden 山田")


def test_without_the_file_nobody_does(tmp_path: Path) -> None:
    assert employer_in(tmp_path) is None


@pytest.mark.parametrize(
    ("before", "after", "line", "message"),
    [
        ("name: Gemeente Oeverwoude\n", "", 1, "`name`: expected this to be told"),
        ("own_policy_since: 2021-02-18", "own_policy_since: long ago", 3, "`own_policy_since`: expected another value"),
        ("tool: {answer: yes, ", "tool: {answer: maybe, ", 6, "`works_council.tool.answer`: expected another value"),
        ("yes, since: 2021-02-12}", "yes}", 6, "`works_council.tool`: expected the day in `since`"),
        (
            "name: Gemeente Oeverwoude",
            "name: Gemeente ཀ",
            2,
            "`name`: expected characters that can be printed, found U+0F40 TIBETAN LETTER KA",
        ),
        (
            "disagreement:",
            "retention: {decided_days: 30, record_days: 31}\ndisagreement:",
            7,
            "`retention`: expected `record_days` of at most `decided_days`",
        ),
        ("disagreement:", "unknown: 1\ndisagreement:", 7, "`unknown`: expected nothing of this name"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(before: str, after: str, line: int, message: str) -> None:
    found, problems = read_employer(ORGANISATION.replace(before, after).encode(), FILE)
    assert found is None
    assert [(each.place.line, each.message) for each in problems] == [(line, message)]


def test_a_file_that_cannot_be_used_is_refused_with_everything_that_is_wrong(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("id: Oeverwoude\nname: a\n")
    with pytest.raises(AppError) as refused:
        employer_in(tmp_path)
    assert refused.value.message.count("\n") == 4
