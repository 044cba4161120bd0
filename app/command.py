"""The command `citewell ask`: a question in its conversation, or a file of questions, answered."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.asking.batch import AnswerFile, answer_batch
from app.asking.history import read_history
from app.asking.question_file import read_questions
from app.domain.answers import Answer, Citation, Support
from app.domain.conversations import Conversation, of_fitting_length
from app.domain.replies import AnsweringAssistant, AnswerRequest, Finished
from app.export.answer_json import answer_json
from app.language.characters import Characters
from app.pipeline.building import build_assistant
from knowledge.common.progress import counted_progress
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings

# An answer as plain text for a terminal.


_WIDTH = 96
_UNSURE = {Support.WEAK: "weak", Support.UNSUPPORTED: "not supported"}


def as_terminal_text(answer: Answer) -> str:
    """Return the answer, its numbered sources, and what is doubtful about it."""
    parts = [answer.text]
    if answer.citations:
        parts.append("\n".join(("Sources", *(_source(c) for c in answer.citations))))
    doubts = [
        f"({_UNSURE[s.support]}) {s.text} - {s.reason}"
        for s in answer.sentences
        if s.support in _UNSURE
    ]
    if doubts:
        parts.append("\n".join(("Check these sentences", *doubts)))
    if notes := (*answer.found.notes, *answer.notes):
        parts.append("\n".join(f"Note: {note}" for note in notes))
    return "\n\n".join(parts)


def place(passage: Passage) -> str:
    """Return title, section, page and version in one line."""
    pages = ""
    if passage.first_page is not None:
        alone = passage.last_page in {None, passage.first_page}
        pages = (
            f"p. {passage.first_page}"
            if alone
            else (f"pp. {passage.first_page}-{passage.last_page}")
        )
    headings = [heading for heading in passage.headings if heading != passage.title]
    version = f"version {passage.version}" if passage.version else ""
    section = " > ".join(headings)
    return ", ".join(p for p in (passage.title, section, pages or passage.place, version) if p)


def _source(citation: Citation) -> str:
    lines = [f"[{citation.marker}] {place(citation.passage)} ({citation.passage.source})"]
    if citation.quote:
        quoted = f'"{" ".join(citation.quote.split())}"'
        lines.append(textwrap.fill(quoted, _WIDTH, initial_indent="    ", subsequent_indent="    "))
    return "\n".join(lines)


# The command `citewell ask`.


ask_app = typer.Typer(add_completion=False)


@ask_app.command()
def ask(  # noqa: PLR0913 - one parameter an option
    question: Annotated[str, typer.Argument(help="The question, in everyday words.")] = "",
    kb: Annotated[str, typer.Option(help="The knowledge base; default: CITEWELL_DEFAULT_KB.")] = "",
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON as in docs/schemas/answer.schema.json.")
    ] = False,
    history: Annotated[
        Path | None,
        typer.Option(help='What was said before: [{"speaker": "user"|"agent", "text": ...}].'),
    ] = None,
    as_of: Annotated[str, typer.Option(help="Answer for this day, YYYY-MM-DD.")] = "",
    group: Annotated[
        list[str] | None, typer.Option(help="Read as a member of this group; may be repeated.")
    ] = None,
    facet: Annotated[
        list[str] | None, typer.Option(help="Such as plan=silver; may be repeated.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=0, max=50, help="Passages to answer from; 0: as configured.")
    ] = 0,
    batch: Annotated[
        Path | None,
        typer.Option(metavar="QUESTIONS.jsonl", help="Ask the questions of this file instead."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="ANSWERS.jsonl", help="With --batch: write the answers here."),
    ] = None,
    own_history: Annotated[
        bool,
        typer.Option(
            "--own-history",
            help="With --batch: a conversation goes on from our own answers, not the file's.",
        ),
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="With --batch: go on with a file of answers.")
    ] = False,
) -> None:
    """Ask one question and print the answer with its sources; or a file of questions (--batch)."""
    settings = Settings()
    if limit:
        answers = settings.answers.model_copy(update={"passages": limit})
        settings = settings.model_copy(update={"answers": answers})
    request = AnswerRequest(
        groups=tuple(group) if group else settings.auth.reader_groups,
        as_of=read_day(as_of),
        facets=dict(read_facet(text) for text in facet or ()),
    )
    name = kb or settings.default_kb
    if batch is not None:
        if question or history or output is None:
            raise InputError(
                "--batch takes its questions and their history from the file, and needs --output: "
                "citewell ask --batch questions.jsonl --output answers.jsonl"
            )
        _ask_batch(settings, name, batch, output, request, own_history=own_history, resume=resume)
        return
    if output or own_history or resume:
        raise InputError("--output, --own-history and --resume go with --batch QUESTIONS.jsonl.")
    conversation = read_history(history) if history else Conversation()
    answer = _answer(settings, name, conversation, read_question(question), request)
    typer.echo(answer_json(answer, knowledge_base=name) if as_json else as_terminal_text(answer))


def _ask_batch(
    settings: Settings,
    kb: str,
    batch: Path,
    output: Path,
    request: AnswerRequest,
    *,
    own_history: bool,
    resume: bool,
) -> None:
    questions = read_questions(batch)
    with (
        _opened(settings, kb) as assistant,
        closing(AnswerFile(output, knowledge_base=kb, resume=resume)) as answers,
        counted_progress(
            Console(stderr=True), "Asking", sum(each.id not in answers.texts for each in questions)
        ) as progress,
    ):
        answer_batch(
            assistant, questions, answers, request, own_history=own_history, progress=progress
        )
    typer.echo(f"{len(questions):,} questions are answered in {output}.")


def read_question(text: str) -> str:
    """Return the question without blanks around it; InputError when nothing is left, or too much.

    What no text can hold, such as half an emoji of a broken terminal, is left out.
    """
    text = Characters().feed(text)
    if not text.strip():
        raise InputError('The question is empty. Try: citewell ask "can i add my spouse?"')
    return of_fitting_length(text.strip())


def read_day(text: str) -> date | None:
    """Return the day, None for an empty text; InputError when it is none."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is not a date. Write it as YYYY-MM-DD: 2026-01-31.") from error


def read_facet(text: str) -> tuple[str, str]:
    """Return name and value of "plan=silver"; InputError when it is not of that form."""
    name, equals, value = text.partition("=")
    if not (name.strip() and equals and value.strip()):
        raise InputError(f"{text!r} is not a facet. Write it as name=value: plan=silver.")
    return name.strip(), value.strip()


@contextmanager
def _opened(settings: Settings, kb: str) -> Iterator[AnsweringAssistant]:
    with closing(open_store(settings.store, settings.data_dir).open(kb)) as reader:
        yield build_assistant(
            settings, reader, open_embedder(settings.embedding, settings.data_dir)
        )


def _answer(
    settings: Settings, kb: str, conversation: Conversation, question: str, request: AnswerRequest
) -> Answer:
    with _opened(settings, kb) as assistant:
        events = list(assistant.reply(conversation, question, request))
    last = events[-1]
    assert isinstance(last, Finished), "a reply ends with its answer"
    return last.answer
