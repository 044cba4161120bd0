"""One ingest over several machines: begun once, each worker its share, finished once.

Works with any scheduler, since nobody has to talk to anybody: a file's share follows from its path,
and all else stands on the Qdrant server.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from ingest.changes.scan import FoundFile, path_of
from ingest.pipeline.ingest import IngestTarget, IngestTools, ingest
from ingest.report.report import FileState, Report
from knowledge.domain.errors import ConfigurationError, InputError, KnowledgeBaseBusy
from knowledge.files.originals import Originals
from knowledge.store.protocol import Manifest, Store
from knowledge.store.server.drafts import GenerationDraft, ShardWriter
from knowledge.store.server.store import ServerStore
from knowledge.store.server.writer import ServerWriter

MOST_SHARDS = 10_000
_SHARE = re.compile(r"([0-9]{1,5})/([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class FileShare:
    """The files of worker `index` (from 1) of `count`."""

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the share that was written as "3/8".

        Raises:
            InputError: it is not written so, or there is no such share.
        """
        found = _SHARE.fullmatch(text)
        index, count = map(int, found.groups()) if found else (0, 0)
        if not 1 <= index <= count <= MOST_SHARDS:
            raise InputError(
                f"{text!r} is not a share. Write 3/8 for the third of eight (at most "
                f"{MOST_SHARDS}); begin/8, finish and abort are for the coordinator."
            )
        return cls(index, count)

    def takes(self, file: FoundFile) -> bool:
        """Tell whether a file belongs to this share, on every machine alike."""
        digest = hashlib.sha256(file.source.encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.count == self.index - 1


def server_of(store: Store) -> ServerStore:
    """Return the store as one that several machines can write to.

    Raises:
        ConfigurationError: it is the embedded one, which has one writer.
    """
    if not isinstance(store, ServerStore):
        raise ConfigurationError(
            "A sharded ingest needs a Qdrant server: the embedded store has one writer. Set "
            "CITEWELL_STORE_URL to a server that all workers reach."
        )
    return store


def begin(store: Store, target: IngestTarget, shards: int) -> GenerationDraft:
    """Open a generation for so many workers.

    Raises:
        InputError: the number is out of range.
        KnowledgeBaseBusy: another ingest is at work.
    """
    if not 1 <= shards <= MOST_SHARDS:
        raise InputError(f"{shards} shares cannot be made; give 1 to {MOST_SHARDS}.")
    return server_of(store).begin_draft(target.name, target.manifest, shards)


def ingest_share(
    paths: Sequence[Path], target: IngestTarget, tools: IngestTools, share: FileShare
) -> Report:
    """Read, embed and write one share of the files into the open generation; publish nothing.

    Repeating a share, also after its worker was killed, writes nothing twice.

    Raises:
        InputError: no sharded ingest is open, or it has another number of shares.
    """
    server = server_of(tools.store)
    drafts = server.drafts(target.name)
    draft = drafts.opened()
    if draft.shards != share.count:
        raise InputError(
            f"The open ingest of {target.name!r} has {draft.shards} shares, and this worker was "
            f"asked for {share.index}/{share.count}. Give {share.index}/{draft.shards}."
        )
    choices = replace(tools.choices, takes=share.takes)
    mine = replace(tools, store=_ShareOf(server), choices=choices)
    report = ingest(paths, target, mine)
    drafts.mark_done(draft, share.index)
    return replace(report, published=False)


def finish(
    paths: Sequence[Path], target: IngestTarget, tools: IngestTools, *, take_rest: bool = False
) -> Report:
    """Take in what no worker has, remove what has vanished, publish the generation.

    Raises:
        InputError: no sharded ingest is open.
        KnowledgeBaseBusy: shares are missing, and they shall not be taken in here.
    """
    server = server_of(tools.store)
    drafts = server.drafts(target.name)
    draft = drafts.opened()
    missing = sorted(set(range(1, draft.shards + 1)) - set(drafts.done(draft)))
    if missing and not take_rest:
        raise KnowledgeBaseBusy(
            f"{len(missing)} of the {draft.shards} shares of {target.name!r} are not done: "
            f"{_listed(missing)}. Wait for their workers, or run them again (--shard "
            f"{missing[0]}/{draft.shards}); with --yes they are taken in here."
        )
    report = ingest(paths, target, replace(tools, store=_RestOf(server)), publish_anyway=True)
    _keep_originals(report, server, tools.originals)
    return report


def _keep_originals(report: Report, server: ServerStore, originals: Originals) -> None:
    """Keep here, where the chat shows them, what the workers kept on their own machines."""
    as_written = {
        (file.root, file.path) for file in report.files if file.state is FileState.UNCHANGED
    }
    with closing(server.open(report.knowledge_base)) as reader:
        for record in reader.documents():
            path = path_of(record)
            if path is not None and (record.root, record.source) in as_written:
                originals.keep(record.content_hash, path)


def _listed(numbers: Sequence[int], most: int = 10) -> str:
    shown = ", ".join(map(str, numbers[:most]))
    return f"{shown} and {len(numbers) - most} more" if len(numbers) > most else shown


class _ShareOf(ServerStore):
    """The server as a worker writes to it."""

    def write(self, name: str, manifest: Manifest) -> ShardWriter:
        """Return a writer into the open generation."""
        return self.write_share(name, manifest)


class _RestOf(ServerStore):
    """The server as the coordinator writes to it at the end."""

    def write(self, name: str, manifest: Manifest) -> ServerWriter:
        """Return the writer that publishes the open generation."""
        return self.finish_draft(name, manifest)
