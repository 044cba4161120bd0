"""A Qdrant server's REST requests, answered by qdrant-client's own in-memory engine.

For what needs several processes: the in-memory client lives in one. It has that client's limits (no
HNSW, no quantisation); the requests are real ones, made by the real client over HTTP.
"""

from __future__ import annotations

import json
import re
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, TypeAdapter
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from tests.qdrant_snapshots import Snapshots

Body = dict[str, object]
Answer = Callable[[QdrantClient, str, Body], object]
_ABOUT = {"title": "qdrant", "version": "1.20.0"}
_COLLECTION = re.compile(r"^/collections(?:/([^/?]+))?(/[^?]*)?(?:\?.*)?$")
_SELECTOR: TypeAdapter[models.PointsSelector] = TypeAdapter(models.PointsSelector)
_OPERATION: TypeAdapter[models.ClusterOperations] = TypeAdapter(models.ClusterOperations)
_ORDERING = "?ordering"
_FILTER: TypeAdapter[models.Filter | None] = TypeAdapter(models.Filter | None)


def _create(client: QdrantClient, name: str, body: Body) -> object:
    asked = models.CreateCollection.model_validate(body)
    return client.create_collection(
        name,
        vectors_config=asked.vectors or {},
        sparse_vectors_config=asked.sparse_vectors,
        shard_number=asked.shard_number,
        replication_factor=asked.replication_factor,
        write_consistency_factor=asked.write_consistency_factor,
    )


def _update(client: QdrantClient, name: str, body: Body) -> object:
    asked = models.UpdateCollection.model_validate(body)
    return client.update_collection(name, collection_params=asked.params)


def _cluster_update(client: QdrantClient, name: str, body: Body) -> object:
    return client.cluster_collection_update(name, _OPERATION.validate_python(body))


def _upsert(client: QdrantClient, name: str, body: Body) -> object:
    ordering = _ordering(body)
    asked = models.PointsList.model_validate(body)
    return client.upsert(
        name,
        asked.points,
        ordering=ordering,
        update_filter=asked.update_filter,
        update_mode=asked.update_mode,
    )


def _ordering(body: Body) -> models.WriteOrdering | None:
    """Take the ordering, which stands in the address, from where it was put beside the body."""
    asked = body.pop(_ORDERING, None)
    return models.WriteOrdering(asked) if asked else None


def _retrieve(client: QdrantClient, name: str, body: Body) -> object:
    asked = models.PointRequest.model_validate(body)
    return client.retrieve(
        name,
        asked.ids,
        with_payload=asked.with_payload or False,
        with_vectors=asked.with_vector or False,
    )


def _scroll(client: QdrantClient, name: str, body: Body) -> object:
    asked = models.ScrollRequest.model_validate(body)
    points, following = client.scroll(
        name,
        scroll_filter=asked.filter,
        limit=asked.limit or 10,
        offset=asked.offset,
        with_payload=asked.with_payload or False,
        with_vectors=asked.with_vector or False,
    )
    return {"points": points, "next_page_offset": following}


def _query(client: QdrantClient, name: str, body: Body) -> object:
    return _found(client, name, models.QueryRequest.model_validate(body))


def _query_batch(client: QdrantClient, name: str, body: Body) -> object:
    asked = models.QueryRequestBatch.model_validate(body)
    return client.query_batch_points(name, asked.searches)


def _found(client: QdrantClient, name: str, asked: models.QueryRequest) -> object:
    return client.query_points(
        name,
        query=asked.query,
        using=asked.using,
        prefetch=asked.prefetch,
        query_filter=asked.filter,
        limit=asked.limit or 10,
        with_payload=asked.with_payload or False,
        with_vectors=asked.with_vector or False,
    )


def _set_payload(client: QdrantClient, name: str, body: Body) -> object:
    ordering = _ordering(body)
    asked = models.SetPayload.model_validate(body)
    chosen = _chosen(asked.points, asked.filter)
    return client.set_payload(name, asked.payload, chosen, ordering=ordering)


def _delete_payload(client: QdrantClient, name: str, body: Body) -> object:
    ordering = _ordering(body)
    asked = models.DeletePayload.model_validate(body)
    chosen = _chosen(asked.points, asked.filter)
    return client.delete_payload(name, asked.keys, chosen, ordering=ordering)


def _delete(client: QdrantClient, name: str, body: Body) -> object:
    ordering = _ordering(body)
    return client.delete(name, _SELECTOR.validate_python(body), ordering=ordering)


def _chosen(points: object, scope: models.Filter | None) -> models.PointsSelector:
    if scope is not None:
        return models.FilterSelector(filter=scope)
    return models.PointIdsList(points=cast("list[models.ExtendedPointId]", points))


_ANSWERS: dict[tuple[str, str], Answer] = {
    ("GET", "/exists"): lambda client, name, _: {"exists": client.collection_exists(name)},
    ("PUT", ""): _create,
    ("GET", ""): lambda client, name, _: client.get_collection(name),
    ("PATCH", ""): _update,
    ("GET", "/cluster"): lambda client, name, _: client.collection_cluster_info(name),
    ("POST", "/cluster"): _cluster_update,
    ("DELETE", ""): lambda client, name, _: client.delete_collection(name),
    ("PUT", "/index"): lambda _client, _name, _body: {"operation_id": 0, "status": "completed"},
    ("PUT", "/points"): _upsert,
    ("POST", "/points"): _retrieve,
    ("POST", "/points/scroll"): _scroll,
    ("POST", "/points/query"): _query,
    ("POST", "/points/query/batch"): _query_batch,
    ("POST", "/points/payload"): _set_payload,
    ("POST", "/points/payload/delete"): _delete_payload,
    ("POST", "/points/delete"): _delete,
    ("POST", "/points/count"): lambda client, name, body: client.count(
        name, _FILTER.validate_python(body.get("filter"))
    ),
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, client: QdrantClient) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.client = client
        self.snapshots = Snapshots(self.client)
        self.lock = threading.Lock()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        # Its engine gives no promise for several threads; a server answers one write at a time.
        asked = json.loads(body or b"{}")
        if ordering := parse_qs(urlsplit(self.path).query).get("ordering"):
            asked[_ORDERING] = ordering[0]
        with self.server.lock, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                status, result = self._result(asked)
            except ResponseHandlingException:  # a node that is dead
                self.close_connection = True
                return
        whole = {"result": result, "status": "ok", "time": 0.0, **_ABOUT}
        content = json.dumps(whole).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        self._respond()

    def do_PUT(self) -> None:
        self._respond()

    def do_POST(self) -> None:
        self._respond()

    def do_PATCH(self) -> None:
        self._respond()

    def do_DELETE(self) -> None:
        self._respond()

    def _result(self, body: Body) -> tuple[int, object]:
        found = _COLLECTION.match(self.path)
        name, rest = (found.group(1), found.group(2) or "") if found else (None, "")
        if name is None:
            return self._of_server(body)
        if rest.startswith("/snapshots"):
            return self._snapshot(name, rest.removeprefix("/snapshots").strip("/"), body)
        answer = _ANSWERS.get((self.command, rest.rstrip("/")))
        if answer is None:
            return 501, {"error": f"{self.command} {self.path} is not played here"}
        try:
            return 200, _plain(answer(self.server.client, name, body))
        except UnexpectedResponse as error:
            return error.status_code or 500, json.loads(error.content)["status"]
        except ValueError as error:
            return (404 if "not found" in str(error) else 400), {"error": str(error)}

    def _of_server(self, body: Body) -> tuple[int, object]:
        path, client = urlsplit(self.path).path.rstrip("/"), self.server.client
        if path.startswith("/snapshots"):
            part = path.removeprefix("/snapshots").strip("/")
            return 200, self.server.snapshots.of_storage(self.command, part)
        if not path.startswith("/cluster"):
            return 200, _plain(client.get_collections())
        try:
            told = client.cluster_status() if path == "/cluster" else client.cluster_telemetry()
        except NotImplementedError:  # one node by itself
            return 200, {"status": "disabled"}
        return 200, _plain(told)

    def _snapshot(self, collection: str, part: str, body: Body) -> tuple[int, object]:
        try:
            return 200, self.server.snapshots.answer(self.command, collection, part, body)
        except ValueError as error:
            return 404, {"error": str(error)}

    def log_message(self, *_: object) -> None:
        """Say nothing: tests read their own output."""


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value


@contextmanager
def qdrant_stub(client: QdrantClient | None = None) -> Iterator[str]:
    """Serve on a free port of this machine, by this client or one in memory; yield the address."""
    server = _Server(client or QdrantClient(":memory:"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        server.client.close()
