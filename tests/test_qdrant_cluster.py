"""The double of a Qdrant cluster answers as a cluster does, where that differs from one node."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from qdrant_client import QdrantClient, models

from tests.contracts.store_samples import IN_MEMORY_WARNINGS
from tests.qdrant_cluster import Cluster

pytestmark = IN_MEMORY_WARNINGS

NEAR = models.Prefetch(query=[1.0, 0.0], limit=30)
DBSF = models.FusionQuery(fusion=models.Fusion.DBSF)
OPEN = models.Filter(
    must=[models.FieldCondition(key="by", match=models.MatchValue(value="nobody"))]
)


def filled(client: QdrantClient, *, points: int = 30) -> QdrantClient:
    size = models.VectorParams(size=2, distance=models.Distance.DOT)
    client.create_collection("c", vectors_config=size)
    client.upsert(
        "c",
        [
            models.PointStruct(id=n, vector=[float(n * n), 1.0], payload={"by": "nobody"})
            for n in range(points)
        ],
    )
    return client


def found(client: QdrantClient, query: models.QueryRequest) -> list[tuple[object, float]]:
    [answer] = client.query_batch_points("c", [query])
    return [(point.id, round(point.score, 4)) for point in answer.points]


ONE_LEG = models.QueryRequest(query=[1.0, 0.0], limit=5)
FUSED = models.QueryRequest(prefetch=[NEAR], query=DBSF, limit=5)
FUSED_INSIDE = models.QueryRequest(
    prefetch=[models.Prefetch(prefetch=[NEAR], query=DBSF, limit=30)],
    query=models.FormulaQuery(formula="$score"),
    limit=5,
)


@pytest.mark.parametrize("query", [ONE_LEG, FUSED])
def test_a_leg_and_the_outermost_fusion_see_the_whole(query: models.QueryRequest) -> None:
    one, several = filled(QdrantClient(":memory:")), filled(Cluster(shards=3).client())

    assert found(several, query) == found(one, query)


def test_a_fusion_inside_a_prefetch_is_each_shards_own() -> None:
    one, several = filled(QdrantClient(":memory:")), filled(Cluster(shards=3).client())

    assert found(several, FUSED_INSIDE) != found(one, FUSED_INSIDE)


def takers(cluster: Cluster, ordering: models.WriteOrdering) -> list[int]:
    """Let three nodes take one point at once, if nobody has it; return whom each shows."""
    filled(cluster.client(), points=1)
    begin = Barrier(3)

    def take(node: int) -> None:
        mine = models.PointStruct(id=0, vector=[0.0, 0.0], payload={"by": node})
        begin.wait()
        cluster.client(node).upsert("c", [mine], ordering=ordering, update_filter=OPEN)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(take, range(3)))
    shown = [cluster.client(node).retrieve("c", [0])[0] for node in range(3)]
    return [(each.payload or {})["by"] for each in shown]


def test_weak_writes_are_judged_by_each_replica_by_itself() -> None:
    assert len(set(takers(Cluster(replicas=3), models.WriteOrdering.WEAK))) > 1


def test_strong_writes_are_judged_one_after_another() -> None:
    assert len(set(takers(Cluster(replicas=3), models.WriteOrdering.STRONG))) == 1
