"""The commands `ask` and `chat`."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from knowledge.stores import open_store

from app.answer_json import answer_json
from app.answers import Answer
from app.building import build_assistant
from app.conversations import Conversation
from app.history_file import read_history
from app.replies import Asking, Finished
from app.showing import as_terminal_text
from knowledge.errors import ConfigurationError, InputError
from knowledge.models import open_embedder
from knowledge.settings import Settings

ask_app = typer.Typer(add_completion=False)
chat_app = typer.Typer(add_completion=False)
_PAGE = Path(__file__).with_name("main.py")


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


@chat_app.command()
def chat(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0: CITEWELL_CHAT_PORT.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Open the chat in the browser."""
    settings = Settings()
    port = port or settings.chat_port
    check_port_is_free(settings.chat_host, port)
    typer.echo(f"The chat is on http://{settings.chat_host}:{port} (Ctrl-C ends it).")
    raise typer.Exit(subprocess.call(chat_command(settings.chat_host, port, browser=browser)))


def chat_command(host: str, port: int, *, browser: bool) -> list[str]:
    """Return the command line that serves the page."""
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": str(not browser).lower(),
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "none",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(_PAGE), *flags]


def check_port_is_free(host: str, port: int) -> None:
    """Make sure that the chat can listen there.

    Raises:
        ConfigurationError: something else does, or the host is not this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise ConfigurationError(
            f"The chat cannot listen on {host}:{port} ({error.strerror or error}). Is it running "
            "already? Else choose another port: citewell chat --port 8502, or CITEWELL_CHAT_PORT."
        ) from error


def read_question(text: str) -> str:
    """Return the question without blanks around it; InputError when nothing is left."""
    if not text.strip():
        raise InputError('The question is empty. Try: citewell ask "can i add my spouse?"')
    return text.strip()


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
