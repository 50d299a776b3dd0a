from app.rulebook.load import load_rulebook
from app.rulebook.model import UNKNOWN
from tests.rulebook.bad import GOOD

BOOK = load_rulebook(GOOD)


def test_every_answer_has_words() -> None:
    one = next(question for question in BOOK.questions.values() if not question.many)
    several = next(question for question in BOOK.questions.values() if question.many)
    texts = list(several.answers.values())
    for id, text in one.answers.items():
        assert BOOK.answer_texts(one.id, id) == [text]
    assert BOOK.answer_texts(one.id, UNKNOWN) == [one.unknown]
    assert BOOK.answer_texts(several.id, UNKNOWN) == [several.unknown]
    assert BOOK.answer_texts(several.id, tuple(several.answers)) == texts
    assert BOOK.answer_texts(several.id, ()) == [BOOK.common["none_of_these"]]


def test_no_verdict_yet_has_a_title_too() -> None:
    for id, verdict in BOOK.verdicts.items():
        assert BOOK.verdict_title(id) == verdict.title
    assert BOOK.verdict_title(None) == BOOK.undetermined[0]
