"""`citewell demo`: ingest the sample documents where needed, then open the chat."""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path

import typer
from typer.main import get_command

from citewell.jobs import job_named, load_app
from knowledge.errors import AssistantError, InputError
from knowledge.settings import Settings
from knowledge.stores import open_store

DEMO = "demo"
SAMPLE = Path(__file__).resolve().parents[1] / "sample" / "documents"
SHAPING = ("store_url", "embedding_", "bm25_", "passage_tokens", "default_group")
"""What the names of settings begin with that decide what is in a knowledge base."""

app = typer.Typer(add_completion=False)


@app.command()
def demo() -> None:
    """Try Citewell: ingest the sample documents and open the chat in the browser."""
    settings = Settings()
    if not SAMPLE.is_dir():
        raise InputError(
            f"The sample documents are not in {SAMPLE}. They come with the repository; with your "
            "own: citewell ingest FOLDER --kb NAME, then citewell chat."
        )
    state = _state(settings)
    stamp = settings.data_dir / ".demo-ingested"
    if _is_ingested(settings, stamp, state):
        typer.echo(f"The sample documents are in the knowledge base {DEMO!r} already.")
    else:
        typer.echo(f"Ingesting the sample documents into the knowledge base {DEMO!r} ...")
        _run("ingest", str(SAMPLE), "--kb", DEMO)
        settings.data_dir.mkdir(parents=True, exist_ok=True)  # a server's user may have none yet
        stamp.write_text(state)
    typer.echo("Opening the chat ...")
    _run("chat")


def _run(name: str, *arguments: str) -> None:
    job = job_named(name)
    assert job is not None, f"{name} is not among the jobs"
    code = get_command(load_app(job))(args=list(arguments), standalone_mode=False)
    if code:
        raise typer.Exit(int(code))


def _state(settings: Settings) -> str:
    """Fingerprint what the demo's knowledge base is made of: the files and the settings.

    Comparing it takes milliseconds; an ingest that finds nothing to do loads the model first.
    """
    digest = hashlib.sha256()
    for name in sorted(Settings.model_fields):
        if name.startswith(SHAPING):
            digest.update(f"{name}={getattr(settings, name)}\0".encode())
    for path in sorted(path for path in SAMPLE.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(SAMPLE)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_ingested(settings: Settings, stamp: Path, state: str) -> bool:
    if not stamp.is_file() or stamp.read_text() != state:
        return False
    try:
        with closing(open_store(settings).open(DEMO)) as reader:
            return reader.count() > 0
    except AssistantError:
        return False
