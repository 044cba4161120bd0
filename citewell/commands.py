"""The commands that `citewell` mounts: name, one line of help, where its Typer app stands.

Only the one that is called gets imported, so that `citewell --help` stays quick.
"""

from __future__ import annotations

from knowledge.common.lazy_commands import LazyCommand

COMMANDS = (
    LazyCommand(
        "demo",
        "Try it: ingest the sample documents and open the chat.",
        "citewell.demo:app",
    ),
    LazyCommand("chat", "Open the chat in the browser.", "app.chat_command:chat_app"),
    LazyCommand("serve", "Serve the HTTP API without the page.", "app.serve_command:app"),
    LazyCommand("ask", "Ask one question in the terminal.", "app.command:ask_app"),
    LazyCommand("ingest", "Read documents into a knowledge base.", "ingest.command:app"),
    LazyCommand("worker", "Do the jobs of the Knowledge page.", "citewell.worker.command:app"),
    LazyCommand(
        "kb", "List, show, delete, roll back, export knowledge bases.", "citewell.kb.command:app"
    ),
    LazyCommand("people", "Manage the local accounts.", "citewell.people:app"),
    LazyCommand("audit", "Say who asked, saw and changed what.", "citewell.audit:app"),
    LazyCommand("models", "List and pull embedding models and rerankers.", "citewell.models:app"),
    LazyCommand("eval", "Measure retrieval and answers.", "citewell.eval_commands:app"),
    LazyCommand("finetune", "Tune a model on your own documents.", "finetune.command:app"),
    LazyCommand("bench", "Measure how quick searches are here.", "citewell.bench_commands:app"),
    LazyCommand(
        "doctor",
        "Say what is configured, what is wrong, what to do.",
        "citewell.doctor.command:app",
    ),
)


def command_named(name: str) -> LazyCommand:
    """Return the command of this name, which has to be among them."""
    return next(command for command in COMMANDS if command.name == name)
