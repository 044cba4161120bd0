"""The command `citewell bench`: lists what can be measured, imports only what is called."""

from __future__ import annotations

from knowledge.common.lazy_commands import LazyCommand, lazy_app

COMMANDS = (
    LazyCommand(
        "store",
        "Searches in the embedded store (what bench does where nothing else is named).",
        "labs.bench.store:store",
    ),
    LazyCommand("start", "Commands from nothing to their end.", "labs.bench.start:start"),
    LazyCommand("search", "A follow-up question, stage by stage.", "labs.bench.search:search"),
    LazyCommand(
        "answers",
        "Answers without the language model's own time.",
        "labs.bench.answers:answers",
    ),
    LazyCommand(
        "quantization",
        "Each form of stored vectors: bytes, recall, time.",
        "labs.bench.quantization:quantization",
    ),
    LazyCommand(
        "embedding",
        "The embedding model in passages and tokens a second.",
        "labs.bench.embedding:embedding",
    ),
    LazyCommand(
        "reranking",
        "The reranker that is set, by torch and by OpenVINO.",
        "labs.bench.reranking:reranking",
    ),
    LazyCommand(
        "ingest",
        "A whole ingest beside a bare encode, a second run, memory.",
        "labs.bench.ingest_command:ingest",
    ),
    LazyCommand(
        "parsing",
        "The loaders beside other parsers.",
        "labs.parsing.parsers:parsing",
    ),
)

app = lazy_app(COMMANDS, about="Measure how quick and how exact Citewell is here.", default="store")
