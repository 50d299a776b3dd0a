from app.web.forms import MOST_FIELDS, fields


def test_a_question_may_have_hundreds_of_answers_and_a_form_has_an_end() -> None:
    body = "&".join(f"answer=a{number}" for number in range(300)).encode()
    assert len(fields(body)["answer"]) == 300
    assert fields(b"&".join([b"a=b"] * MOST_FIELDS))
    assert fields(b"&".join([b"a=b"] * (MOST_FIELDS + 1))) == {}
