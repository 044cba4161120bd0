"""The generations of one knowledge base on disk: which there are, which is live, which go."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import uuid4

from pydantic import TypeAdapter

from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import KnowledgeBaseMissing, StoreUnavailable
from knowledge.domain.passages import Passage, StoredPassage, rows_of
from knowledge.files.durable import copy_folder, replace_text, sync, sync_folder
from knowledge.store.edge.shard import PassageShard
from knowledge.store.payload import manifest_json, manifest_of, record_json, record_of
from knowledge.store.protocol import KEPT_GENERATIONS, GenerationInfo, Manifest

SHARD = "shard"
_CURRENT = "CURRENT"
_DRAFT = ".writing-"


@dataclass(frozen=True, slots=True)
class Published:
    """What a generation says of itself. `parent` is the one that it was made from."""

    parent: int | None
    published_at: datetime
    documents: int
    passages: int


_PUBLISHED = TypeAdapter(Published)


class GenerationFolder:
    """One generation's folder: the shard, the records, the manifest."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def shard(self) -> Path:
        """The engine's folder."""
        return self.path / SHARD

    def manifest(self) -> Manifest:
        """Read how the knowledge base was made."""
        with _damage(self.path):
            return manifest_of((self.path / "manifest.json").read_bytes())

    def records(self) -> dict[str, DocumentRecord]:
        """Read the documents' records by id."""
        with _damage(self.path), (self.path / "documents.jsonl").open("rb") as lines:
            return {record.id: record for record in map(record_of, lines)}

    def published(self) -> Published:
        """Read what the generation says of itself."""
        with _damage(self.path):
            return _PUBLISHED.validate_json((self.path / "generation.json").read_bytes())

    def describe(
        self, published: Published, manifest: Manifest, records: dict[str, DocumentRecord]
    ) -> None:
        """Write everything but the shard."""
        (self.path / "manifest.json").write_text(manifest_json(manifest), encoding="utf-8")
        (self.path / "generation.json").write_bytes(_PUBLISHED.dump_json(published))
        with (self.path / "documents.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(record_json(record) + "\n" for record in records.values())


class Generations:
    """All generations of one knowledge base. Who changes them holds the writer lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        """The knowledge base's name."""
        return self.folder.name

    def live(self) -> int:
        """Return the live generation's number.

        Raises:
            KnowledgeBaseMissing: nothing was published.
        """
        try:
            with _damage(self.folder):
                return int((self.folder / _CURRENT).read_text(encoding="ascii"))
        except FileNotFoundError as error:
            raise KnowledgeBaseMissing(
                f"There is no knowledge base {self.name!r} in {self.folder.parent}. "
                "`citewell kb list` shows what there is; `citewell ingest PATH --kb "
                f"{self.name}` makes it."
            ) from error

    def exists(self) -> bool:
        """Tell whether anything was published."""
        return (self.folder / _CURRENT).is_file()

    def at(self, number: int) -> GenerationFolder:
        """Return a generation's folder."""
        return GenerationFolder(self.folder / str(number))

    def infos(self) -> list[GenerationInfo]:
        """Return the generations at hand, oldest first."""
        live = self.live()
        return [self._info(number, live) for number in self._numbers()]

    def draft(self, token: str) -> GenerationFolder:
        """Return the folder in which a writer makes the next generation."""
        return GenerationFolder(self.folder / f"{_DRAFT}{token}")

    def publish(self, draft: GenerationFolder) -> int:
        """Make a finished draft the live generation, and let old ones go.

        The order is what makes it safe: everything is on the disk before `CURRENT` names it.
        """
        number = max([*self._numbers(), 0]) + 1
        sync_folder(draft.path)
        draft.path.rename(self.folder / str(number))
        sync(self.folder)
        self.make_live(number)
        self._prune(number)
        return number

    def exchange(self, number: int, draft: GenerationFolder) -> None:
        """Put a finished draft in the place of a generation that is not live."""
        sync_folder(draft.path)
        leaving = self.draft(f"old-{number}").path
        (self.folder / str(number)).rename(leaving)
        draft.path.rename(self.folder / str(number))
        sync(self.folder)
        shutil.rmtree(leaving)

    def others(self, number: int) -> list[int]:
        """Return the numbers of the generations at hand, but for this one."""
        return [each for each in self._numbers() if each != number]

    def make_live(self, number: int) -> None:
        """Name the live generation, in one rename."""
        replace_text(self.folder / _CURRENT, str(number))

    def before(self, number: int) -> int | None:
        """Return the generation that this one was made from, where it is still at hand."""
        parent = self.at(number).published().parent
        return parent if parent in self._numbers() else None

    def clear_drafts(self) -> None:
        """Delete what writers left that died."""
        for leftover in self.folder.glob(f"{_DRAFT}*"):
            shutil.rmtree(leftover)

    def _numbers(self) -> list[int]:
        if not self.folder.is_dir():
            return []
        return sorted(int(each.name) for each in self.folder.iterdir() if each.name.isdigit())

    def _info(self, number: int, live: int) -> GenerationInfo:
        published = self.at(number).published()
        return GenerationInfo(
            number=number,
            published_at=published.published_at,
            documents=published.documents,
            passages=published.passages,
            live=number == live,
        )

    def _prune(self, live: int) -> None:
        # Only ancestors stay: what a rollback had left behind must not come back as "the one
        # before" the generation that replaced it.
        kept = [live]
        while len(kept) < KEPT_GENERATIONS and (parent := self.before(kept[-1])) is not None:
            kept.append(parent)
        for number in self._numbers():
            if number not in kept:
                # Renamed first: a reader that is copying it then sees that it went.
                leaving = self.draft(f"old-{number}").path
                (self.folder / str(number)).rename(leaving)
                shutil.rmtree(leaving)


@contextmanager
def _damage(folder: Path) -> Iterator[None]:
    try:
        yield
    except ValueError as error:  # pydantic's, too, when a file is not what was written
        said = str(error).splitlines()[0]
        raise StoreUnavailable(
            f"Files in {folder} are damaged: {said}. Roll back (`citewell kb rollback`), or delete "
            "the knowledge base and ingest again."
        ) from error


# Takes documents out of folders of the embedded store so that no byte of them stays.


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
    """Rewrite one generation that is not live, less these documents.

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
