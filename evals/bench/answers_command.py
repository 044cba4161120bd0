"""The command `citewell bench answers`."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.answers import Answerer
from app.assistant import Assistant
from app.building import build_assistant, build_retriever, calendar
from app.evidence import EvidenceGate
from app.replies import Asking
from app.rewriting.legs import HistoryMix
from app.writing.writers import Material
from evals.bench.answers import Crowd, Steady, bench_crowd, bench_steady
from evals.bench.echo_server import echo_server
from evals.labelled_questions import read_labelled_questions
from knowledge.embedding import Embedder
from knowledge.models.opening import open_embedder
from knowledge.settings import Settings
from knowledge.store import Reader
from knowledge.stores import open_store


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
    embedder = open_embedder(settings)
    asking = Asking(groups=settings.reader_groups)
    with closing(open_store(settings).open(kb or settings.default_kb)) as reader:
        at_once = _at_once(settings, reader, embedder)
        steady = bench_steady(at_once, questions, asking, amount=amount)
        with echo_server() as address:
            crowd = bench_crowd(
                build_assistant(_answering(settings, address), reader, embedder),
                questions,
                asking,
                conversations=conversations,
                turns=turns,
            )
    Console().print(_table(steady, crowd))


class _AtOnce:
    """Writes without delay, in the place of a language model."""

    answerer = Answerer.LANGUAGE_MODEL

    def write(self, material: Material) -> Generator[str]:
        yield f"{material.passages[0].text[:100]} [1]."


def _at_once(settings: Settings, reader: Reader, embedder: Embedder) -> Assistant:
    """Return an assistant as it is built, but for its writer, and with a gate that answers all."""
    return Assistant(
        build_retriever(reader, embedder),
        HistoryMix(),
        EvidenceGate(0.0),
        [_AtOnce()],
        today=calendar(settings),
        passages_in_answer=settings.passages_in_answer,
    )


def _answering(settings: Settings, address: str) -> Settings:
    changes: dict[str, object] = {
        "llm_model": "echo",
        "llm_base_url": address,
        "llm_fallback_model": "",
        "rewriting": "history",
        "evidence_threshold": 0.0,
        "strict_answers": False,
    }
    return settings.model_copy(update=changes)


def _table(steady: Steady, crowd: Crowd) -> Table:
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
        ("failed", f"{crowd.errors}"),
        ("mixed up", f"{crowd.mixed_up}"),
        ("whole answer, p50", f"{crowd.p50:.0f} ms"),
        ("whole answer, p95", f"{crowd.p95:.0f} ms"),
    ]
    for name, value in rows:
        table.add_row(name, value)
    return table
