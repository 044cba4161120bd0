"""The jobs that `citewell` mounts: name, one line of help, where its Typer app stands.

Only the job that is called gets imported, so that `citewell --help` stays quick.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

import typer


@dataclass(frozen=True, slots=True)
class Job:
    """A sub-command; `app` is "module:attribute" of its Typer app."""

    name: str
    help: str
    app: str


JOBS = (
    Job(
        "demo",
        "Try it: ingest the sample documents and open the chat.",
        "citewell.demo_command:app",
    ),
    Job("chat", "Open the chat in the browser.", "app.chat_command:chat_app"),
    Job("ask", "Ask one question in the terminal.", "app.command:ask_app"),
    Job("ingest", "Read documents into a knowledge base.", "ingest.command:app"),
    Job("worker", "Do the jobs of the Knowledge page.", "citewell.worker_command:app"),
    Job("kb", "List, show, delete, roll back, export knowledge bases.", "citewell.kb.command:app"),
    Job("people", "Keep the local accounts.", "citewell.people_command:app"),
    Job("audit", "Say who asked, saw and changed what.", "citewell.audit_command:app"),
    Job("models", "List and pull embedding models and rerankers.", "citewell.models_command:app"),
    Job("eval", "Measure retrieval and answers.", "evals.command:app"),
    Job("finetune", "Tune a model on your own documents.", "finetune.command:app"),
    Job("bench", "Measure how quick searches are here.", "citewell.bench_command:app"),
    Job(
        "doctor",
        "Say what is configured, what is wrong, what to do.",
        "citewell.doctor.command:app",
    ),
)


def job_named(name: str) -> Job | None:
    """Return the job of this name."""
    return next((job for job in JOBS if job.name == name), None)


def load_app(job: Job) -> typer.Typer:
    """Import a job's Typer app."""
    module, attribute = job.app.split(":")
    app = getattr(import_module(module), attribute)
    assert isinstance(app, typer.Typer), f"{job.app} is no Typer app"
    return app
