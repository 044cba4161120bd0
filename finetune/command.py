"""The command `citewell finetune`: lists its parts, imports only the one that is called."""

from __future__ import annotations

from finetune.extra import TRAINING, require_extra
from knowledge.common.lazy_commands import LazyCommand, lazy_app

COMMANDS = (
    LazyCommand(
        "pairs",
        "Make question-and-passage pairs to train on.",
        "finetune.pairs.command:app",
    ),
    LazyCommand("negatives", "Find near misses for each pair.", "finetune.pairs.negatives:app"),
    LazyCommand(
        "train", "Tune an embedding model on pairs.", "finetune.training.command:app", TRAINING
    ),
    LazyCommand("reranker", "Tune a reranker on pairs.", "finetune.reranker.command:app", TRAINING),
    LazyCommand(
        "compare",
        "Measure a tuned model against its base.",
        "finetune.training.compare_command:app",
        TRAINING,
    ),
    LazyCommand(
        "conversation",
        "Tune how a follow-up is searched; no document is embedded again.",
        "finetune.conversation.command:app",
        TRAINING,
    ),
    LazyCommand(
        "notes",
        "Tune on dated notes: from a note to the next of its person.",
        "finetune.notes.command:app",
        TRAINING,
    ),
)


app = lazy_app(
    COMMANDS,
    about="Tune an embedding model or a reranker on your own documents.",
    require=require_extra,
)
