"""The command `citewell finetune`: lists its parts, imports only the one that is called."""

from __future__ import annotations

from evals.parts import Part, parts_app
from finetune.extra import TRAINING, require_extra

PARTS = (
    Part(
        "pairs",
        "Make question-and-passage pairs to train on.",
        "finetune.pairing.command:app",
    ),
    Part("negatives", "Find near misses for each pair.", "finetune.pairing.negatives_command:app"),
    Part("train", "Tune an embedding model on pairs.", "finetune.train_command:app", TRAINING),
    Part("reranker", "Tune a reranker on pairs.", "finetune.reranker.command:app", TRAINING),
    Part(
        "compare",
        "Measure a tuned model against its base.",
        "finetune.compare_command:app",
        TRAINING,
    ),
    Part(
        "conversation",
        "Tune how a follow-up is searched; no document is embedded again.",
        "finetune.conversation.command:app",
        TRAINING,
    ),
    Part(
        "notes",
        "Tune on dated notes: from a note to the next of its person.",
        "finetune.notes.command:app",
        TRAINING,
    ),
)


app = parts_app(
    PARTS,
    about="Tune an embedding model or a reranker on your own documents.",
    require=require_extra,
)
