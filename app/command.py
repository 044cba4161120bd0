"""The command `citewell ask`: one question, or a conversation from a file, answered as text."""

from __future__ import annotations

import textwrap
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.domain.answers import Answer, Citation, Support
from app.domain.conversations import Conversation, Turn, of_fitting_length
from app.domain.replies import AnswerRequest, Finished
from app.export.answer_json import answer_json
from app.language.characters import Characters
from app.pipeline.building import build_assistant
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from knowledge.settings.settings import Settings

_LONGEST_MESSAGE = 40_000
"""In characters: an answer's, of several pages."""
_SHAPE = 'a JSON list of {"speaker": "user" or "agent", "text": "..."}, oldest first'


class _HistoryMessage(BaseModel):
    model_config = ConfigDict(extra="forbid")

    speaker: Literal["user", "agent"]
    text: str = Field(max_length=_LONGEST_MESSAGE)


def read_history(path: Path) -> Conversation:
    """Return the conversation in a file.

    Messages of one speaker in a row count as one. An agent's greeting before any question, and a
    last question without an answer, are kept as turns with the missing half empty.

    Raises:
        InputError: the file cannot be read, is no such list (says which message is wrong), or has
            a question that is too long.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"The history file {str(path)!r} cannot be read: {error.strerror}.") from (
            error
        )
    try:
        messages = TypeAdapter(list[_HistoryMessage]).validate_json(content)
    except ValidationError as error:
        raise InputError(
            f"The history file {str(path)!r} is not {_SHAPE}: {_first_trouble(error)}"
        ) from error
    try:
        return _conversation(messages)
    except InputError as error:
        raise InputError(f"The history file {str(path)!r} asks too much. {error}") from error


def _first_trouble(error: ValidationError) -> str:
    first = error.errors()[0]
    if not first["loc"]:
        return f"{first['msg']}."
    number, *field = first["loc"]
    where = f"message {number + 1}" if isinstance(number, int) else str(number)
    return f"{where}{''.join(f', {name}' for name in field)}: {first['msg']}."


def _conversation(messages: list[_HistoryMessage]) -> Conversation:
    turns: list[Turn] = []
    for message in messages:
        last = turns[-1] if turns else Turn("")
        if message.speaker == "agent":
            turns[-1:] = [Turn(last.question, f"{last.answer}\n{message.text}".strip())]
        elif turns and not last.answer:
            turns[-1:] = [Turn(of_fitting_length(f"{last.question}\n{message.text}".strip()))]
        else:
            turns.append(Turn(of_fitting_length(message.text)))
    return Conversation(tuple(turns))


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
def ask(
    question: Annotated[str, typer.Argument(help="The question, in everyday words.")],
    kb: Annotated[str, typer.Option(help="The knowledge base; default: CITEWELL_DEFAULT_KB.")] = "",
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
) -> None:
    """Ask one question and print the answer with its sources."""
    settings = Settings()
    if limit:
        answers = settings.answers.model_copy(update={"passages": limit})
        settings = settings.model_copy(update={"answers": answers})
    request = AnswerRequest(
        groups=tuple(group) if group else settings.auth.reader_groups,
        as_of=read_day(as_of),
        facets=dict(read_facet(text) for text in facet or ()),
    )
    conversation = read_history(history) if history else Conversation()
    name = kb or settings.default_kb
    answer = _answer(settings, name, conversation, read_question(question), request)
    typer.echo(answer_json(answer, knowledge_base=name) if as_json else as_terminal_text(answer))


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


def _answer(
    settings: Settings, kb: str, conversation: Conversation, question: str, request: AnswerRequest
) -> Answer:
    with closing(open_store(settings.store, settings.data_dir).open(kb)) as reader:
        assistant = build_assistant(
            settings, reader, open_embedder(settings.embedding, settings.data_dir)
        )
        events = list(assistant.reply(conversation, question, request))
    last = events[-1]
    assert isinstance(last, Finished), "a reply ends with its answer"
    return last.answer
