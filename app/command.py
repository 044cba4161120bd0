"""The command `citewell ask`."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from app.answers import Answer
from app.building import build_assistant
from app.conversations import Conversation
from app.exporting.answer_json import answer_json
from app.exporting.terminal import as_terminal_text
from app.history_file import read_history
from app.questions import of_fitting_length
from app.replies import Asking, Finished
from app.writing.cleaning.characters import Characters
from knowledge.errors import InputError
from knowledge.models.opening import open_embedder
from knowledge.settings import Settings
from knowledge.stores import open_store

ask_app = typer.Typer(add_completion=False)


@ask_app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in everyday words.")],
    kb: Annotated[str, typer.Option(help="The knowledge base; default: CITEWELL_DEFAULT_KB.")] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print docs/schemas/answer.schema.json's form.")
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
        settings = settings.model_copy(update={"passages_in_answer": limit})
    asking = Asking(
        groups=tuple(group) if group else settings.reader_groups,
        as_of=read_day(as_of),
        facets=dict(read_facet(text) for text in facet or ()),
    )
    conversation = read_history(history) if history else Conversation()
    name = kb or settings.default_kb
    answer = _answer(settings, name, conversation, read_question(question), asking)
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
        raise InputError(f"{text!r} is no day. Write it as YYYY-MM-DD: 2026-01-31.") from error


def read_facet(text: str) -> tuple[str, str]:
    """Return name and value of "plan=silver"; InputError when it is not of that form."""
    name, equals, value = text.partition("=")
    if not (name.strip() and equals and value.strip()):
        raise InputError(f"{text!r} is no facet. Write it as name=value: plan=silver.")
    return name.strip(), value.strip()


def _answer(
    settings: Settings, kb: str, conversation: Conversation, question: str, asking: Asking
) -> Answer:
    with closing(open_store(settings).open(kb)) as reader:
        assistant = build_assistant(settings, reader, open_embedder(settings))
        events = list(assistant.reply(conversation, question, asking))
    last = events[-1]
    assert isinstance(last, Finished), "a reply ends with its answer"
    return last.answer
