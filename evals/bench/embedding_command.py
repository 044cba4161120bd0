"""The command `citewell bench embedding`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer
from rich.console import Console

from evals.bench.embedding import bench_embedding, print_speeds
from evals.bench.kb_texts import KnowledgeBase, texts_of
from evals.bench.served_here import served_here
from knowledge.embedding import Embedder
from knowledge.local.embedders import LocalEmbedder
from knowledge.models.opening import open_embedder
from knowledge.remote.opening import SERVED
from knowledge.settings import Settings


def embedding(
    *,
    kb: KnowledgeBase = "",
    passages: Annotated[int, typer.Option(min=8, help="Embed so many of its passages.")] = 300,
) -> None:
    """Measure the embedding model in passages and tokens per second, beside the bare library.

    A model of this machine is also measured through a server on it and, where it is installed,
    through OpenVINO.
    """
    settings = Settings()
    texts = texts_of(kb or settings.default_kb, settings)[:passages]
    embedder = open_embedder(settings)
    console = Console()
    if not isinstance(embedder, LocalEmbedder):
        speeds = bench_embedding(embedder, texts)
    else:
        with served_here(embedder) as address:
            others = {**_through_openvino(settings), "served": _served(settings, address)}
            speeds = bench_embedding(embedder, texts, bare=embedder.bare_encode, others=others)
    print_speeds(speeds, console, model=embedder.identity.name, texts=len(texts))


def _through_openvino(settings: Settings) -> dict[str, Embedder]:
    if settings.embedding_backend != "torch" or find_spec("openvino") is None:
        return {}
    return {
        backend: open_embedder(settings.model_copy(update={"embedding_backend": backend}))
        for backend in ("openvino", "openvino-int8")
    }


def _served(settings: Settings, address: str) -> Embedder:
    name = settings.embedding_model
    there = {"embedding_model": f"{SERVED}{name}", "embedding_base_url": address}
    return open_embedder(settings.model_copy(update=there))
