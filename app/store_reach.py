"""Whether the store answers, for all pages of a server, and what it held when it last did."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from knowledge.errors import StoreUnavailable

_STORE_LOG = logging.getLogger(__name__)
_PAUSE_SECONDS = 5.0
"""Nobody is asked again so soon: each try may wait for seconds, and a page makes several."""

Held = TypeVar("Held")


class StoreReach:
    """Asks the store for what a page can do without, so that an outage leaves the page standing."""

    def __init__(
        self,
        names: Callable[[], list[str]],
        default_name: str,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Take what lists the knowledge bases, and the one to name before any list was read."""
        self._names = names
        self._known = [default_name]
        self._clock = clock
        self._away = ""
        self._failed_at = float("-inf")

    @property
    def away(self) -> str:
        """What the store's last failure said; empty while it answers."""
        return self._away

    def names(self) -> list[str]:
        """Return the knowledge bases; those of the last list while the store is away."""
        self._known = self.ask(self._names, self._known)
        return self._known

    def is_back(self) -> bool:
        """Ask once more, without a pause, and tell whether it answers."""
        self._failed_at = float("-inf")
        self.names()
        return not self._away

    def ask(self, ask: Callable[[], Held], otherwise: Held) -> Held:
        """Return what the store says, `otherwise` while it is away."""
        if self._away and self._clock() - self._failed_at < _PAUSE_SECONDS:
            return otherwise
        try:
            held = ask()
        except StoreUnavailable as error:
            if not self._away:
                _STORE_LOG.warning("The store is away: %s", error)
            self._away, self._failed_at = str(error), self._clock()
            return otherwise
        if self._away:
            _STORE_LOG.warning("The store answers again.")
            self._away = ""
        return held
