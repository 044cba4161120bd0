"""An ingest on a cluster of several nodes of this machine, one of which is killed in the middle.

A program of its own: Ray wants a process to itself. Prints what came of it as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import closing
from pathlib import Path

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"

import ray
from ray.cluster_utils import Cluster as LocalCluster

from ingest.changes.change_detection import IngestChoices
from ingest.cluster.ray_engine import Cluster, ingest_on_ray
from ingest.pipeline.assembly import opened_tools, target_of
from ingest.report.progress import NoProgress
from knowledge.opening.embedders import open_embedder
from knowledge.opening.stores import open_store
from tests.flat_settings import settings_with
from tests.qdrant_stub import qdrant_stub

FILES = 60


def main(folder: Path) -> None:
    """Ingest generated files on three nodes; kill one when the first share is done."""
    docs = folder / "docs"
    docs.mkdir()
    for number in range(FILES):
        (docs / f"{number}.md").write_text(f"# Rule {number}\n\nRule {number} holds.\n")
    cluster = LocalCluster(initialize_head=True, head_node_args={"num_cpus": 0})
    nodes = [cluster.add_node(num_cpus=1) for _ in range(3)]
    told: list[str] = []

    def tell(line: str) -> None:
        if not told:
            cluster.remove_node(nodes[0], allow_graceful=False)
        told.append(line)

    with qdrant_stub() as url:
        settings = settings_with(store_url=url, data_dir=folder / "data", embedding_device="cpu")
        embedder, store = (
            open_embedder(settings.embedding, settings.data_dir),
            open_store(settings.store, settings.data_dir),
        )
        target = target_of("kb", settings.ingest, embedder)
        with opened_tools(
            target,
            settings,
            store=store,
            embedder=embedder,
            progress=NoProgress(),
            choices=IngestChoices(),
        ) as tools:
            report = ingest_on_ray(
                [docs],
                target,
                tools,
                settings=settings,
                cluster=Cluster(cluster.address, workers=3),
                tell=tell,
            )
        with closing(store.open("kb")) as reader:
            texts = [passage.text for passage in reader.all_passages()]
        draft = store.drafts("kb").draft() if hasattr(store, "drafts") else None
    print(  # noqa: T201 - read by the test
        json.dumps(
            {
                "states": sorted({file.state.value for file in report.files}),
                "texts": sorted(texts),
                "shares_told": len(told),
                "draft": draft is not None,
            }
        )
    )
    ray.shutdown()
    cluster.shutdown()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
