from __future__ import annotations

import json
import shlex
import socket
import tomllib
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.chat_command import chat_app, chat_command, check_port_is_free
from app.command import (
    as_terminal_text,
    ask_app,
    read_day,
    read_facet,
    read_question,
)
from app.domain.answers import Support
from knowledge.domain.errors import ConfigurationError, InputError, KnowledgeBaseMissing
from knowledge.domain.passages import Passage, PassageVectors
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.store.edge.store import EdgeStore
from knowledge.store.protocol import Manifest
from tests.app.desks import DOCUMENTS, EVENTS, SPOUSE, answer_of, assistant
from tests.builders import record
from tests.flat_settings import settings_with
from tests.opening import open_embedder


def fill(folder: Path, documents: tuple[Passage, ...]) -> None:
    """Fill "desk" with the bundled model, as `citewell ask` will open it."""
    embedder = open_embedder(settings_with(embedding_model="minilm"))
    manifest = Manifest(embedder.identity, splitter="test")
    texts = [each.search_text for each in documents]
    dense, sparse = embedder.embed_passages(texts), Bm25Encoder.of(manifest).encode_passages(texts)
    with EdgeStore(folder / "kb").write("desk", manifest) as writer:
        for row, each in enumerate(documents):
            beside = PassageVectors(dense[row : row + 1], sparse[row : row + 1])
            writer.put(record([each]), [each], beside)
        writer.publish()


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_ask_answers_in_the_terminal_with_numbered_sources(data: Path) -> None:
    fill(data, DOCUMENTS)

    result = CliRunner().invoke(ask_app, [SPOUSE, "--kb", "desk"], catch_exceptions=False)

    assert result.exit_code == 0
    assert "within 60 days of marriage [1]" in result.stdout
    assert "[1] Qualifying life events, Spouse, pp. 2-3, version 2026 (events.md)" in result.stdout


def test_a_question_about_something_else_is_refused_in_the_middle_of_a_conversation(
    data: Path,
) -> None:
    fill(data, DOCUMENTS)
    history = data / "history.json"
    said = [{"speaker": "user", "text": SPOUSE}, {"speaker": "agent", "text": EVENTS.text}]
    history.write_text(json.dumps(said), encoding="utf-8")
    options = shlex.split(f"--kb desk --json --history {history}")

    result = CliRunner().invoke(
        ask_app, ["who won the world cup?", *options], catch_exceptions=False
    )

    assert json.loads(result.stdout)["refused"] is True


def test_ask_answers_a_follow_up_as_json_with_its_history(data: Path) -> None:
    fill(data, DOCUMENTS)
    history = data / "history.json"
    history.write_text(json.dumps([{"speaker": "user", "text": SPOUSE}]), encoding="utf-8")

    options = shlex.split("--kb desk --json --group staff --facet plan=silver --limit 3")

    result = CliRunner().invoke(
        ask_app,
        ["how many days do i have for that?", *options, "--history", str(history)],
        catch_exceptions=False,
    )

    content = json.loads(result.stdout)
    assert content["sources"][0]["passage_id"] == EVENTS.id
    assert content["refused"] is False


def test_a_file_of_questions_is_answered_line_by_line_in_one_go(data: Path) -> None:
    fill(data, DOCUMENTS)
    asked = [
        {"id": "a", "conversation": "c", "question": SPOUSE, "answer": EVENTS.text},
        {"id": "b", "conversation": "c", "question": "how many days do i have for that?"},
    ]
    (data / "questions.jsonl").write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    options = shlex.split("--kb desk --batch questions.jsonl --output answers.jsonl")

    result = CliRunner().invoke(ask_app, options, catch_exceptions=False)

    lines = (data / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    answers = [json.loads(line) for line in lines]
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert answers[1]["sources"][0]["passage_id"] == EVENTS.id
    assert "2 questions are answered in answers.jsonl" in result.stdout
    assert "Asking: 2 of 2" in result.stderr


@pytest.mark.parametrize(
    "options",
    [
        "--batch q.jsonl",
        "--batch q.jsonl --output a.jsonl --history h.json",
        "'who?' --batch q.jsonl --output a.jsonl",
        "'who?' --resume",
    ],
)
def test_options_that_do_not_go_together_are_told(data: Path, options: str) -> None:
    with pytest.raises(InputError, match="--batch"):
        CliRunner().invoke(ask_app, shlex.split(options), catch_exceptions=False)


def test_ask_names_a_knowledge_base_that_is_not_there(data: Path) -> None:
    with pytest.raises(KnowledgeBaseMissing, match="nowhere"):
        CliRunner().invoke(ask_app, ["x?", "--kb", "nowhere"], catch_exceptions=False)


def test_a_question_that_is_too_long_is_refused() -> None:
    with pytest.raises(InputError, match="4001 characters; the limit is 4000"):
        read_question("a" * 4_001)


def test_an_empty_question_is_refused() -> None:
    assert read_question("  who? ") == "who?"
    assert read_question("who? \udcff\x00") == "who?"
    with pytest.raises(InputError, match="The question is empty"):
        read_question("  ")


def test_a_day_is_written_as_numbers() -> None:
    assert read_day("2026-01-31") == date(2026, 1, 31)
    assert read_day("") is None
    with pytest.raises(InputError, match=r"'31\.1\.2026' is not a date"):
        read_day("31.1.2026")


@pytest.mark.parametrize("text", ["silver", "=silver", "plan="])
def test_a_facet_has_a_name_and_a_value(text: str) -> None:
    assert read_facet(" plan = silver ") == ("plan", "silver")
    with pytest.raises(InputError, match="is not a facet"):
        read_facet(text)


def test_a_busy_port_is_told_with_what_to_do() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]

        with pytest.raises(ConfigurationError, match=rf"127\.0\.0\.1:{port} .* --port 8502"):
            check_port_is_free("127.0.0.1", port)


def test_chat_says_that_its_port_is_busy_before_it_starts_anything(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITEWELL_CHAT_HOST", "127.0.0.1")
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = str(other.getsockname()[1])

        with pytest.raises(ConfigurationError, match="cannot listen"):
            CliRunner().invoke(chat_app, ["--port", port], catch_exceptions=False)


def test_the_page_is_served_where_it_was_asked_for() -> None:
    line = chat_command("localhost", 8502, browser=False, megabytes=100)

    assert line[1:4] == ["-m", "streamlit", "run"]
    assert Path(line[4]).parts[-2:] == ("app", "server.py")
    assert {"--server.port=8502", "--server.address=localhost", "--server.headless=true"} < set(
        line
    )


def test_streamlit_says_nothing_to_developers_where_a_desk_works() -> None:
    file = (
        Path(chat_command("localhost", 8502, browser=False, megabytes=100)[4]).parent
        / ".streamlit/config.toml"
    )
    settings = tomllib.loads(file.read_text(encoding="utf-8"))

    assert settings["logger"]["hideWelcomeMessage"]
    assert not settings["server"]["showEmailPrompt"]


def test_doubtful_sentences_are_named_below_the_answer(tmp_path: Path) -> None:
    answer = answer_of(assistant(tmp_path), SPOUSE)
    doubtful = replace(answer.sentences[0], support=Support.WEAK, reason="Few words.")

    shown = as_terminal_text(replace(answer, sentences=(doubtful,), notes=("Quoted.",)))

    assert f"Check these sentences\n(weak) {doubtful.text} - Few words." in shown
    assert shown.endswith("Note: Quoted.")
