from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.answerability.calibration import Calibration, calibration_path, read_calibration
from app.answerability.evidence import RERANKED
from citewell.eval_commands import app
from knowledge.domain.errors import InputError
from knowledge.domain.passages import PassageVectors
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.opening.embedders import open_embedder
from knowledge.settings.settings import Settings
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Manifest
from tests.builders import passage, record
from tests.service_stub import service_stub

SERVICES = [
    "acupuncture",
    "ambulance",
    "anesthesia",
    "bandage",
    "biopsy",
    "cast",
    "checkup",
    "chemotherapy",
    "crutches",
    "dialysis",
    "filling",
    "glasses",
    "hearing",
    "hospice",
    "hospital",
    "implant",
    "insulin",
    "massage",
    "scan",
    "surgery",
    "therapy",
    "transfer",
    "vaccine",
    "xray",
]


@pytest.fixture
def questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fill "desk" with what each service costs; return a file that asks for each."""
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CITEWELL_RERANKER", "none")
    embedder = open_embedder(Settings().embedding, Settings().data_dir)
    manifest = Manifest(embedder.identity, splitter="test")
    documents = [
        passage(f"The fee for {name} is {number} dollars.", document_key=f"{name}.md", title=name)
        for number, name in enumerate(SERVICES, start=20)
    ]
    texts = [each.search_text for each in documents]
    dense, sparse = embedder.embed_passages(texts), Bm25Encoder.of(manifest).encode_passages(texts)
    with EdgeStore(tmp_path / "kb").write("desk", manifest) as writer:
        for row, each in enumerate(documents):
            beside = PassageVectors(dense[row : row + 1], sparse[row : row + 1])
            writer.put(record([each]), [each], beside)
        writer.publish()
    rows = [
        {"id": name, "question": f"what is the fee for {name}?", "answers": [{"document_key": key}]}
        for name, key in ((name, f"{name}.md") for name in SERVICES)
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return file


def calibrated(file: Path, *options: str) -> str:
    result = CliRunner().invoke(
        app, ["calibrate", str(file), "--kb", "desk", *options], catch_exceptions=False
    )
    assert result.exit_code == 0
    return result.output


def kept(data: Path) -> Calibration | None:
    return read_calibration(
        calibration_path(
            data, "desk", open_embedder(Settings().embedding, Settings().data_dir).identity
        )
    )


def test_both_errors_are_told_and_what_was_fitted_is_kept(questions: Path, tmp_path: Path) -> None:
    told = calibrated(questions)

    fitted = kept(tmp_path)
    assert "24 answerable questions, 24 without what answers them." in told
    assert "Wrongly refused" in told
    assert "Wrongly answered" in told
    assert fitted is not None
    assert (fitted.questions, fitted.reranker, fitted.otherwise) == (48, "", None)


def test_nothing_is_kept_where_that_is_not_wished(questions: Path, tmp_path: Path) -> None:
    calibrated(questions, "--no-save")

    assert kept(tmp_path) is None


def test_a_rerankers_own_scores_become_evidence_beside_a_fit_without(
    questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def score(query: str, texts: Sequence[str]) -> Sequence[float]:
        asked = query.removesuffix("?").split()[-1]
        return [0.9 if f"fee for {asked} is" in text else 0.1 for text in texts]

    with service_stub(score=score) as stub:
        monkeypatch.setenv("CITEWELL_RERANKER", "cohere/rerank-v3.5")
        monkeypatch.setenv("CITEWELL_RERANKER_BASE_URL", stub.url)
        monkeypatch.setenv("CITEWELL_RERANKER_API_KEY", "k")
        told = calibrated(questions)

    fitted = kept(tmp_path)
    assert "With the scores of 'cohere/rerank-v3.5':" in told
    assert told.rstrip().count("Area under the curve") == 2
    assert "Area under the curve 1.000" in told.split("With the scores of")[1]
    assert fitted is not None
    assert fitted.reranker == "cohere/rerank-v3.5"
    assert fitted.weights[RERANKED] > 1
    assert fitted.otherwise is not None
    assert RERANKED not in fitted.otherwise.weights


def test_too_few_questions_are_refused_with_their_number(questions: Path) -> None:
    few = questions.read_text("utf-8").splitlines()[:6]
    questions.write_text("\n".join(few), encoding="utf-8")

    with pytest.raises(InputError, match="gives 6 answerable and 6 other questions; 20 of each"):
        calibrated(questions)
