from starlette.testclient import TestClient

ID = "thuiswerken-2021"
GOOD = {"rulebook": ID, "answers": {"on_site_tasks": "part"}}


def test_each_item_is_answered_by_itself_in_the_order_asked(client: TestClient) -> None:
    unknown = {"rulebook": "no-such", "answers": {}}
    wrong = {"rulebook": ID, "answers": {"on_site_tasks": "purple"}, "mode": "slow"}
    told = client.post("/v1/evaluations/batch", json={"items": [GOOD, unknown, wrong, 7, GOOD]})
    assert told.status_code == 200
    assert told.headers["cache-control"] == "no-store"
    items = told.json()["items"]
    assert [item["status"] for item in items] == [200, 404, 400, 400, 200]
    assert items[0] == items[4]
    assert items[0]["body"] == client.post("/v1/evaluations", json=GOOD).json()
    assert [error["pointer"] for error in items[2]["problem"]["errors"]] == ["/mode", "/answers/on_site_tasks"]
    assert items[1]["problem"] == client.post("/v1/evaluations", json=unknown).json()
    assert items[2]["problem"] == client.post("/v1/evaluations", json=wrong).json()


def test_a_day_is_read_in_a_batch_as_elsewhere(client: TestClient) -> None:
    items = [{**GOOD, "on": "2021-03-01"}, {**GOOD, "on": "01-03-2021"}, {**GOOD, "on": 1}]
    told = client.post("/v1/evaluations/batch", json={"items": items}).json()["items"]
    assert [item["status"] for item in told] == [200, 400, 400]


def test_an_empty_batch_has_no_answers(client: TestClient) -> None:
    assert client.post("/v1/evaluations/batch", json={"items": []}).json() == {"items": []}


def test_a_thousand_items_are_taken_and_one_more_is_not(client: TestClient) -> None:
    most = client.post("/v1/evaluations/batch", json={"items": [GOOD] * 1000})
    assert {item["status"] for item in most.json()["items"]} == {200}
    refused = client.post("/v1/evaluations/batch", json={"items": [GOOD] * 1001})
    assert refused.status_code == 400
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [("/items", "too_many")]


def test_a_batch_of_another_shape_is_refused_as_a_whole(client: TestClient) -> None:
    bodies: list[object] = [{"items": {}}, {}, [], {"items": [], "more": 1}]
    for body in bodies:
        assert client.post("/v1/evaluations/batch", json=body).status_code == 400


def test_a_batch_may_be_larger_than_a_single_request(client: TestClient) -> None:
    padding = " " * (300 * 1024)
    larger = '{"items": []' + padding + "}"
    sent = {"content": larger, "headers": {"content-type": "application/json"}}
    assert client.post("/v1/evaluations/batch", **sent).status_code == 200  # type: ignore[arg-type]
    assert client.post("/v1/evaluations", **sent).status_code == 413  # type: ignore[arg-type]
