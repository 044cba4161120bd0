"""The texts of a knowledge base that a measurement works on."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from knowledge.domain.errors import InputError
from knowledge.opening.stores import open_store
from knowledge.settings.parts import StoreSettings

FEWEST = 40
MOST_SEARCHES = 200

KnowledgeBase = Annotated[
    str, typer.Option("--kb", help="Take texts from it; default: CITEWELL_DEFAULT_KB.")
]


def texts_of(name: str, store: StoreSettings, data_dir: Path) -> list[str]:
    """Return the texts of all its passages.

    Raises:
        InputError: there are too few to measure with.
    """
    with closing(open_store(store, data_dir).open(name)) as reader:
        texts = [passage.search_text for passage in reader.all_passages()]
    refuse_few(name, len(texts))
    return texts


def refuse_few(name: str, passages: int) -> None:
    """Refuse a knowledge base of too few passages.

    Raises:
        InputError: there are too few to measure with.
    """
    if passages < FEWEST:
        raise InputError(f"{name!r} has {passages} passages; {FEWEST} are needed to measure.")
