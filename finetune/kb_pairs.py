"""Pairs from a knowledge base, by what is there: a language model, headings, rated questions."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from finetune.pairs import Pair, PooledPassage
from finetune.plain_pairs import plain_pairs
from knowledge.errors import InputError
from knowledge.passages import Passage
from knowledge.settings import Settings
from knowledge.stores import open_store


def pairs_of_kb(
    settings: Settings, kb: str, *, most: int, out: Path
) -> tuple[list[Pair], list[PooledPassage]]:
    """Return pairs from a knowledge base's passages, and all passages that readers may see.

    Raises:
        InputError: nothing can be asked of what is there.
    """
    name = kb or settings.default_kb
    readable = set(settings.reader_groups)
    with closing(open_store(settings).open(name)) as reader:
        passages = [p for p in reader.all_passages() if readable & set(p.groups)]
    made = plain_pairs(passages[:most])
    if not made:
        raise InputError(f"No pair could be made from the {len(passages)} passages of {name!r}.")
    return made, [pooled(passage) for passage in passages]


def pooled(passage: Passage) -> PooledPassage:
    """Return a passage as questions are searched among."""
    return PooledPassage(
        passage_id=passage.id, passage=passage.search_text, document=passage.document_key
    )
