"""The promises of the sample knowledge base."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest
import yaml

from app.i18n import texts
from evals.benchmarks.question_set import ExpertQuestion, Kind, read_question_set
from evals.questions.grading import GivenAnswer, grade
from sample import build_documents
from tests.sample import reading
from tests.sample.reading import DOCUMENTS, SAMPLE, Question

QUESTIONS = reading.questions()
ANSWERABLE = [question for question in QUESTIONS if question["answerable"]]
UNANSWERABLE = [question for question in QUESTIONS if not question["answerable"]]


def question_id(question: Question) -> str:
    """Name a test case after its question."""
    return str(question["id"])


def test_there_are_at_least_34_documents_in_five_formats() -> None:
    names = reading.document_names()

    formats = Counter(Path(name).suffix for name in names)

    assert len(names) >= 34
    assert set(formats) == {".md", ".txt", ".html", ".pdf", ".docx"}
    assert min(formats.values()) >= 5


def test_the_documents_hold_at_least_30_000_words() -> None:
    names = reading.document_names()

    words = sum(len(reading.document_text(name).split()) for name in names)

    assert 30_000 <= words <= 40_000


def test_one_pdf_has_at_least_eight_pages() -> None:
    path = DOCUMENTS / "claims/member-claims-manual.pdf"

    with pypdfium2.PdfDocument(path) as pdf:
        pages = len(pdf)

    assert pages >= 8


def test_every_document_has_metadata_and_nothing_else_has() -> None:
    names = reading.document_names()

    described = sorted(reading.catalog())

    assert described == names


@pytest.mark.parametrize("name", reading.document_names())
def test_metadata_names_title_key_version_and_start(name: str) -> None:
    metadata = reading.catalog()[name]

    missing = {"title", "document_key", "version", "effective_from"} - set(metadata)

    assert missing == set()
    assert isinstance(metadata["version"], str)


def test_a_key_and_a_version_name_one_document() -> None:
    entries = reading.catalog().values()

    names = Counter((entry["document_key"], entry["version"]) for entry in entries)

    assert set(names.values()) == {1}


def test_at_most_one_version_of_a_document_is_in_force_on_a_day() -> None:
    days = ["2026-11-20", "2026-12-31", "2027-01-01", "2027-02-01"]
    entries = reading.catalog().values()

    valid = Counter(
        (day, entry["document_key"])
        for day in days
        for entry in entries
        if reading.in_force(entry, day)
    )

    assert set(valid.values()) == {1}


def test_at_least_three_documents_have_a_version_for_each_plan_year() -> None:
    entries = reading.catalog().values()

    versions = Counter(
        entry["document_key"] for entry in entries if entry["version"] in {"2026", "2027"}
    )

    assert [count for count in versions.values() if count == 2][:3] == [2, 2, 2]


def test_some_documents_are_for_the_hr_desk_or_for_supervisors_only() -> None:
    entries = reading.catalog().values()

    groups = {group for entry in entries for group in entry.get("groups", [])}

    assert groups == {"hr", "supervisors"}


def test_the_built_documents_are_what_the_sources_give(tmp_path: Path) -> None:
    sources = build_documents.build_all(tmp_path)

    fresh = {source.output: (tmp_path / source.output).read_bytes() for source in sources}

    assert fresh == {name: (DOCUMENTS / name).read_bytes() for name in fresh}
    assert (tmp_path / "citewell.yaml").read_bytes() == (DOCUMENTS / "citewell.yaml").read_bytes()


@pytest.mark.parametrize(("value", "name"), list(reading.stated_metadata()))
def test_a_fact_stands_in_every_document_that_states_it(value: str, name: str) -> None:
    text = reading.document_text(name)

    stated = value in text

    assert stated


@pytest.mark.parametrize(
    ("section", "pattern"),
    [
        ("phones", r"\b1-\d{3}-555-\d{4}\b"),
        ("forms", r"\bHL-\d{3}\b"),
        ("error_codes", r"\bE-\d{4}\b"),
    ],
)
def test_documents_use_exactly_the_numbers_of_the_facts(section: str, pattern: str) -> None:
    known = set(reading.facts()[section])

    used = reading.found_everywhere(pattern)

    assert used == known


def test_telephone_numbers_come_from_the_reserved_range() -> None:
    known = reading.facts()["phones"]

    reserved = [number for number in known if re.fullmatch(r"1-\d{3}-555-01\d\d", number)]

    assert reserved == list(known)


def test_a_form_is_always_called_by_the_same_name() -> None:
    forms = reading.facts()["forms"]
    texts = [reading.document_text(name) for name in reading.document_names()]

    wrong = [
        (number, called)
        for text in texts
        for called, number in re.findall(
            r"the ((?:[A-Z]\w+ |of |to |Health )+)\(Form (HL-\d{3})\)", text
        )
        if called.strip() != forms[number]
    ]

    assert wrong == []


def test_there_are_enough_questions_of_each_kind() -> None:
    kinds = Counter(question["kind"] for question in QUESTIONS)

    total = kinds.total()

    assert total >= 75
    assert kinds["first"] >= 35
    assert kinds["follow-up"] >= 28
    assert kinds["unanswerable"] >= 12


def test_question_names_are_unique() -> None:
    names = [question["id"] for question in QUESTIONS]

    unique = set(names)

    assert len(unique) == len(names)


@pytest.mark.parametrize(
    "turns", reading.conversations(), ids=lambda turns: turns[0]["conversation"]
)
def test_a_history_holds_all_earlier_turns_and_their_answers(turns: list[Question]) -> None:
    histories = [turn["history"] for turn in turns]

    expected = [reading.expected_history(turns[:position]) for position in range(len(turns))]

    assert histories == expected
    assert [turn["turn"] for turn in turns] == list(range(1, len(turns) + 1))


@pytest.mark.parametrize("question", ANSWERABLE, ids=question_id)
def test_each_quote_stands_in_the_document_it_names(question: Question) -> None:
    answers = question["answers"]

    absent = [
        answer["quote"]
        for answer in answers
        if reading.normalized(answer["quote"])
        not in reading.document_text(reading.named(answer["document_key"], answer["version"]))
    ]

    assert answers
    assert absent == []


@pytest.mark.parametrize("question", ANSWERABLE, ids=question_id)
def test_the_answering_documents_are_in_force_and_readable(question: Question) -> None:
    named = [
        reading.named(answer["document_key"], answer["version"]) for answer in question["answers"]
    ]

    entries = [reading.catalog()[name] for name in named]

    assert all(reading.in_force(entry, question["as_of"]) for entry in entries)
    assert all(reading.readable(entry, question) for entry in entries)


@pytest.mark.parametrize("question", ANSWERABLE, ids=question_id)
def test_the_reference_answer_contains_what_an_answer_must_contain(question: Question) -> None:
    reference = question["reference"].lower()

    absent = [words for words in question["must_contain"] if words.lower() not in reference]

    assert question["must_contain"]
    assert absent == []


@pytest.mark.parametrize("question", UNANSWERABLE, ids=question_id)
def test_an_unanswerable_question_expects_nothing(question: Question) -> None:
    expected = (question["answers"], question["must_contain"], question["kind"])

    assert expected == ([], [], "unanswerable")


CALLERS = read_question_set(SAMPLE / "callers.jsonl")


@pytest.mark.parametrize(
    ("document", "quote"),
    [(each.document, each.quote) for line in CALLERS for each in line.evidence],
)
def test_the_evidence_of_the_callers_questions_stands_in_the_documents(
    document: str, quote: str
) -> None:
    versions = [
        reading.document_text(name)
        for name, about in reading.catalog().items()
        if about["document_key"] == document
    ]

    assert any(reading.normalized(quote) in text for text in versions)


@pytest.mark.parametrize("line", [line for line in CALLERS if line.key_facts], ids=lambda x: x.id)
def test_the_expert_says_every_key_fact(line: ExpertQuestion) -> None:
    given = GivenAnswer(text=line.answer)

    assert grade(line, given).values["without wrong facts"] == 1.0


def test_the_callers_questions_are_of_every_kind() -> None:
    assert {line.kind for line in CALLERS} == set(Kind)


def test_the_first_screen_offers_six_questions_from_six_areas() -> None:
    text = (SAMPLE / "first_questions.yaml").read_text(encoding="utf-8")

    offered = yaml.safe_load(text)["questions"]

    assert len(offered) == 6
    assert len({entry["area"] for entry in offered}) == 6


def test_the_first_screen_shows_by_question_what_there_is_to_see() -> None:
    text = (SAMPLE / "first_questions.yaml").read_text(encoding="utf-8")

    shown = [entry["shows"] for entry in yaml.safe_load(text)["tries"]]

    assert shown == list(texts.TRY)
