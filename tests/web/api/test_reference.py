"""The API tells what the reference model finds by trying every completion."""

from random import Random

from starlette.testclient import TestClient

from app.rulebook.model import Rulebook
from tests.engine.answers import complete, partial
from tests.reference import expected


def test_the_api_agrees_with_the_reference_model(client: TestClient, book: Rulebook) -> None:
    random = Random(8)
    for i in range(120):
        given = complete(book, random) if i % 2 else partial(book, random)
        told = client.post("/v1/evaluations", json={"rulebook": book.id, "answers": given}).json()
        want = expected(book, given)
        assert set(told["possible"]) == want.possible, given
        assert told["verdict"] == (told["possible"][0] if len(want.possible) == 1 else None)
        assert {c: set(state["possible"]) for c, state in told["criteria"].items()} == want.criteria, given
        assert {a["id"] for a in told["actions"]} == want.held & set(book.actions), given
        assert told["may_start"] == MAY_START.get(frozenset(want.requirements["site_safe"])), given


MAY_START = {frozenset({"met"}): True, frozenset({"not_met"}): False}
