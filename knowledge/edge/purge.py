"""Takes documents out of folders of the embedded store so that no byte of them stays.

Deleting points only marks them: the engine keeps their bytes until it merges segments. So each
folder is written anew from what remains, and the old one deleted.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from uuid import uuid4

from knowledge.edge.files import copy_folder
from knowledge.edge.generations import Generations
from knowledge.edge.shard import PassageShard
from knowledge.passages import Passage, StoredPassage, rows_of
from knowledge.store import Manifest

_BATCH = 500


def rewritten(source: PassageShard, target: Path, manifest: Manifest, *, without: Set[str]) -> None:
    """Write a new shard that holds what `source` does, less the documents of these ids."""
    dimension = manifest.embedder.dimension
    shard = PassageShard.create(target, dimension, manifest.vector_storage)
    kept = (each for each in source.everything() if each.passage.document_id not in without)
    while batch := list(islice(kept, _BATCH)):
        shard.put([each.passage for each in batch], rows_of(batch, dimension))
    shard.optimize()
    shard.flush()
    shard.close()


def passages_ever(generations: Generations, ids: Iterable[str]) -> list[StoredPassage]:
    """Return the documents' passages in all generations at hand, each once."""
    wanted = set(ids)
    found: dict[str, StoredPassage] = {}
    for info in generations.infos():
        held = wanted & generations.at(info.number).records().keys()
        if held:
            with _opened_copy(generations, info.number) as shard:
                found |= {e.passage.id: e for each in held for e in shard.stored(each)}
    return list(found.values())


def passages_of_all(generations: Generations) -> Iterator[Passage]:
    """Yield the passages of every generation at hand, one after the other."""
    for info in generations.infos():
        with _opened_copy(generations, info.number) as shard:
            yield from shard.all_passages()


def purge_generation(generations: Generations, number: int, *, without: Set[str]) -> None:
    """Write one generation that is not live anew, less these documents.

    Also where its records don't name them: what was removed in it is still in its files.
    """
    old = generations.at(number)
    records = old.records()
    manifest = old.manifest()
    draft = generations.draft(uuid4().hex)
    draft.path.mkdir(parents=True)
    with _opened_copy(generations, number) as shard:
        rewritten(shard, draft.shard, manifest, without=without)
    kept = {each: record for each, record in records.items() if each not in without}
    passages = sum(record.passages for record in kept.values())
    published = replace(old.published(), documents=len(kept), passages=passages)
    draft.describe(published, manifest, kept)
    generations.exchange(number, draft)


@contextmanager
def _opened_copy(generations: Generations, number: int) -> Iterator[PassageShard]:
    """Yield a copy of a generation once, open: the published one must not be touched."""
    scratch = generations.draft(f"copy-{uuid4().hex}").path
    try:
        copy_folder(generations.at(number).shard, scratch)
        shard = PassageShard.load(scratch)
        yield shard
        shard.close()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
