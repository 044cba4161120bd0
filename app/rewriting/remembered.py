"""Rewrites kept for a while, so that asking again does not ask the language model again."""

from __future__ import annotations

import threading
from collections import OrderedDict

from app.domain.conversations import Conversation
from app.rewriting.legs import Rewriter, Rewritten

_MOST_KEPT = 256


class RememberedRewrites:
    """Plays a rewriter, with its latest plans in memory. Plans that went wrong are not kept."""

    def __init__(self, rewriter: Rewriter, *, most: int = _MOST_KEPT) -> None:
        self._rewriter = rewriter
        self._most = most
        self._kept: OrderedDict[tuple[Conversation, str], Rewritten] = OrderedDict()
        self._lock = threading.Lock()

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return the kept plan of this question in this conversation, else a new one."""
        key = (conversation, question)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        planned = self._rewriter.plan(conversation, question)
        if not planned.notes:
            with self._lock:
                self._kept[key] = planned
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return planned
