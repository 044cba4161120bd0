"""What a purge makes anew on a server: which collections take the place of which, without whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from knowledge.server.state import PublishedGeneration


@dataclass(slots=True)
class Remaking:
    """What a writer has made anew so far; it counts with the next state."""

    gone: set[str] = field(default_factory=set)
    """Documents that are in none of the new collections."""
    state: int = 0
    """The number of the state's new collection; 0 where it stays."""
    homes: dict[int, int] = field(default_factory=dict)
    """The numbers of new collections of passages by those of the ones that they replace."""

    def replaced(self, home: int, number: int) -> None:
        """Note that a collection was made anew, maybe once more."""
        again = {old: number if new == home else new for old, new in self.homes.items()}
        self.homes = {**again, home: number}

    def now(self, home: int) -> int:
        """Return the number of the collection that holds what this one held."""
        return self.homes.get(home, home)

    def moved(self, generations: Sequence[PublishedGeneration]) -> tuple[PublishedGeneration, ...]:
        """Return the generations with the collections that hold them now."""
        return tuple(replace(each, rebuilt=self.now(each.rebuilt)) for each in generations)
