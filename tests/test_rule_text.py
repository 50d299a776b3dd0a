"""Conditions in words quote what they name, and conditions that mean something else read otherwise."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from app.engine.build import Builder
from app.engine.mdd import Forest
from app.rule_text import Said, draft_expected, draft_said, in_words, said
from app.rulebook.banding import conditions_of
from app.rulebook.conditions import (
    All,
    Any,
    AnyCriterion,
    Condition,
    Count,
    CriterionReaches,
    Not,
    QuestionIs,
    Term,
    Unless,
    VerdictIs,
    counted,
    inside,
    parts,
    possible_counts,
    questions_in,
)
from app.rulebook.model import Draft, Rulebook
from app.rulebook.text import LANGUAGES, Language, Text
from tests.depth import randoms, seeds
from tests.engine.invented import a_count, random_rulebook


def titled(name: str) -> Text:
    return Text(f"{name} in het Nederlands", f"{name} in English")


def told_apart(book: Rulebook) -> Rulebook:
    """Return the rulebook with another text for everything that a condition can name."""
    questions = {
        q.id: replace(q, ask=titled(q.id), answers={a: titled(f"{q.id}-{a}") for a in q.answers})
        for q in book.questions.values()
    }
    return replace(
        book,
        questions=questions,
        criteria={c.id: replace(c, title=titled(c.id)) for c in book.criteria.values()},
        verdicts={v.id: replace(v, title=titled(v.id)) for v in book.verdicts.values()},
        extents={extent: titled(extent) for extent in book.extents},
    )


def some(random: Random, names: object) -> tuple[str, ...]:
    known = list(names)  # type: ignore[call-overload]
    return tuple(random.sample(known, random.randint(1, min(2, len(known)))))


def drawn(random: Random, book: Rulebook, depth: int) -> Condition:
    """Return a condition of any form."""
    if depth and random.random() < 0.6:
        inner = tuple(drawn(random, book, depth - 1) for _ in range(random.choice((1, 2, 2, 3))))
        unless = Unless((inner[0], Not(inner[-1])))
        return random.choice(
            (All(inner), Any(inner), Not(inner[0]), unless, a_count(random, inner), Term("t", inner[0]))
        )
    question = random.choice(list(book.questions.values()))
    return random.choice((
        QuestionIs(question.id, some(random, question.answers)),
        CriterionReaches(random.choice(list(book.criteria)), some(random, book.extents)),
        AnyCriterion(some(random, book.extents)),
        VerdictIs(some(random, book.verdicts)),
    ))  # fmt: skip


def near(condition: Condition) -> Iterator[Condition]:
    """Yield conditions that differ from this one in one place."""
    yield Not(condition)
    if isinstance(condition, Not):
        yield condition.of
        yield from (Not(other) for other in near(condition.of))
    if isinstance(condition, Count):
        word, of = condition.word, condition.of
        yield from (counted(word, number, of) for number in possible_counts(word, len(of)))
    if isinstance(condition, Unless):
        when, denied = condition.of
        yield from (Unless((other, denied)) for other in near(when))
        yield from (Unless((when, Not(other))) for other in near(inside(denied)[0]))
    elif isinstance(condition, All | Any):
        yield Any(condition.of) if isinstance(condition, All) else All(condition.of)
        for i, part in enumerate(condition.of):
            around = (condition.of[:i], condition.of[i + 1 :])
            yield from (type(condition)((*around[0], other, *around[1])) for other in near(part))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", seeds(30))
@pytest.mark.parametrize("after_if", [False, True])
def test_conditions_that_read_alike_mean_the_same(seed: int, language: Language, after_if: bool) -> None:
    random = Random(seed)
    book = told_apart(random_rulebook(random, size=4))
    builder = Builder(book, Forest())
    meant: dict[str, int] = {}
    for condition in [drawn(random, book, 3) for _ in range(60)]:
        for each in (condition, *near(condition)):
            text = in_words(each, book, language, after_if=after_if)
            assert meant.setdefault(text, builder.condition(each)) == builder.condition(each), text
    assert len(meant) > 60


def test_conditions_that_read_alike_mean_the_same_in_the_shipped_rulebook(book: Rulebook) -> None:
    decisive = {q.id: q for q in book.questions.values() if not q.many}
    builder = Builder(book, Forest())
    only = replace(book, questions=decisive)
    for language in LANGUAGES:
        meant: dict[str, int] = {}
        for condition in [*conditions_of(book), *(drawn(random, only, 2) for random in randoms(300, 1))]:
            text = in_words(condition, book, language)
            assert meant.setdefault(text, builder.condition(condition)) == builder.condition(condition), text


def named_in(condition: Condition, book: Rulebook) -> Iterator[Text]:
    """Yield the text of everything that a condition names."""
    for part in parts(condition):
        match part:
            case QuestionIs(question, answers):
                yield book.questions[question].ask
                yield from (book.questions[question].answers[answer] for answer in answers)
            case CriterionReaches(criterion, extents):
                yield from (book.criteria[criterion].title, *(book.extents[extent] for extent in extents))
            case AnyCriterion(extents):
                yield from (book.extents[extent] for extent in extents)
            case VerdictIs(verdicts):
                yield from (book.verdicts[verdict].title for verdict in verdicts)
            case _:
                continue


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", ["shipped", *seeds(20)])
def test_whatever_a_condition_names_is_quoted_and_gates_are_told(
    book: Rulebook, seed: int | str, language: Language
) -> None:
    told = book if seed == "shipped" else told_apart(random_rulebook(Random(seed)))
    for condition in conditions_of(told):
        text = in_words(condition, told, language)
        assert text[0].islower()
        assert not text.endswith((".", ":", " "))
        assert all(f"“{named[language]}”" in text for named in named_in(condition, told))
        gates = [told.questions[question].asked_when for question in questions_in(condition)]
        for gate in gates:
            assert gate is None or all(f"“{named[language]}”" in text for named in named_in(gate, told))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_say_what_the_sentence_says(language: Language) -> None:
    book = told_apart(random_rulebook(Random(3)))
    for condition in [drawn(random, book, 3) for random in randoms(200, 3)]:
        text = in_words(condition, book, language)
        found = list(clauses(said(condition, book, language)))
        assert all(clause in text for clause in found)
        assert sum(clause.count("“") for clause in found) == text.count("“")


def clauses(told: Said) -> Iterator[str]:
    yield told.text
    for part in (*((told.gate,) if told.gate else ()), *told.parts):
        yield from clauses(part)


def test_a_condition_in_a_condition_is_numbered(book: Rulebook) -> None:
    unsafe, safe = QuestionIs("site_safe", ("no",)), QuestionIs("site_safe", ("yes",))
    inner = All((unsafe, Not(VerdictIs(("home",)))))
    measures = "the answer to “Does your workplace on site meet the coronavirus measures?”"
    assert in_words(Any((Not(inner), safe)), book, "en") == (
        "at least one of these holds: (1) not all of these hold: "
        f"(1.1) {measures} is “No, something is missing”; (1.2) the check does not end in “Advice: work at home”; "
        f"(2) {measures} is “Yes, as far as I know”"
    )


def test_the_opposite_of_an_answer_holds_where_nothing_is_asked(book: Rulebook) -> None:
    asked = book.questions["home_workplace_fix"].ask.en
    assert in_words(Not(QuestionIs("home_workplace_fix", ("now",))), book, "en") == (
        f"the answer to “{asked}” is something other than “Yes, within about a week”, "
        "or this question is not asked "
        "(this is only asked when the answer to “Do you have a good workplace at home?” is “No, something is missing”)"
    )


def test_the_verb_moves_after_als(book: Rulebook) -> None:
    stays = Not(VerdictIs(("home",)))
    assert in_words(stays, book, "nl") == "de check komt niet uit op “Advies: thuiswerken”"
    assert in_words(stays, book, "nl", after_if=True) == "de check niet uitkomt op “Advies: thuiswerken”"
    assert in_words(All((stays, stays)), book, "nl", after_if=True) == (
        "dit allemaal geldt: (1) de check komt niet uit op “Advies: thuiswerken”; "
        "(2) de check komt niet uit op “Advies: thuiswerken”"
    )
    assert in_words(stays, book, "en", after_if=True) == in_words(stays, book, "en")


@pytest.mark.parametrize(
    ("expected", "dutch", "english"), [("2027", "2027", "2027"), ("2027-03", "maart 2027", "March 2027")]
)
def test_a_draft_says_when_it_is_expected_and_why(book: Rulebook, expected: str, dutch: str, english: str) -> None:
    draft = replace(book, draft=Draft(expected, Text("Nog niet.", "Not yet.")))
    assert draft_said(draft, "nl") == f"Deze criteria zijn een ontwerp en gelden niet. Verwacht: {dutch}. Nog niet."
    assert draft_said(draft, "en") == f"These criteria are a draft and do not apply. Expected: {english}. Not yet."
    assert (draft_said(book, "nl"), draft_expected(book, "nl")) == ("", "")
