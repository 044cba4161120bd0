"""The command `citewell eval`: lists its parts, imports only the one that is called."""

from __future__ import annotations

from evals.parts import Part, parts_app

PARTS = (
    Part(
        "retrieval",
        "Rank a benchmark's passages; measures with intervals, and the search's time.",
        "evals.retrieval_command:retrieval",
    ),
    Part(
        "compare",
        "Compare two saved runs on the questions they share.",
        "evals.runs.command:compare",
    ),
    Part("report", "Write saved runs as one web page with plots.", "evals.runs.command:report"),
    Part("score", "Score rankings of a TREC run file.", "evals.runs.command:score_run"),
    Part("make", "Draft questions from a knowledge base.", "evals.make_command:make"),
    Part(
        "models",
        "Search the same passages with each embedding model.",
        "evals.models_command:models",
    ),
    Part("weights", "Try other weights of the history.", "evals.weights_command:weights"),
    Part("fetch", "Download a benchmark by its MTEB name.", "evals.fetch_command:fetch"),
    Part(
        "checker",
        "Spoil sentences of reference answers and count which the checker finds.",
        "evals.checker.command:checker",
    ),
    Part(
        "calibrate",
        "Fit the gate to answer or refuse to your own questions.",
        "evals.gate.calibrate_command:calibrate",
    ),
    Part(
        "gate",
        "Weigh questions with their evidence in the index, and taken out.",
        "evals.gate.command:gate",
    ),
    Part(
        "ratings",
        "Hold the gate to people's grades of passages, and people to the labels.",
        "evals.gate.ratings_command:ratings",
    ),
    Part(
        "attacks",
        "Plant attacks in documents; count what comes of them.",
        "evals.attacks_command:attacks",
    ),
    Part(
        "answers",
        "Answer benchmark questions and measure the answers.",
        "evals.answers_command:answers",
    ),
    Part(
        "questions",
        "Ask your own labelled questions: hit rates, answers, refusals.",
        "evals.questions_command:questions",
    ),
)

app = parts_app(
    PARTS, about="Measure retrieval and answers on benchmarks and on your own questions."
)
