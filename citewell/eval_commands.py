"""The command `citewell eval`: lists its parts, imports only the one that is called."""

from __future__ import annotations

from knowledge.common.lazy_commands import LazyCommand, lazy_app

COMMANDS = (
    LazyCommand(
        "retrieval",
        "Rank a benchmark's passages; measures with intervals, and the search's time.",
        "evals.retrieval.command:retrieval",
    ),
    LazyCommand(
        "compare",
        "Compare two saved runs on the questions they share.",
        "evals.runs.command:compare",
    ),
    LazyCommand(
        "report", "Write saved runs as one web page with plots.", "evals.runs.command:report"
    ),
    LazyCommand("score", "Score rankings of a TREC run file.", "evals.runs.command:score_run"),
    LazyCommand(
        "make", "Draft questions from a knowledge base.", "evals.benchmarks.draft_command:make"
    ),
    LazyCommand(
        "models",
        "Search the same passages with each embedding model.",
        "evals.retrieval.models_command:models",
    ),
    LazyCommand(
        "weights", "Try other weights of the history.", "labs.history_weights.command:weights"
    ),
    LazyCommand(
        "fetch", "Download a benchmark by its MTEB name.", "evals.benchmarks.fetch_command:fetch"
    ),
    LazyCommand(
        "checker",
        "Spoil sentences of reference answers and count which the checker finds.",
        "labs.checker.quality:checker",
    ),
    LazyCommand(
        "calibrate",
        "Fit when to answer or refuse to your own questions.",
        "evals.calibration.command:calibrate",
    ),
    LazyCommand(
        "gate",
        "Weigh questions with their evidence in the index, and taken out.",
        "labs.answerability.command:gate",
    ),
    LazyCommand(
        "ratings",
        "Compare the answerability check with people's grades of passages.",
        "labs.answerability.ratings:ratings",
    ),
    LazyCommand(
        "quoting",
        "Fit the weights by which quotations are chosen.",
        "labs.quoting.command:quoting",
    ),
    LazyCommand(
        "attacks",
        "Plant attacks in documents; count what comes of them.",
        "labs.attacks.command:attacks",
    ),
    LazyCommand(
        "answers",
        "Answer benchmark questions and measure the answers.",
        "evals.answers.command:answers",
    ),
    LazyCommand(
        "questions",
        "Ask your own labelled questions: hit rates, answers, refusals.",
        "evals.questions.command:questions",
    ),
)

app = lazy_app(
    COMMANDS, about="Measure retrieval and answers on benchmarks and on your own questions."
)
