from __future__ import annotations

from pathlib import Path

from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from app.writing.context import AnswerWriter
from app.writing.extractive import ExtractiveWriter
from app.writing.generation import GeneratingWriter
from labs.bench.answers import bench_crowd, bench_steady, echo_server
from tests.app.desks import SPOUSE, STAFF, assistant
from tests.builders import EMBEDDER
from tests.llm_stub import llm_stub

GRACE = "how long is the grace period for a late premium?"


def writing_by(address: str) -> AnswerWriter:
    model = LangChainChatModel(ChatModelSettings("echo", address))
    return GeneratingWriter(model, context_tokens=8000, answer_tokens=200)


def test_questions_in_a_row_are_timed_besides_their_embedding(tmp_path: Path) -> None:
    desk = assistant(tmp_path, writers=[ExtractiveWriter(EMBEDDER)])

    steady = bench_steady(desk, [SPOUSE, GRACE], STAFF, amount=5)

    assert steady.questions == 5
    assert 0 < steady.besides_p50 <= steady.besides_p95
    assert steady.embedding_p50 > 0


def test_conversations_at_once_each_get_their_own_answers(tmp_path: Path) -> None:
    with echo_server() as address:
        desk = assistant(tmp_path, writers=[writing_by(address)])

        crowd = bench_crowd(desk, [SPOUSE, GRACE], STAFF, conversations=6, turns=2)

    assert (crowd.answers, crowd.errors, crowd.mixed_up) == (12, 0, 0)
    assert 0 < crowd.p50 <= crowd.p95


def test_another_callers_answer_is_counted_as_mixed_up(tmp_path: Path) -> None:
    carried = "A member may enroll a spouse within 60 days of marriage [1]."
    with llm_stub([f"{carried} You asked: case 999-999 [1]."]) as stub:
        desk = assistant(tmp_path, writers=[writing_by(stub.url)])

        crowd = bench_crowd(desk, [SPOUSE], STAFF, conversations=2, turns=1)

    assert crowd.mixed_up == 2


def test_an_answer_that_the_model_did_not_write_is_counted_as_an_error(tmp_path: Path) -> None:
    crowd = bench_crowd(assistant(tmp_path), [SPOUSE], STAFF, conversations=2, turns=1)

    assert crowd.errors == 2
