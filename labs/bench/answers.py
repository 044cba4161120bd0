"""What an answer takes besides the model's own time, alone and with many callers at once."""

from __future__ import annotations

import gc
import json
import os
import re
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import perf_counter
from typing import Annotated, cast

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from app.answerability.evidence import AnswerabilityClassifier
from app.domain.answers import Answer, Answerer
from app.domain.conversations import Conversation
from app.domain.replies import AnsweringAssistant, AnswerRequest, Finished, Searched, Written
from app.pipeline.assistant import Assistant
from app.pipeline.building import build_assistant, build_retriever, calendar
from app.rewriting.legs import HistoryMix
from app.writing.context import AnswerContext
from evals.benchmarks.labelled_questions import read_labelled_questions
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import AssistantError
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from knowledge.settings.parts import AnswerSettings
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Reader

_MEMORY = Path("/proc/self/statm")
# With its figures: a document may speak of cases.
_MARK = re.compile(r"case \d{3}-\d{3}")
_WARM_QUESTIONS = 100


@dataclass(frozen=True, slots=True)
class AnswerCost:
    """Milliseconds of one question: until the first token, and of that for embedding it."""

    first_token: float
    embedding: float

    @property
    def besides(self) -> float:
        """What the first token waits for besides the embedding."""
        return self.first_token - self.embedding


@dataclass(frozen=True, slots=True)
class SteadyLoad:
    """Times of many questions in a row, and the process's memory on the way, in MiB.

    `megabytes` is after the first hundred and after all; (0, 0) where it cannot be read.
    """

    questions: int
    besides_p50: float
    besides_p95: float
    embedding_p50: float
    megabytes: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ConcurrentLoad:
    """Conversations at once: what went wrong, and milliseconds until an answer was complete."""

    conversations: int
    answers: int
    errors: int
    mixed_up: int
    p50: float
    p95: float


def bench_steady(
    assistant: AnsweringAssistant, questions: Sequence[str], request: AnswerRequest, *, amount: int
) -> SteadyLoad:
    """Ask questions one after the other, again and again until `amount` were asked."""
    spent: list[AnswerCost] = []
    warm = 0.0
    for number in range(amount):
        spent.append(_spent(assistant, questions[number % len(questions)], request))
        if number + 1 == min(_WARM_QUESTIONS, amount):
            warm = _megabytes()
    besides = [each.besides for each in spent]
    return SteadyLoad(
        questions=amount,
        besides_p50=float(np.percentile(besides, 50)),
        besides_p95=float(np.percentile(besides, 95)),
        embedding_p50=float(np.percentile([each.embedding for each in spent], 50)),
        megabytes=(warm, _megabytes()),
    )


def bench_crowd(
    assistant: AnsweringAssistant,
    questions: Sequence[str],
    request: AnswerRequest,
    *,
    conversations: int,
    turns: int,
) -> ConcurrentLoad:
    """Hold conversations at once; each question has a mark that its own answer must repeat.

    The language model is one that says what it was asked (labs/bench/answers.py).
    """
    with ThreadPoolExecutor(conversations) as pool:
        held = list(
            pool.map(
                lambda number: _hold(assistant, questions, request, number, turns),
                range(conversations),
            )
        )
    outcomes = [outcome for each in held for outcome in each]
    times = [milliseconds for _, milliseconds in outcomes]
    return ConcurrentLoad(
        conversations=conversations,
        answers=len(outcomes),
        errors=sum(kind == "error" for kind, _ in outcomes),
        mixed_up=sum(kind == "mixed up" for kind, _ in outcomes),
        p50=float(np.percentile(times, 50)),
        p95=float(np.percentile(times, 95)),
    )


def _hold(
    assistant: AnsweringAssistant,
    questions: Sequence[str],
    request: AnswerRequest,
    number: int,
    turns: int,
) -> list[tuple[str, float]]:
    conversation = Conversation()
    outcomes = []
    for turn in range(turns):
        mark = f"case {number:03d}-{turn:03d}"
        question = f"{questions[(number + turn) % len(questions)]} ({mark})"
        started = perf_counter()
        kind, answer = _asked(assistant, conversation, question, request, mark)
        outcomes.append((kind, (perf_counter() - started) * 1000))
        conversation = conversation.with_turn(question, answer.text if answer else "")
    return outcomes


def _asked(
    assistant: AnsweringAssistant,
    conversation: Conversation,
    question: str,
    request: AnswerRequest,
    mark: str,
) -> tuple[str, Answer | None]:
    try:
        *_, last = assistant.reply(conversation, question, request)
    except AssistantError:
        return "error", None
    assert isinstance(last, Finished), "a reply ends with its answer"
    answer = last.answer
    others = answer.text.replace(mark, "")
    if answer.answerer is not Answerer.LANGUAGE_MODEL:
        return "error", answer
    return ("fine" if mark in answer.text and not _MARK.search(others) else "mixed up"), answer


def _spent(assistant: AnsweringAssistant, question: str, request: AnswerRequest) -> AnswerCost:
    started = perf_counter()
    embedding = 0.0
    events = assistant.reply(Conversation(), question, request)
    first = None
    for event in events:
        if isinstance(event, Searched):
            embedding = event.found.milliseconds["embed"]
        if first is None and isinstance(event, Written) and event.text:
            first = (perf_counter() - started) * 1000
    return AnswerCost(first or (perf_counter() - started) * 1000, embedding)


def _megabytes() -> float:
    """Return this process's resident memory; 0 where the system does not tell."""
    gc.collect()
    if not _MEMORY.exists():
        return 0.0
    pages = int(_MEMORY.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


# The command `citewell bench answers`.


def answers(
    file: Annotated[Path, typer.Argument(help="A JSONL file such as sample/questions.jsonl.")],
    kb: Annotated[str, typer.Option(help="The knowledge base; default: CITEWELL_DEFAULT_KB.")] = "",
    amount: Annotated[int, typer.Option(min=10, help="Questions in a row.")] = 1_000,
    conversations: Annotated[int, typer.Option(min=1, help="At once.")] = 32,
    turns: Annotated[int, typer.Option(min=1, help="Of each conversation.")] = 3,
) -> None:
    """Measure answers without the language model's own time: a model that answers at once."""
    settings = Settings()
    questions = [each.question for each in read_labelled_questions(file) if not each.is_follow_up]
    embedder = open_embedder(settings.embedding, settings.data_dir)
    request = AnswerRequest(groups=settings.auth.reader_groups)
    with closing(
        open_store(settings.store, settings.data_dir).open(kb or settings.default_kb)
    ) as reader:
        at_once = _at_once(settings.answers, settings.time_zone, reader, embedder)
        steady = bench_steady(at_once, questions, request, amount=amount)
        with echo_server() as address:
            crowd = bench_crowd(
                build_assistant(_answering(settings, address), reader, embedder),
                questions,
                request,
                conversations=conversations,
                turns=turns,
            )
    Console().print(_table(steady, crowd))


class _AtOnce:
    """Writes without delay, in the place of a language model."""

    answerer = Answerer.LANGUAGE_MODEL

    def write(self, context: AnswerContext) -> Generator[str]:
        yield f"{context.passages[0].text[:100]} [1]."


def _at_once(
    answers: AnswerSettings, time_zone: str, reader: Reader, embedder: Embedder
) -> Assistant:
    """Return the usual assistant with another writer, which answers everything."""
    return Assistant(
        build_retriever(reader, embedder),
        HistoryMix(),
        AnswerabilityClassifier(0.0),
        [_AtOnce()],
        today=calendar(time_zone),
        passages_in_answer=answers.passages,
    )


def _answering(settings: Settings, address: str) -> Settings:
    answers = {"evidence_threshold": 0.0, "strict": False}
    changes: dict[str, object] = {
        "llm": settings.llm.model_copy(update={"model": "echo", "base_url": address}),
        "fallback": settings.fallback.model_copy(update={"model": ""}),
        "search": settings.search.model_copy(update={"rewriting": "history"}),
        "answers": settings.answers.model_copy(update=answers),
    }
    return settings.model_copy(update=changes)


def _table(steady: SteadyLoad, crowd: ConcurrentLoad) -> Table:
    table = Table("measure", "value")
    before, after = steady.megabytes
    rows = [
        ("questions in a row", f"{steady.questions}"),
        ("first token, over the embedding, p50", f"{steady.besides_p50:.1f} ms"),
        ("first token, over the embedding, p95", f"{steady.besides_p95:.1f} ms"),
        ("embedding of the question, p50", f"{steady.embedding_p50:.1f} ms"),
        ("memory after 100 questions", f"{before:.0f} MiB"),
        ("memory after all", f"{after:.0f} MiB"),
        ("conversations at once", f"{crowd.conversations}"),
        ("their answers", f"{crowd.answers}"),
        ("failed, or quoted in the model's place", f"{crowd.errors}"),
        ("mixed up", f"{crowd.mixed_up}"),
        ("whole answer, p50", f"{crowd.p50:.0f} ms"),
        ("whole answer, p95", f"{crowd.p95:.0f} ms"),
    ]
    for name, value in rows:
        table.add_row(name, value)
    return table


# A language model's server that says at once what it was asked: for measuring all else.


_PIECE_CHARACTERS = 12


@contextmanager
def echo_server() -> Iterator[str]:
    """Run it on a free port of this machine; yield its OpenAI-compatible address."""
    server = _EchoServer(("127.0.0.1", 0), _EchoHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _last_line_of_first_passage(prompt: str) -> str:
    """Return it as it stands before the fence that ends the passage."""
    before, _, _ = prompt.partition(" end>>")
    return before.split("\n")[-2].rstrip(".")


class _EchoServer(ThreadingHTTPServer):
    daemon_threads = True
    # As many callers at once must not be turned away.
    request_queue_size = 256


class _EchoHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Stream the last message back, after what a passage says: an answer needs that to stay."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        messages = cast("list[dict[str, str]]", body["messages"])
        said = _last_line_of_first_passage(messages[0]["content"])
        answer = f"{said} [1].\n\nYou asked: {messages[-1]['content']} [1]."
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for start in range(0, len(answer), _PIECE_CHARACTERS):
            self._send(_chunk({"content": answer[start : start + _PIECE_CHARACTERS]}, None))
        self._send(_chunk({}, "stop"))
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        """Keep the measurement's output clean."""

    def _send(self, content: object) -> None:
        self.wfile.write(f"data: {json.dumps(content)}\n\n".encode())
        self.wfile.flush()


def _chunk(delta: dict[str, str], finish: str | None) -> dict[str, object]:
    return {
        "id": "echo",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "echo",
        "choices": [{"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}],
    }
