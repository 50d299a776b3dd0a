"""What people may write: in one form, and only what can be printed."""

import re
from unicodedata import normalize

import pytest
from pydantic import TypeAdapter, ValidationError

from app.writing import (
    CLOSES,
    JOINERS,
    OPENS,
    PLAIN,
    WrittenLine,
    apart,
    lines,
    misfit,
    named,
    one_line,
    refusal,
    spelled,
    unprintable,
)

PRINTED = [
    *(
        "محمد عبد الله",
        "דוד כהן־לוי",
        "राम क्षत्रिय",
        "王小明",
        "髙橋 葛\U000e0100城",
        "山田太郎",
        "김철수",
        "Nguyễn Thị Ánh",
    ),
    *(
        "Юлія Їжак",
        "a → b ← c ⇒ d ↔ e",
        "\N{MINUS SIGN}5 ≤ 3",
        "😀 👍🏽 👩\u200d👩\u200d👧 🇳🇱 ❤\ufe0f",
        "می\u200cروم",
    ),
    *("क्\u200dष", "€ „x” …", "q\u0303 x\u0331", "\u200eאב\u200f"),
]
REFUSED = [
    *("\u202a\u202b\u202c\u202d\u202e\u2066\u2067", "\0\a\x1b\x7f\u200b\ufeff\u00ad\u2060\u2028", "\ufffd\ufffcཀག"),
    *("\ue000", "\U0010ffff", "\ud800", "\U0001d505"),
]
APART = ["ボ\U0001f3fd", "x\u0a4d"]
"""Letters with something on them that each could be printed, and together by no font."""


@pytest.mark.parametrize("text", PRINTED)
def test_names_of_everywhere_and_signs_of_every_day_can_be_printed(text: str) -> None:
    assert unprintable(text) == ()
    assert spelled(text) == text


@pytest.mark.parametrize("letter", [*"".join(REFUSED), *APART, OPENS, CLOSES])
def test_what_has_no_shape_or_turns_text_round_is_refused_by_number_and_name(letter: str) -> None:
    assert unprintable(f"Noor {letter} de Wit") == (letter,)
    assert misfit(f"Noor {letter}", 100) == "unprintable"
    assert f"U+{ord(letter[-1]):04X}" in refusal(f"Noor{letter}")
    assert letter in (OPENS, CLOSES) or letter not in spelled(f"a {letter}")


def test_a_mark_needs_a_letter_to_stand_on() -> None:
    assert unprintable("\u0301a") == ("\u0301",)
    assert unprintable("a\u0301") == ()


def test_joiners_may_stand_in_names() -> None:
    assert not any(unprintable(f"می{joiner}خواهم") for joiner in JOINERS)


def test_equal_letters_are_written_alike() -> None:
    assert one_line(normalize("NFD", " Zoë \t\n van  Ångström")) == normalize("NFC", "Zoë van Ångström")
    assert lines(normalize("NFD", " Één\r\ntwee\x0bdrie\n")) == normalize("NFC", "Één\ntwee\ndrie")


@pytest.mark.parametrize(
    ("text", "found"), [("", "missing"), ("aaaa", "too_long"), ("aཀ", "unprintable"), ("aaa", None)]
)
def test_what_is_wrong_with_a_text_is_one_word(text: str, found: str | None) -> None:
    assert misfit(text, 3) == found
    assert misfit("", 3, optional=True) is None


def test_a_field_of_this_kind_is_normalised_and_says_what_it_refuses() -> None:
    line = TypeAdapter(WrittenLine)
    assert line.validate_python("Zoe\u0308  de Wit ") == "Zoë de Wit"
    with pytest.raises(ValidationError, match=r"U\+202E RIGHT-TO-LEFT OVERRIDE"):
        line.validate_python("Noor\u202e")


def test_what_was_kept_before_is_spelled() -> None:
    assert spelled("Noor \ue000 ཀ") == "Noor [U+E000] [U+0F40 TIBETAN LETTER KA]"
    assert named("e\u0301") == "U+0065 LATIN SMALL LETTER E, U+0301 COMBINING ACUTE ACCENT"


def test_only_text_from_right_to_left_is_kept_apart() -> None:
    assert apart("Noor 1") == "Noor 1"
    assert apart("נועה") == f"{OPENS}נועה{CLOSES}"
    assert spelled(apart("נועה")) == apart("נועה")


def test_what_is_passed_without_a_look_at_each_letter_can_be_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [chr(code) for code in range(0x3000) if PLAIN.fullmatch(chr(code))]
    assert len(plain) > 190
    monkeypatch.setattr("app.writing.PLAIN", re.compile("(?!)"))
    assert [each for each in plain if unprintable(each) or unprintable(f"e{each}")] == []
