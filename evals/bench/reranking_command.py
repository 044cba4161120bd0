"""The command `citewell bench reranking`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer
from rich.console import Console

from evals.bench.kb_texts import KnowledgeBase, texts_of
from evals.bench.reranking import bench_reranking, print_reranking
from knowledge.errors import InputError
from knowledge.local.rerankers import CrossEncoderReranker
from knowledge.models.opening import open_embedder
from knowledge.models.reranker_opening import timed_reranking
from knowledge.reranking import Reranker
from knowledge.settings import Settings


def reranking(
    *,
    kb: KnowledgeBase = "",
    questions: Annotated[int, typer.Option(min=1, help="Ask so many.")] = 10,
) -> None:
    """Measure the reranker that is set: time for a question, by torch and by OpenVINO.

    A cross-encoder of this machine is also computed by OpenVINO, where it is installed.
    """
    settings = Settings()
    texts = texts_of(kb or settings.default_kb, settings)
    embedder = open_embedder(settings)
    opened = timed_reranking(settings, embedder)
    if opened is None:
        raise InputError("No reranker is set. Set CITEWELL_RERANKER to the one to be measured.")
    ways: dict[str, Reranker] = {settings.reranker_backend: opened.reranker}
    if isinstance(opened.reranker, CrossEncoderReranker) and find_spec("openvino"):
        for backend in ("torch", "openvino", "openvino-int8"):
            chosen = settings.model_copy(update={"reranker_backend": backend})
            other = timed_reranking(chosen, embedder)
            ways |= {backend: other.reranker} if other else {}
    speeds = bench_reranking(ways, texts, candidates=opened.candidates, questions=questions)
    print_reranking(speeds, Console(), model=opened.reranker.name, candidates=opened.candidates)
