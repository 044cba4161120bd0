"""`citewell demo`: ingest the sample documents where needed, then open the chat."""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import closing
from pathlib import Path

import typer
from typer.main import get_command

from citewell.commands import command_named
from knowledge.common.lazy_commands import load_command
from knowledge.domain.errors import AssistantError, InputError
from knowledge.files.data_folder import private_folder
from knowledge.opening.stores import open_store
from knowledge.settings.parts import StoreSettings
from knowledge.settings.settings import Settings
from knowledge.settings.variables import by_variable

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
    if _is_ingested(settings.store, settings.data_dir, stamp, state):
        typer.echo(f"The sample documents are in the knowledge base {DEMO!r} already.")
    else:
        typer.echo(f"Ingesting the sample documents into the knowledge base {DEMO!r} ...")
        moved = (
            f"--moved-from={root}" for root in _earlier_roots(settings.store, settings.data_dir)
        )
        _run("ingest", str(SAMPLE), "--kb", DEMO, *moved)
        private_folder(settings.data_dir)  # a server's user may have none yet
        stamp.write_text(state)
    typer.echo("Opening the chat ...")
    _run("chat")


def _run(name: str, *arguments: str) -> None:
    code = get_command(load_command(command_named(name)))(
        args=list(arguments), standalone_mode=False
    )
    if code:
        raise typer.Exit(int(code))


def _earlier_roots(store_settings: StoreSettings, data_dir: Path) -> list[str]:
    """Return the folders, other than this one, that the sample was ingested from before."""
    store = open_store(store_settings, data_dir)
    if DEMO not in store.names():
        return []
    with closing(store.open(DEMO)) as reader:
        records = reader.documents()
    held = Counter(record.root for record in records)
    # Somebody's own folder may well hold a file or two of the same names.
    of_sample = Counter(r.root for r in records if (SAMPLE / r.source).is_file())
    return sorted(
        root for root, files in of_sample.items() if root != str(SAMPLE) and 2 * files > held[root]
    )


def _state(settings: Settings) -> str:
    """Fingerprint what the demo's knowledge base is made of: the files and the settings.

    Comparing it takes milliseconds; an ingest that finds nothing to do loads the model first.
    """
    digest = hashlib.sha256()
    for name, value in sorted(by_variable(settings).items()):
        if name.lower().startswith(SHAPING):
            digest.update(f"{name.lower()}={value}\0".encode())
    for path in sorted(path for path in SAMPLE.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(SAMPLE)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_ingested(store: StoreSettings, data_dir: Path, stamp: Path, state: str) -> bool:
    if not stamp.is_file() or stamp.read_text() != state:
        return False
    try:
        with closing(open_store(store, data_dir).open(DEMO)) as reader:
            return reader.count() > 0
    except AssistantError:
        return False
