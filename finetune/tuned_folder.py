"""Writes a tuned model as an ordinary model folder, whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sentence_transformers import CrossEncoder, SentenceTransformer

from knowledge.errors import InputError
from knowledge.models.folders import REVISION_FILE, folder_revision
from knowledge.models.tuned import TunedModel, tuned_folder, tuned_root, write_tuned


def refuse_taken(data_dir: Path, name: str) -> Path:
    """Return the folder that a new model of this name will have.

    Raises:
        InputError: there is one already; it may be what a knowledge base was made with.
        ModelUnavailable: the name does not do for a folder.
    """
    folder = tuned_folder(data_dir, name)
    if folder.exists():
        raise InputError(
            f"There is a tuned model {name!r} already, in {str(folder)!r}. Choose another --name; "
            "a knowledge base may have been made with that one."
        )
    return folder


@contextmanager
def drafted_folder(data_dir: Path, name: str) -> Iterator[Path]:
    """Give a folder to write into, which becomes the model's when all went well."""
    folder = refuse_taken(data_dir, name)
    draft = tuned_root(data_dir) / f".draft-{folder.name}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    yield draft
    draft.replace(folder)


def save_model(folder: Path, model: SentenceTransformer | CrossEncoder, tuned: TunedModel) -> None:
    """Write weights, tokenizer, framing, and what the model is."""
    model.save_pretrained(str(folder), create_model_card=False)
    write_tuned(folder, tuned)
    # Taken before the card is written: a figure added to it later must not make it another model.
    (folder / REVISION_FILE).write_text(
        json.dumps({"source": tuned.name, "revision": folder_revision(folder)}, indent=2) + "\n",
        encoding="utf-8",
    )


def checkpoint_folder(data_dir: Path, name: str) -> Path:
    """Return where the checkpoints of a training stand until it is finished."""
    return tuned_root(data_dir) / f".training-{tuned_folder(data_dir, name).name}"
