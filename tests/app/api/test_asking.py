"""Asking over the API: the object of `ask --json`, kept in the caller's own conversations."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from app.records.opening import Records
from tests.scripted_assistant import BAND, SPOUSE, ScriptedAssistant

SCHEMA = json.loads(
    (Path(__file__).parents[3] / "docs/schemas/answer.schema.json").read_text("utf-8")
)


def test_an_answer_is_the_object_that_ask_json_prints(client: TestClient) -> None:
    answered = client.post("/ask", json={"question": SPOUSE}).json()

    conversation = answered.pop("conversation")
    Draft202012Validator(SCHEMA).validate(answered)
    assert answered["sources"][0]["document_key"] == "life-events"
    assert client.get(f"/conversations/{conversation}").json()["turns"][0]["answer"] == answered


def test_a_refusal_is_an_answer_too(client: TestClient) -> None:
    assert client.post("/ask", json={"question": BAND}).json()["outcome"] == "refused"


def test_a_streamed_answer_comes_as_searched_written_finished(client: TestClient) -> None:
    asked = client.post("/ask", json={"question": SPOUSE, "stream": True})

    events = [part.partition("\ndata: ") for part in asked.text.strip().split("\n\n")]
    names = [name.removeprefix("event: ") for name, _, _ in events]
    assert asked.headers["content-type"].startswith("text/event-stream")
    assert names[-1] == "finished"
    assert json.loads(events[-1][2])["answer"].startswith("Yes, a marriage counts")


def test_a_model_that_fails_is_told_as_a_problem_and_in_a_stream(client: TestClient) -> None:
    failed = client.post("/ask", json={"question": "fail"})
    streamed = client.post("/ask", json={"question": "fail", "stream": True})

    assert (failed.status_code, failed.headers["content-type"]) == (503, "application/problem+json")
    assert "is silent" in failed.json()["detail"]
    assert "event: failed" in streamed.text
    assert "is silent" in streamed.text


def test_groups_day_facets_and_history_reach_the_search(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    said = [{"question": "hello?", "answer": "Hello."}]
    asked = {"question": SPOUSE, "as_of": "2026-03-01", "facets": {"plan": "Gold"}, "history": said}

    client.post("/ask", json=asked)

    conversation, _, request = assistant.asked[-1]
    assert [turn.question for turn in conversation.turns] == ["hello?"]
    assert (request.groups, str(request.as_of)) == (("staff", "board"), "2026-03-01")
    assert request.facets == {"plan": "Gold"}


def test_a_question_follows_on_the_stored_conversation(
    client: TestClient, assistant: ScriptedAssistant
) -> None:
    first = client.post("/ask", json={"question": SPOUSE}).json()["conversation"]

    client.post("/ask", json={"question": "and my child?", "conversation": first})

    assert [turn.question for turn in assistant.asked[-1][0].turns] == [SPOUSE]


def test_another_persons_conversation_is_not_there(client: TestClient, records: Records) -> None:
    theirs = records.conversations.start("demo", owner="bob").id

    asked = client.post("/ask", json={"question": SPOUSE, "conversation": theirs})
    with_day = {"question": SPOUSE, "conversation": theirs, "as_of": "2026-03-01"}

    assert asked.status_code == 422
    assert client.post("/ask", json=with_day).status_code == 422
    assert client.get(f"/conversations/{theirs}").status_code == 404


def test_a_search_returns_passages(client: TestClient) -> None:
    found = client.post("/search", json={"question": SPOUSE}).json()

    assert found["knowledge_base"] == "demo"
    assert found["found"][0]["text"].startswith("A marriage is")


def test_what_cannot_be_asked_is_a_problem(client: TestClient) -> None:
    wrong = [{}, {"question": "  "}, {"question": "a", "groups": ["board"]}]

    assert [client.post("/ask", json=each).status_code for each in wrong] == [422] * 3
    missing = client.post("/ask", json={"question": "a", "knowledge_base": "other"})
    assert (missing.status_code, missing.json()["title"]) == (404, "Not Found")
