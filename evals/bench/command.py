"""The command `citewell bench`: lists what can be measured, imports only what is called."""

from __future__ import annotations

from knowledge.lazy_commands import LazyCommand, lazy_app

COMMANDS = (
    LazyCommand(
        "store",
        "Searches in the embedded store (what bench does where nothing else is named).",
        "evals.bench.store_command:store",
    ),
    LazyCommand(
        "search", "A follow-up question, stage by stage.", "evals.bench.search_command:search"
    ),
    LazyCommand(
        "answers",
        "Answers without the language model's own time.",
        "evals.bench.answers_command:answers",
    ),
    LazyCommand(
        "quantization",
        "Each form of stored vectors: bytes, recall, time.",
        "evals.bench.quantization_command:quantization",
    ),
    LazyCommand(
        "embedding",
        "The embedding model in passages and tokens a second.",
        "evals.bench.embedding_command:embedding",
    ),
    LazyCommand(
        "reranking",
        "The reranker that is set, by torch and by OpenVINO.",
        "evals.bench.reranking_command:reranking",
    ),
    LazyCommand(
        "ingest",
        "A whole ingest beside a bare encode, a second run, memory.",
        "evals.bench.ingest_command:ingest",
    ),
    LazyCommand(
        "parsing",
        "The loaders beside other parsers.",
        "evals.bench.parsing_command:parsing",
    ),
)

app = lazy_app(COMMANDS, about="Measure how quick and how exact Citewell is here.", default="store")
