from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from finetune.pairs.questions import (
    Drafted,
    WrittenQuestion,
    drafted,
    drafts_path,
    pairs_of,
    questions_for,
)
from knowledge.domain.errors import GenerationFailed
from knowledge.domain.passages import Passage
from tests.builders import passage
from tests.llm_stub import LlmStub, Mode, llm_stub

GRACE = passage("The grace period is thirty days.", document_key="premium.md")
SPOUSE = passage("A spouse is added within sixty days.", document_key="spouse.md")
DENTAL = passage("Dental care is not covered.", document_key="dental.md")


class Counts:
    def __init__(self) -> None:
        self.heard: list[tuple[int, int]] = []

    def count(self, done: int, total: int) -> None:
        self.heard.append((done, total))


def sent(*questions: object) -> str:
    return json.dumps({"questions": questions})


def natural(text: str, grade: int = 3) -> dict[str, object]:
    return {"kind": "natural", "question": text, "grade": grade}


def model(stub: LlmStub) -> LangChainChatModel:
    return LangChainChatModel(ChatModelSettings("stub", stub.url, "k"))


def asked(answers: list[str], of: list[Passage], drafts: Path, mode: Mode = Mode.NORMAL) -> Drafted:
    with llm_stub(answers, mode=mode) as stub:
        return drafted(model(stub), of, drafts, counting=Counts())


def test_questions_of_every_kind_are_read() -> None:
    answer = sent(
        {"kind": "keywords", "question": "grace period", "grade": 3},
        natural("How long is the grace period?"),
        {"kind": "follow-up", "before": "I missed a payment.", "question": "By when?", "grade": 2},
    )

    with llm_stub([f"Here you are:\n```json\n{answer}\n```"]) as stub:
        found = questions_for(model(stub), GRACE)

    assert [(q.kind, q.question, q.grade) for q in found] == [
        ("keywords", "grace period", 3),
        ("natural", "How long is the grace period?", 3),
        ("follow-up", "By when?", 2),
    ]


def test_the_passage_is_fenced_and_named_data() -> None:
    with llm_stub([sent()]) as stub:
        questions_for(model(stub), GRACE)
        system, user = stub.texts()

    marker = user.split("\n")[0]
    assert marker in system
    assert user == f"{marker}\n{GRACE.search_text}\n{marker}"


def test_a_question_that_does_not_fit_the_form_is_left_out() -> None:
    answer = sent(
        natural("How long is it?", grade=9),
        {"kind": "sonnet", "question": "Shall I compare thee?", "grade": 3},
        {"kind": "follow-up", "question": "And then?", "grade": 3},
        natural("What is the grace period?"),
        "no object",
    )

    with llm_stub([answer]) as stub:
        found = questions_for(model(stub), GRACE)

    assert [q.question for q in found] == ["What is the grace period?"]


def test_a_model_that_sends_no_json_is_asked_once_more() -> None:
    with llm_stub(["I would rather not.", sent(natural("How long is it?"))]) as stub:
        found = questions_for(model(stub), GRACE)
        asked_for = stub.texts()

    assert [q.question for q in found] == ["How long is it?"]
    assert asked_for[2:] == [
        "I would rather not.",
        "That was not the JSON asked for. Answer with the JSON object only.",
    ]


def test_a_model_that_sends_no_json_twice_fails() -> None:
    with llm_stub(["No."]) as stub, pytest.raises(GenerationFailed, match="no JSON"):
        questions_for(model(stub), GRACE)


def test_a_follow_up_keeps_what_was_asked_before() -> None:
    written = WrittenQuestion(kind="follow-up", before="I missed one.", question="So?", grade=2)

    (pair,) = pairs_of(GRACE, [written])

    assert (pair.asked, pair.grade, pair.kind) == ("I missed one. So?", 2, "follow-up")
    assert (pair.passage, pair.document) == (GRACE.search_text, "premium.md")


def test_a_run_that_broke_off_asks_only_for_what_is_missing(tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.jsonl"
    first = asked([sent(natural("How long is it?"))], [GRACE], drafts)
    drafts.write_text(drafts.read_text("utf-8") + '{"passage_id": "half', encoding="utf-8")
    counts = Counts()

    with llm_stub([sent(natural("Who is added?"))]) as stub:
        second = drafted(model(stub), [GRACE, SPOUSE], drafts, counting=counts)
        requests = len(stub.requests)

    assert requests == 1
    assert second.pairs[0] == first.pairs[0]
    assert [pair.question for pair in second.pairs] == ["How long is it?", "Who is added?"]
    assert counts.heard == [(1, 2), (2, 2)]


def test_a_question_that_two_passages_answer_is_kept_for_the_first(tmp_path: Path) -> None:
    found = asked([sent(natural("How long?"))], [GRACE, SPOUSE], tmp_path / "drafts.jsonl")

    assert [(pair.question, pair.document) for pair in found.pairs] == [("How long?", "premium.md")]


def test_a_passage_that_the_model_fails_on_does_not_stop_the_others(tmp_path: Path) -> None:
    answers = [sent(natural("How long?")), "No.", "No.", sent(natural("What of teeth?"))]

    found = asked(answers, [GRACE, SPOUSE, DENTAL], tmp_path / "drafts.jsonl")

    assert found.failed == 1
    assert [pair.document for pair in found.pairs] == ["premium.md", "dental.md"]


def test_a_server_that_is_down_stops_the_run_and_keeps_what_was_written(tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.jsonl"
    asked([sent(natural("How long?"))], [GRACE], drafts)
    others = [passage(f"Rule {number}.", position=number) for number in range(9)]

    with pytest.raises(GenerationFailed, match="run the same command again"):
        asked(["x"], [GRACE, *others], drafts, mode=Mode.ERROR)

    assert "How long?" in drafts.read_text("utf-8")


def test_several_passages_are_asked_about_at_once_in_their_own_order(tmp_path: Path) -> None:
    with llm_stub([sent(natural("What is said?"))]) as stub:
        found = drafted(
            model(stub), [GRACE, SPOUSE, DENTAL], tmp_path / "d.jsonl", at_once=3, counting=Counts()
        )
        requests = len(stub.requests)

    assert requests == 3
    assert [pair.document for pair in found.pairs] == ["premium.md"]


def test_drafts_stand_beside_the_pairs() -> None:
    assert drafts_path(Path("a/pairs.jsonl")) == Path("a/pairs.drafts.jsonl")
