from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.conversations import Conversation, Turn
from evals.benchmarks.benchmark import (
    BenchmarkQuestion,
    conversation_of,
    read_corpus,
    read_json_lines,
)
from evals.benchmarks.folders import read_beir_folder, read_benchmark, read_conversation_folder
from knowledge.domain.errors import InputError
from tests.evals.folders import (
    CORPUS,
    SPOUSE_TALK,
    beir_folder,
    conversation_folder,
    folder_of_domains,
    task,
    write_grades,
    write_lines,
)


def test_a_beir_folder_gives_its_passages_and_the_judged_questions(tmp_path: Path) -> None:
    benchmark = read_beir_folder(beir_folder(tmp_path / "rules"))

    assert benchmark.name == "rules"
    assert [passage.id for passage in benchmark.corpora[""]] == ["cancel", "grace", "spouse"]
    assert benchmark.questions == (
        BenchmarkQuestion("q1", "how do i cancel", {"cancel": 2}),
        BenchmarkQuestion("q2", "what grace period for a premium", {"grace": 1}),
    )


def test_a_passage_graded_0_is_not_relevant(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path)
    write_grades(folder / "qrels" / "test.tsv", [("q1", "cancel", 1), ("q1", "grace", 0)])

    (question,) = read_beir_folder(folder).questions

    assert question.relevant == {"cancel": 1}


def test_another_split_and_another_query_file_can_be_named(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path)
    write_grades(folder / "qrels" / "dev.tsv", [("x", "grace", 1)])
    write_lines(folder / "queries.rewrite.jsonl", [{"_id": "x", "text": "grace period?"}])

    benchmark = read_beir_folder(folder, queries="queries.rewrite.jsonl", split="dev")

    assert [question.text for question in benchmark.questions] == ["grace period?"]


def test_a_missing_split_is_told_with_those_there_are(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path)

    with pytest.raises(InputError, match="no qrels 'train'; there is: test"):
        read_beir_folder(folder, split="train")


def test_tasks_carry_their_conversation_and_labels(tmp_path: Path) -> None:
    questions = read_conversation_folder(conversation_folder(tmp_path)).questions

    assert questions[1] == BenchmarkQuestion(
        id="a2",
        text="how many days?",
        relevant={"spouse": 1},
        past=Conversation((Turn("may i add my spouse", "A spouse is added after marriage."),)),
        labels={"conversation": "a", "domain": "", "turn": "later", "kind": ""},
    )
    assert [question.labels["turn"] for question in questions] == ["first", "later", "first"]


def test_each_domain_has_a_corpus_of_its_own_and_grades_go_before_the_relevant(
    tmp_path: Path,
) -> None:
    benchmark = read_conversation_folder(folder_of_domains(tmp_path / "talks"))

    assert {name: len(corpus) for name, corpus in benchmark.corpora.items()} == {
        "people": 1,
        "plans": 2,
    }
    assert [(q.corpus, q.relevant) for q in benchmark.questions] == [
        ("plans", {"cancel": 1}),
        ("people", {"spouse": 3}),
    ]


def test_mixed_puts_every_domain_into_one_corpus(tmp_path: Path) -> None:
    benchmark = read_conversation_folder(folder_of_domains(tmp_path / "talks"), mixed=True)

    assert benchmark.name == "talks-mixed"
    assert [len(corpus) for corpus in benchmark.corpora.values()] == [3]
    assert [(q.corpus, q.labels["domain"]) for q in benchmark.questions] == [
        ("", "plans"),
        ("", "people"),
    ]


def test_a_task_without_a_relevant_passage_is_left_out(tmp_path: Path) -> None:
    folder = conversation_folder(tmp_path)
    write_lines(folder / "tasks.jsonl", [task("a", "hi", []), task("b", "cancel?", ["cancel"])])

    assert [q.id for q in read_conversation_folder(folder).questions] == ["b"]


def test_a_folder_without_a_corpus_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="neither corpus"):
        read_conversation_folder(tmp_path)


def test_line_separators_inside_a_passage_do_not_end_its_line(tmp_path: Path) -> None:
    file = tmp_path / "corpus.jsonl"
    file.write_text('{"_id": "a", "text": "one\u2028two\x85three"}\n', encoding="utf-8")

    assert [passage.text for passage in read_corpus(file)] == ["one\u2028two\x85three"]


def test_a_line_that_is_no_json_is_told_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "corpus.jsonl"
    file.write_text('{"_id": "a"}\n\n{"_id": \n', encoding="utf-8")

    with pytest.raises(InputError, match=r"Line 3 .* is not JSON"):
        list(read_json_lines(file))


def test_what_the_agent_said_twice_running_is_kept_beside_an_empty_question() -> None:
    said = [
        {"speaker": "agent", "text": "Hello."},
        {"speaker": "user", "text": "spouse?"},
        {"speaker": "agent", "text": "Yes."},
        {"speaker": "agent", "text": "Within 60 days."},
    ]

    assert conversation_of(said) == Conversation(
        (Turn("", "Hello."), Turn("spouse?", "Yes."), Turn("", "Within 60 days."))
    )


def mtragun_folder(folder: Path) -> Path:
    """Write MTRAG-UN's repository with one of its two graded domains' corpora unpacked."""
    talk = [*SPOUSE_TALK, {"speaker": "user", "text": "how many days?"}]
    tasks = [{"task_id": "c<::>2", "conversation_id": "c", "input": talk,
              "Multi-Turn": ["Follow-up"]}]  # fmt: skip
    write_lines(folder / "generation_tasks" / "reference.jsonl", tasks)
    grades = folder / "retrieval_tasks" / "qrels"
    write_grades(grades / "govt.tsv", [("c<::>2", "spouse", 1)])
    write_grades(grades / "telco.tsv", [("t<::>1", "sim", 1)])
    rows = [{"id": each["_id"], "text": each["text"]} for each in CORPUS]
    write_lines(folder.parent / "corpora" / "passage_level" / "govt.jsonl", rows)
    return folder


@pytest.mark.parametrize(("mixed", "corpus"), [(False, "govt"), (True, "")])
def test_mtrag_un_is_read_as_its_repository_lays_it_out(
    tmp_path: Path, mixed: bool, corpus: str
) -> None:
    folder = mtragun_folder(tmp_path / "mtragun-human")

    benchmark = read_benchmark(folder, mixed=mixed, queries="")

    assert list(benchmark.corpora) == [corpus]
    assert [each.id for each in benchmark.corpora[corpus]] == ["cancel", "grace", "spouse"]
    assert benchmark.questions == (
        BenchmarkQuestion(
            id="c<::>2",
            text="how many days?",
            relevant={"spouse": 1},
            corpus=corpus,
            past=Conversation((Turn("may i add my spouse", "A spouse is added after marriage."),)),
            labels={"conversation": "c", "domain": "govt", "turn": "later", "kind": "Follow-up"},
        ),
    )


def test_mtrag_un_without_its_corpora_is_told(tmp_path: Path) -> None:
    folder = mtragun_folder(tmp_path / "mtragun-human")
    (tmp_path / "corpora" / "passage_level" / "govt.jsonl").unlink()

    with pytest.raises(InputError, match=r"has no corpus: unpack.*corpora/\*\.zip"):
        read_benchmark(folder, mixed=False, queries="")
