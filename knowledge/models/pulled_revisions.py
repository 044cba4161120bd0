"""Remembers which commit of a hub's model was pulled, where the catalogue pins none or another."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.data_folder import private_folder
from knowledge.edge.files import replace_text
from knowledge.errors import ModelDamaged
from knowledge.models.folders import pulled_folder

PULLED_FILE = "pulled-models.json"
"""In the data folder. A branch of the hub moves on; vectors of two commits must not be mixed."""


class _Pulled(BaseModel):
    model_config = ConfigDict(extra="ignore")

    schema_version: int = 1
    commits: dict[str, str] = {}


class PulledRevisions:
    """The commits that were pulled, by the model's newest hub id."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / PULLED_FILE

    def of(self, sources: Sequence[str]) -> str:
        """Return the commit that was pulled of a model, empty where none is remembered.

        Raises:
            ModelDamaged: the file is there and says nothing readable.
        """
        return self._read().commits.get(sources[0], "")

    def remember(self, sources: Sequence[str], commit: str, *, pinned: str) -> None:
        """Remember what was pulled; the catalogue's own commit needs no remembering."""
        pulled = self._read()
        before = dict(pulled.commits)
        pulled.commits.pop(sources[0], None)
        if commit != pinned:
            pulled.commits[sources[0]] = commit
        if pulled.commits == before:
            return
        private_folder(self._path.parent)
        replace_text(self._path, pulled.model_dump_json(indent=2) + "\n")

    def _read(self) -> _Pulled:
        if not self._path.is_file():
            return _Pulled()
        try:
            return _Pulled.model_validate(json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, ValidationError) as error:
            raise ModelDamaged(
                f"{str(self._path)!r} does not say which models were pulled. Remove it, and run "
                "`citewell models pull NAME` again for each model that you use."
            ) from error


def hub_folder(
    data_dir: Path,
    sources: Sequence[str],
    *,
    asked: str = "",
    pinned: str = "",
    weights: bool = True,
) -> Path | None:
    """Return the folder of a pulled model: the commit asked for, else the one pulled, else pinned.

    Nothing is downloaded; None where that commit is not on this machine.
    """
    revision = asked or PulledRevisions(data_dir).of(sources) or pinned
    return pulled_folder(sources, revision, weights=weights)
