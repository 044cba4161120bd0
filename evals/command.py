"""The command `citewell eval`: lists its parts, imports only the one that is called."""

from __future__ import annotations

from knowledge.lazy_commands import LazyCommand, lazy_app

COMMANDS = (
    LazyCommand(
        "retrieval",
        "Rank a benchmark's passages; measures with intervals, and the search's time.",
        "evals.retrieval_command:retrieval",
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
    LazyCommand("make", "Draft questions from a knowledge base.", "evals.make_command:make"),
    LazyCommand(
        "models",
        "Search the same passages with each embedding model.",
        "evals.models_command:models",
    ),
    LazyCommand("weights", "Try other weights of the history.", "evals.weights_command:weights"),
    LazyCommand("fetch", "Download a benchmark by its MTEB name.", "evals.fetch_command:fetch"),
    LazyCommand(
        "checker",
        "Spoil sentences of reference answers and count which the checker finds.",
        "evals.checker.command:checker",
    ),
    LazyCommand(
        "calibrate",
        "Fit the gate to answer or refuse to your own questions.",
        "evals.gate.calibrate_command:calibrate",
    ),
    LazyCommand(
        "gate",
        "Weigh questions with their evidence in the index, and taken out.",
        "evals.gate.command:gate",
    ),
    LazyCommand(
        "ratings",
        "Hold the gate to people's grades of passages, and people to the labels.",
        "evals.gate.ratings_command:ratings",
    ),
    LazyCommand(
        "attacks",
        "Plant attacks in documents; count what comes of them.",
        "evals.attacks_command:attacks",
    ),
    LazyCommand(
        "answers",
        "Answer benchmark questions and measure the answers.",
        "evals.answers_command:answers",
    ),
    LazyCommand(
        "questions",
        "Ask your own labelled questions: hit rates, answers, refusals.",
        "evals.questions_command:questions",
    ),
)

app = lazy_app(
    COMMANDS, about="Measure retrieval and answers on benchmarks and on your own questions."
)
