"""An ingest on a Ray cluster: shares as rows of a Ray Data set, one loaded model per actor.

Ray is an optional extra. Its usage statistics are switched off before it is imported.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from ingest.changes.change_detection import IngestChoices
from ingest.cluster.sharding import FileShare, begin, finish, ingest_share, server_of
from ingest.pipeline.assembly import opened_tools, target_of
from ingest.pipeline.ingest import IngestTarget, IngestTools
from ingest.report.progress import NoProgress
from ingest.report.report import Report
from knowledge.domain.errors import ConfigurationError, StoreUnavailable
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from knowledge.settings.models import EmbeddingSettings
from knowledge.settings.settings import Settings

SHARES_PER_WORKER = 4
"""So that a worker that is slow, or comes late, holds up a fraction of the whole."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where Ray runs: an address ("" = one started here), and how many workers embed."""

    address: str = ""
    workers: int = 1


def ingest_on_ray(
    paths: Sequence[Path],
    target: IngestTarget,
    tools: IngestTools,
    *,
    settings: Settings,
    cluster: Cluster,
    tell: Tell,
) -> Report:
    """Have the files read, embedded and written by actors of a cluster, then publish here.

    All machines must see the paths and reach the Qdrant server. A worker or a machine that dies
    costs the share it was at, which another one does again; after the driver itself died, the same
    call goes on with the shares that are missing.

    Raises:
        ConfigurationError: Ray is not installed, or the store is the embedded one.
        StoreUnavailable: Ray gave a share up.
    """
    server = server_of(tools.store)
    drafts = server.drafts(target.name)
    draft = drafts.draft() or begin(server, target, SHARES_PER_WORKER * cluster.workers)
    left = sorted(set(range(1, draft.shards + 1)) - set(drafts.done(draft)))
    started = perf_counter()
    work = _Work(tuple(paths), target.name, settings, draft.shards)
    for done, row in enumerate(_rows(left, work, cluster), start=1):
        seconds = perf_counter() - started
        ahead = seconds / done * (len(left) - done)
        tell(
            f"share {row['shard']}/{draft.shards}: {row['files']} files, {row['embedded']} "
            f"passages embedded; {done} of {len(left)} done in {seconds:.0f} s, about "
            f"{ahead:.0f} s to go"
        )
    return finish(paths, target, tools)


@dataclass(frozen=True, slots=True)
class _Work:
    """What every worker is told."""

    paths: tuple[Path, ...]
    name: str
    settings: Settings
    shards: int


class _Worker:
    """An actor: loads the model once, then does one share after the other."""

    def __init__(self, work: _Work) -> None:
        self._work = work
        self._embedder = open_embedder(work.settings.embedding, work.settings.data_dir)

    def __call__(self, row: Mapping[str, int]) -> dict[str, int]:
        work = self._work
        target = target_of(work.name, work.settings.ingest, self._embedder)
        with opened_tools(
            target,
            work.settings,
            store=open_store(work.settings.store, work.settings.data_dir),
            embedder=self._embedder,
            progress=NoProgress(),
            choices=IngestChoices(),
        ) as tools:
            share = FileShare(int(row["shard"]), work.shards)
            report = ingest_share(work.paths, target, tools, share)
        return {
            "shard": share.index,
            "files": len(report.files),
            "embedded": report.embedded,
        }


def _rows(shares: Sequence[int], work: _Work, cluster: Cluster) -> Iterator[Mapping[str, int]]:
    if not shares:
        return
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray  # noqa: PLC0415 - an optional extra, and slow to import
        import ray.data  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError(
            "--engine ray needs Ray. Run pip install -c constraints.txt -e '.[ray]' on every "
            "machine, or leave --engine out."
        ) from error
    try:
        if not ray.is_initialized():
            ray.init(address=cluster.address or None, log_to_driver=False)
        ray.data.DataContext.get_current().enable_progress_bars = False
        resources: Mapping[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
        # A block a share: blocks are what actors are handed. Repartitioning would wait for a
        # processor, and the actors take them all.
        rows = ray.data.from_items(
            [{"shard": share} for share in shares], override_num_blocks=len(shares)
        )
        made = rows.map(
            _Worker,  # type: ignore[arg-type]  # a class is what an actor pool takes
            fn_constructor_args=(work,),
            compute=ray.data.ActorPoolStrategy(size=cluster.workers),
            num_cpus=1,
            num_gpus=1 if _wants_gpu(work.settings.embedding, resources) else 0,
        )
        yield from made.iter_rows()
    except ray.exceptions.RayError as error:
        said = str(error).strip().splitlines()[-1]
        raise StoreUnavailable(
            f"Ray gave up: {said} Nothing was published. What the workers wrote is kept: run the "
            "same command again to go on, or --shard abort to drop it."
        ) from error


def _wants_gpu(embedding: EmbeddingSettings, resources: Mapping[str, float]) -> bool:
    return embedding.device != "cpu" and resources.get("GPU", 0) > 0
