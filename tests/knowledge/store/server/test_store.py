"""The server store where it differs: leases, dead writers, and servers that do not answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from qdrant_client import QdrantClient

from knowledge.domain.errors import KnowledgeBaseBusy, StoreUnavailable
from knowledge.store.server.connection import ServerConnection
from knowledge.store.server.store import ServerStore
from knowledge.store.server.writer import ServerWriter
from tests.builders import MANIFEST, passages, published, record, vectors
from tests.contracts.store_samples import IN_MEMORY_WARNINGS

pytestmark = [
    *IN_MEMORY_WARNINGS,
    pytest.mark.filterwarnings("ignore:Api key is used with an insecure connection"),
]

# Short to wait for, long beside what a busy machine takes for a few writes.
LEASE_SECONDS = 2.0

FEES = passages("fees.md", ["The fee is $10.", "It is due in May."])
RULES = passages("rules.md", ["Rules apply."])

Answers = list[tuple[int, str]]
Serve = Callable[[Answers], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts an HTTP server that gives these answers one after another, the last one for ever."""
    servers: list[HTTPServer] = []

    def started(answers: Answers) -> str:
        server = HTTPServer(("127.0.0.1", 0), _handler(answers))
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield started
    for server in servers:
        server.shutdown()
        server.server_close()


def _handler(answers: Answers) -> type[BaseHTTPRequestHandler]:
    remaining = list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = remaining.pop(0) if len(remaining) > 1 else remaining[0]
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    return Handler


NO_COLLECTIONS = (200, '{"result": {"collections": []}, "status": "ok", "time": 0}')


def abandon(store: ServerStore, name: str) -> ServerWriter:
    """Begin to write as a process that dies: its lease is never given back nor renewed."""
    writer = store.write(name, MANIFEST).__enter__()
    assert isinstance(writer, ServerWriter)
    writer.put(record(RULES), RULES, vectors(RULES))
    writer.remove([FEES[0].document_id])
    writer._lease._released.set()  # its renewing thread dies with it
    return writer


# -- dead and living writers


def test_a_lease_keeps_others_out_until_it_runs_out(client: QdrantClient) -> None:
    store = ServerStore(client, lease_seconds=LEASE_SECONDS)
    published(store, "plans", FEES)
    abandon(store, "plans")

    with pytest.raises(KnowledgeBaseBusy, match="process"), store.write("plans", MANIFEST):
        pytest.fail("two writers at once")
    time.sleep(LEASE_SECONDS + 0.2)

    assert published(store, "plans", RULES).count() == 3


def test_a_living_writer_renews_its_lease(client: QdrantClient) -> None:
    store = ServerStore(client, lease_seconds=LEASE_SECONDS)

    with store.write("plans", MANIFEST) as writer:
        time.sleep(LEASE_SECONDS * 1.5)
        with pytest.raises(KnowledgeBaseBusy), store.write("plans", MANIFEST):
            pytest.fail("two writers at once")
        writer.put(record(FEES), FEES, vectors(FEES))
        writer.publish()

    assert store.open("plans").count() == 2


# -- generations in place


# -- servers that do not answer


def test_a_server_that_is_not_there_is_named_with_what_to_do() -> None:
    store = ServerStore("http://127.0.0.1:9")

    with pytest.raises(StoreUnavailable, match=r"http://127.0.0.1:9 .*CITEWELL_STORE_URL"):
        store.names()


def test_a_failure_that_passes_is_tried_again(serve: Serve) -> None:
    store = ServerStore(serve([(503, "starting"), (502, "starting"), NO_COLLECTIONS]))

    assert store.names() == []


def test_a_server_of_the_own_network_is_asked_past_any_proxy(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)

    assert ServerStore(serve([NO_COLLECTIONS])).names() == []


def test_a_refused_key_is_told_at_once(serve: Serve) -> None:
    store = ServerStore(serve([(401, "no"), NO_COLLECTIONS]), api_key="wrong")

    with pytest.raises(StoreUnavailable, match="CITEWELL_STORE_API_KEY"):
        store.names()


def test_a_refused_request_says_what_the_server_said(serve: Serve) -> None:
    store = ServerStore(serve([(400, '{"status": "strict mode"}')]))

    with pytest.raises(StoreUnavailable, match=r"status 400.*strict mode"):
        store.names()


def test_an_error_of_our_own_is_not_taken_for_the_servers(client: QdrantClient) -> None:
    connection = ServerConnection(client, "here")

    def fail(_: QdrantClient) -> None:
        raise ValueError("wrong shape")

    with pytest.raises(ValueError, match="wrong shape"):
        connection.ask(fail)
