"""What a knowledge base on a server remembers of its generations, and where its collections are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.server.connection import OURS
from knowledge.store import Manifest

KIND = "kind"
RECORD = "record"
NO_VECTOR: dict[str, list[float]] = {}

_PREFIX = f"{OURS}passages-"
_STATE_PREFIX = f"{OURS}state-"


@dataclass(frozen=True, slots=True)
class PublishedGeneration:
    """One generation that was published and may be rolled back to.

    `rebuilt` is the generation in which its collection of passages was made anew, 0 for the first
    one. `manifest` is None only in states of releases that made nothing anew.
    """

    number: int
    published_at: datetime
    documents: int
    passages: int
    rebuilt: int = 0
    manifest: Manifest | None = None


@dataclass(frozen=True, slots=True)
class ServerState:
    """What one point holds, so that one write publishes. `live` is 0 until the first publish.

    `generations` are in order, each made from the one before; `last_number` was given out last,
    published or not, so that no number is used twice. `manifest` is the live one's.
    """

    manifest: Manifest
    live: int
    last_number: int
    generations: tuple[PublishedGeneration, ...]

    @property
    def rebuilt(self) -> int:
        """The generation in which the live one's collection was made; 0 for the first."""
        return next((each.rebuilt for each in self.generations if each.number == self.live), 0)

    def at(self, number: int) -> ServerState:
        """Return the state with another of its generations live."""
        target = next(each for each in self.generations if each.number == number)
        return replace(self, live=number, manifest=target.manifest or self.manifest)


def passages_collection(name: str, rebuilt: int = 0) -> str:
    """Return the collection that holds a knowledge base's passages since it was made anew."""
    # A name has no "~", so that no two knowledge bases meet.
    return f"{_PREFIX}{name}~{rebuilt}" if rebuilt else _PREFIX + name


def state_collection(name: str, moved: int = 0) -> str:
    """Return the collection that holds its state, lease and records, since it moved there."""
    return f"{_STATE_PREFIX}{name}~{moved}" if moved else _STATE_PREFIX + name


def is_passages_collection(collection: str, name: str) -> bool:
    """Tell whether a collection holds passages of this knowledge base, live ones or not."""
    first = passages_collection(name)
    return collection == first or collection.startswith(f"{first}~")


def name_of(collection: str) -> str | None:
    """Return the knowledge base whose state the collection holds, if it holds one."""
    if not collection.startswith(_STATE_PREFIX):
        return None
    return collection.removeprefix(_STATE_PREFIX).partition("~")[0]
