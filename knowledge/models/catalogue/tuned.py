"""Models that were tuned here: where they lie, and what each says of itself."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.domain.errors import ModelDamaged, ModelUnavailable

TUNED_PREFIX = "tuned/"
"""What a tuned model's name begins with: CITEWELL_EMBEDDING_MODEL=tuned/NAME."""

TUNED_FILE = "citewell-tuned.json"
TUNED_SCHEMA_VERSION = 1


class TunedModel(BaseModel):
    """What a tuned model's folder says of it.

    `kind` is "embedding" or "reranker". `base_path` is where the base lay, if it was named by that.
    `dimensions` holds the native one first, then those that it was trained to be cut to. `merge`
    is the weight of the tuned model in the mix with its base, 1 where it was not mixed. `blend` is
    a reranker's say against the order found by searching.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_version: int = TUNED_SCHEMA_VERSION
    kind: str
    name: str
    base: str
    base_path: str = ""
    base_revision: str = ""
    licence: str = ""
    dimensions: tuple[int, ...] = ()
    max_tokens: int
    merge: float = 1.0
    blend: float = 1.0
    seed: int = 0
    made: str = ""
    pairs: int = 0


def tuned_root(data_dir: Path) -> Path:
    """Return where tuned models lie."""
    return data_dir / "models"


def tuned_folder(data_dir: Path, name: str) -> Path:
    """Return the folder of `tuned/NAME` (the prefix may be left out), whether or not it is there.

    Raises:
        ModelUnavailable: the name would lead out of the folder of tuned models.
    """
    bare = name.removeprefix(TUNED_PREFIX)
    if not bare or bare.startswith(".") or Path(bare).name != bare:
        raise ModelUnavailable(
            f"{bare!r} is not a name for a tuned model: letters, digits, '.', '-' and '_' only, "
            "and no '.' at the beginning."
        )
    return tuned_root(data_dir) / bare


def write_tuned(folder: Path, tuned: TunedModel) -> None:
    """Write down what a folder's model is."""
    (folder / TUNED_FILE).write_text(tuned.model_dump_json(indent=2) + "\n", encoding="utf-8")


def read_tuned(folder: Path) -> TunedModel | None:
    """Read what a folder's model is; None where it was not tuned here.

    Raises:
        ModelDamaged: the file is there and says nothing readable.
    """
    path = folder / TUNED_FILE
    if not path.is_file():
        return None
    try:
        return TunedModel.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise ModelDamaged(f"{str(path)!r} does not describe a tuned model.") from error


def tuned_models(data_dir: Path) -> list[TunedModel]:
    """Return the tuned models that are there, by name; one that is damaged is left out."""
    found = []
    for folder in sorted(tuned_root(data_dir).glob("[!.]*")):
        try:
            tuned = read_tuned(folder)
        except ModelDamaged:
            continue
        if tuned is not None:
            # The folder's name is what it is opened by, whatever it was called when it was made.
            found.append(tuned.model_copy(update={"name": f"{TUNED_PREFIX}{folder.name}"}))
    return found
