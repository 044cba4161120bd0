"""How a knowledge base's collections are laid out over a cluster's nodes when they are made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """Numbers for collections that are made from now on; 0 is whatever the server is set to.

    `shards` is of passages alone: one shard ranks on any number of nodes as it does on one, since
    each shard counts by itself how rare a word is. The state is always one shard, so that one copy
    shows it whole. `write_consistency` is how many replicas must have taken a write.
    """

    shards: int = 1
    replicas: int = 0
    write_consistency: int = 0
