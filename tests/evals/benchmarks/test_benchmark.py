"""Benchmark folders as others lay them out: what is read all the same, and what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.benchmarks.benchmark import read_corpus, read_grades
from evals.benchmarks.folders import read_benchmark
from knowledge.domain.errors import InputError
from tests.evals.folders import (
    beir_folder,
    conversation_folder,
    folder_of_domains,
    task,
    write_lines,
)


def test_without_the_usual_query_file_that_of_last_turns_is_taken(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path / "talks")
    (folder / "queries.jsonl").rename(folder / "queries.lastturn.jsonl")
    write_lines(folder / "queries.rewrite.jsonl", [{"_id": "q1", "text": "cancel a plan"}])

    assert read_benchmark(folder).questions[0].text == "how do i cancel"
    assert read_benchmark(folder, queries="queries.rewrite.jsonl").questions[0].text == (
        "cancel a plan"
    )


def test_the_only_query_file_is_taken_whatever_its_name(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path)
    (folder / "queries.jsonl").rename(folder / "queries-2026.jsonl")

    assert len(read_benchmark(folder).questions) == 2


@pytest.mark.parametrize(
    ("named", "said"), [("", "queries.jsonl"), ("queries.x.jsonl", "queries.x")]
)
def test_one_of_several_query_files_must_be_named(tmp_path: Path, named: str, said: str) -> None:
    folder = beir_folder(tmp_path)
    (folder / "queries.jsonl").rename(folder / "queries.a.jsonl")
    write_lines(folder / "queries.b.jsonl", [{"_id": "q1", "text": "cancel?"}])

    with pytest.raises(InputError, match=rf"has no {said}.*queries.a.jsonl, queries.b.jsonl"):
        read_benchmark(folder, queries=named)


@pytest.mark.parametrize(
    "table",
    [
        "query-id\tcorpus-id\tscore\nq <::> 1\tTypes of cheese:19\t2\nx\ty\t0\n",
        "q <::> 1\tTypes of cheese:19\t2.0\r\n",
        "q <::> 1\t0\tTypes of cheese:19\t2\n\n",
    ],
)
def test_grades_are_read_with_a_header_or_none_and_in_trecs_form(
    tmp_path: Path, table: str
) -> None:
    file = tmp_path / "test.tsv"
    file.write_text(table, encoding="utf-8")

    assert read_grades(file) == {"q <::> 1": {"Types of cheese:19": 2}}


def test_grades_in_columns_of_blanks_are_read_too(tmp_path: Path) -> None:
    file = tmp_path / "test.tsv"
    file.write_text("q1 0 a 1\nq1 0 b 0\n", encoding="utf-8")

    assert read_grades(file) == {"q1": {"a": 1}}


@pytest.mark.parametrize("line", ["q1\ta", "q1\ta\tgood"])
def test_a_line_that_is_no_grade_is_told_by_its_number(tmp_path: Path, line: str) -> None:
    file = tmp_path / "test.tsv"
    file.write_text(f"query-id\tcorpus-id\tscore\nq1\ta\t1\n{line}\n", encoding="utf-8")

    with pytest.raises(InputError, match=r"Line 3 .* is not a grade"):
        read_grades(file)


def test_a_passage_tells_its_document_or_its_id_does(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"_id": "a", "text": "x", "metadata": {"document": 7}},
        {"_id": "b", "text": "x", "document_id": "guide"},
        {"_id": "page_1-120-960", "text": "x"},
        {"_id": "Types of cheese:19", "text": "x"},
        {"_id": "Australia-0", "text": None, "title": None},
    ]
    write_lines(tmp_path / "corpus.jsonl", rows)

    corpus = read_corpus(tmp_path / "corpus.jsonl")

    assert [each.document for each in corpus] == ["7", "guide", "page_1", "Types of cheese", ""]
    assert (corpus[4].title, corpus[4].text) == ("", "")


def test_a_repeated_passage_counts_once_and_a_byte_order_mark_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "corpus.jsonl"
    file.write_text('\ufeff{"_id": 1, "text": "x"}\n{"_id": 1, "text": "x"}\n', encoding="utf-8")

    assert [each.id for each in read_corpus(file)] == ["1"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "has no passage"),
        ('["a"]\n', "Line 1 .* is not a JSON object"),
        ('{"name": "a", "text": "x"}\n', "has no '_id' or 'id'; it has 'name', 'text'"),
    ],
)
def test_a_corpus_that_is_none_is_told(tmp_path: Path, content: str, said: str) -> None:
    folder = beir_folder(tmp_path)
    (folder / "corpus.jsonl").write_text(content, encoding="utf-8")

    with pytest.raises(InputError, match=said):
        read_benchmark(folder)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path)
    (folder / "corpus.jsonl").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(InputError, match="cannot be read"):
        read_benchmark(folder)


def test_a_folder_that_is_no_benchmark_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"not a benchmark: it has neither corpus.jsonl"):
        read_benchmark(tmp_path)


def test_questions_that_nobody_judged_are_told(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path)
    write_lines(folder / "queries.jsonl", [{"_id": "other", "text": "cancel?"}])

    with pytest.raises(InputError, match=r"None of the questions in .*queries.jsonl' is judged"):
        read_benchmark(folder)


def test_tasks_without_any_relevant_passage_are_told(tmp_path: Path) -> None:
    folder = conversation_folder(tmp_path)
    write_lines(folder / "tasks.jsonl", [task("a", "hi", [])])

    with pytest.raises(InputError, match="None of the 1 tasks"):
        read_benchmark(folder)


def test_a_task_of_a_domain_without_a_corpus_is_told(tmp_path: Path) -> None:
    folder = folder_of_domains(tmp_path)
    write_lines(folder / "tasks.jsonl", [task("a", "cancel?", ["cancel"], domain="dental")])

    with pytest.raises(InputError, match=r"'a' of .* 'dental', which .*people, plans"):
        read_benchmark(folder)


def test_a_task_without_its_question_is_told(tmp_path: Path) -> None:
    folder = conversation_folder(tmp_path)
    write_lines(folder / "tasks.jsonl", [{"task_id": "a", "text": "cancel?"}])

    with pytest.raises(InputError, match="has no 'question'; it has 'task_id', 'text'"):
        read_benchmark(folder)
