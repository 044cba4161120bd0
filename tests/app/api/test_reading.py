"""Documents and conversations over the API, page by page and no more often than they change."""

from __future__ import annotations

from starlette.testclient import TestClient

from tests.scripted_assistant import SPOUSE


def test_pages_follow_each_other_until_the_last(client: TestClient) -> None:
    first = client.get("/documents", params={"limit": 1}).json()
    second = client.get("/documents", params={"limit": 1, "after": first["next"]}).json()

    told = [each["key"] for page in (first, second) for each in page["documents"]]
    assert told == ["board.md", "staff.md"]
    assert second["next"] is None


def test_a_documents_versions_are_told_and_one_out_of_reach_is_not_there(
    client: TestClient,
) -> None:
    (version,) = client.get("/documents/staff.md").json()["versions"]

    assert version["passages"] == 1
    assert client.get("/documents/other.md").status_code == 404


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/documents").headers["etag"]

    again = client.get("/documents", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/documents", headers={"If-None-Match": '"other"'}).status_code == 200


def test_conversations_are_listed_the_latest_first(client: TestClient) -> None:
    asked = [client.post("/ask", json={"question": SPOUSE}).json()["conversation"] for _ in "ab"]

    page = client.get("/conversations", params={"limit": 1}).json()
    following = client.get("/conversations", params={"after": page["next"]}).json()

    told = [each["id"] for each in (*page["conversations"], *following["conversations"])]
    assert told == asked[::-1]
