"""How fast the embedding model is, beside other ways to run it and the bare library, in one run."""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated

import numpy as np
import typer
from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.table import Table

from knowledge.domain.embedding import Embedder
from knowledge.models.catalogue.embedders import entry_named
from knowledge.models.local.embedders import LocalEmbedder
from knowledge.models.local.torch_encoder import bare_encode
from knowledge.models.remote.opening import SERVED
from knowledge.opening.embedders import local_model, open_embedder
from knowledge.settings.models import EmbeddingSettings
from knowledge.settings.settings import Settings
from labs.bench.texts import KnowledgeBase, texts_of

Encode = Callable[[list[str]], object]
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class EmbeddingSpeed:
    """One way of embedding: passages and tokens per second, median of the rounds.

    `least_cosine` is the smallest one of its vectors to the first way's; None for the bare library.
    """

    way: str
    passages_per_second: float
    tokens_per_second: float
    least_cosine: float | None = None


def bench_embedding(
    embedder: Embedder,
    texts: Sequence[str],
    *,
    bare: Encode | None = None,
    others: Mapping[str, Embedder] | None = None,
    rounds: int = _ROUNDS,
) -> list[EmbeddingSpeed]:
    """Embed the texts in turns by the product, other ways to run it, and the bare library.

    In turns, so that what else the machine does meanwhile hits both alike.
    """
    tokens = sum(min(count, embedder.max_tokens) for count in embedder.count_tokens(texts))
    ours = {"citewell": embedder, **(others or {})}
    ways: dict[str, Encode] = {way: each.embed_passages for way, each in ours.items()}
    if bare is not None:
        ways["bare encode"] = bare
    cosines = _least_cosines(ours, texts[:8])
    if bare is not None:
        bare(list(texts[:8]))
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, encode in ways.items():
            started = perf_counter()
            encode(list(texts))
            seconds[way].append(perf_counter() - started)
    return [
        EmbeddingSpeed(way, len(texts) / median(taken), tokens / median(taken), cosines.get(way))
        for way, taken in seconds.items()
    ]


def _least_cosines(ways: Mapping[str, Embedder], texts: Sequence[str]) -> dict[str, float]:
    rows = {way: embedder.embed_passages(texts) for way, embedder in ways.items()}
    first = next(iter(rows.values()))
    return {way: float(np.min(np.sum(first * each, axis=1))) for way, each in rows.items()}


def print_speeds(
    speeds: Sequence[EmbeddingSpeed], console: Console, *, model: str, texts: int
) -> None:
    """Print the table."""
    table = Table(title=f"Embedding with {model}, {texts:,} passages")
    table.add_column("way")
    for title in ("passages/s", "tokens/s", "of bare encode", "least cosine"):
        table.add_column(title, justify="right")
    bare = next((row.passages_per_second for row in speeds if row.way == "bare encode"), None)
    for row in speeds:
        share = f"{row.passages_per_second / bare:.2f}" if bare else ""
        cosine = "" if row.least_cosine is None else f"{row.least_cosine:.5f}"
        passages, tokens = f"{row.passages_per_second:,.1f}", f"{row.tokens_per_second:,.0f}"
        table.add_row(row.way, passages, tokens, share, cosine)
    console.print(table)
    console.print(f"Load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")


# The command `citewell bench embedding`.


def embedding(
    *,
    kb: KnowledgeBase = "",
    passages: Annotated[int, typer.Option(min=8, help="Embed so many of its passages.")] = 300,
) -> None:
    """Measure the embedding model in passages and tokens per second, beside the bare library.

    A model of this machine is also measured by torch and OpenVINO, and through a server on it.
    """
    settings = Settings()
    texts = texts_of(kb or settings.default_kb, settings.store, settings.data_dir)[:passages]
    embedder = open_embedder(settings.embedding, settings.data_dir)
    console = Console()
    if not isinstance(embedder, LocalEmbedder):
        speeds = bench_embedding(embedder, texts)
    else:
        entry = entry_named(settings.embedding.model)
        bare = bare_encode(local_model(entry, settings.embedding, settings.data_dir).folder)
        with served_here(embedder) as address:
            others = {
                **_other_backends(settings.embedding, settings.data_dir),
                "served": _served(settings.embedding, settings.data_dir, address),
            }
            speeds = bench_embedding(embedder, texts, bare=bare, others=others)
    print_speeds(speeds, console, model=embedder.identity.name, texts=len(texts))


def _other_backends(embedding: EmbeddingSettings, data_dir: Path) -> dict[str, Embedder]:
    backends = ["torch", "openvino", "openvino-int8"] if find_spec("openvino") else ["torch"]
    return {
        backend: open_embedder(embedding.model_copy(update={"backend": backend}), data_dir)
        for backend in backends
        if backend != embedding.backend
    }


def _served(embedding: EmbeddingSettings, data_dir: Path, address: str) -> Embedder:
    name = embedding.model
    there = {"model": f"{SERVED}{name}", "base_url": address}
    return open_embedder(embedding.model_copy(update=there), data_dir)


# A server of the OpenAI embeddings' shape on this machine, to measure the served path with.


_PATH = "/v1/embeddings"


class _Asked(BaseModel):
    model_config = ConfigDict(extra="ignore")

    input: Sequence[str]
    model: str


class _EmbeddingServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(("127.0.0.1", 0), _EmbeddingHandler)
        self.embedder = embedder


class _EmbeddingHandler(BaseHTTPRequestHandler):
    # A connection a request: a thread that still waited for the next one when Python ends would
    # be torn out of the engine that it had used, and take the process down with it.
    protocol_version = "HTTP/1.0"
    server: _EmbeddingServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != _PATH:
            self.send_error(404)
            return
        asked = _Asked.model_validate_json(body)
        # As vLLM does: the text is embedded as it comes, whoever asks has framed it.
        rows = self.server.embedder.embed_passages(asked.input)
        data = [
            {"index": i, "embedding": base64.b64encode(row.tobytes()).decode()}
            for i, row in enumerate(rows)
        ]
        answer = json.dumps({"model": asked.model, "data": data}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing: the command prints a table."""


@contextmanager
def served_here(embedder: Embedder) -> Iterator[str]:
    """Serve a model on a free port of this machine; yield the address to set as base URL."""
    server = _EmbeddingServer(embedder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
