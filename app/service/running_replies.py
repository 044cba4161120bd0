"""Replies that go on while the page comes and goes: one thread each, kept by conversation.

A click, a reload or a lost connection ends a run of the page's script, never the answer: the page
looks on and comes back to it. Only stopping stops it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace

from app.domain.answers import Answer, SearchOutcome
from app.domain.replies import Finished, ReplyEvent, Searched, Written
from app.i18n import languages, texts
from app.records.conversations import ReplyStore
from knowledge.domain.errors import AssistantError

_LOG = logging.getLogger(__name__)
_SAVE_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ReplyProgress:
    """How far a reply is. `answer` is there when it finished, `error` when it failed."""

    text: str = ""
    found: SearchOutcome | None = None
    answer: Answer | None = None
    error: str = ""
    stopped: bool = False
    over: bool = False


class RunningReply:
    """One reply under way."""

    def __init__(self, events: Callable[[], Iterator[ReplyEvent]], reply_store: ReplyStore) -> None:
        """Start it. `events` is called in the reply's own thread."""
        self._events = events
        # What is said in an answer is said in the language of whoever asked.
        self._language = languages.current()
        self._store = reply_store
        self._lock = threading.Lock()
        self._progress = ReplyProgress()
        self._saved_at = time.monotonic()
        self._over = threading.Event()
        self._news = threading.Event()
        threading.Thread(target=self._run, name="reply", daemon=True).start()

    @property
    def progress(self) -> ReplyProgress:
        """How far it is."""
        return self._progress

    def stop(self) -> None:
        """End it now, whatever the model is waiting for; what was written so far is kept."""
        self._end_without_answer("")

    def wait(self, seconds: float) -> bool:
        """Wait until it is over, at most so long; tell whether it is."""
        return self._over.wait(seconds)

    def wait_for_news(self, seconds: float) -> bool:
        """Wait until there is more to show or it is over, at most so long; tell whether it is."""
        self._news.wait(seconds)
        self._news.clear()
        return self._over.is_set()

    def _run(self) -> None:
        languages.speak(self._language)
        try:
            self._follow()
        except AssistantError as error:
            self._end_without_answer(str(error))
        except Exception:  # noqa: BLE001 - the last place before the reader
            _LOG.exception("A reply failed")
            self._end_without_answer(texts.UNEXPECTED)

    def _follow(self) -> None:
        events = self._events()
        try:
            for event in events:
                if not self._take(event):
                    break
        finally:
            if isinstance(events, Generator):
                events.close()  # this is what stops the generation
        if not self._over.is_set():
            self._end_without_answer(texts.UNEXPECTED)

    def _take(self, event: ReplyEvent) -> bool:
        """Take in one event; tell whether more are wanted."""
        with self._lock:
            if self._over.is_set():
                return False
            if isinstance(event, Finished):
                self._store.finished(event.answer)
                self._progress = replace(self._progress, answer=event.answer, over=True)
                self._end()
                return False
            if isinstance(event, Searched):
                self._progress = replace(self._progress, found=event.found)
            elif isinstance(event, Written):
                self._progress = replace(self._progress, text=self._progress.text + event.text)
                self._save_now_and_then()
            self._news.set()
            return True

    def _save_now_and_then(self) -> None:
        if time.monotonic() - self._saved_at >= _SAVE_EVERY_SECONDS:
            self._store.partial(self._progress.text)
            self._saved_at = time.monotonic()

    def _end_without_answer(self, error: str) -> None:
        with self._lock:
            if self._over.is_set():
                return
            now = replace(self._progress, error=error, stopped=not error, over=True)
            try:
                self._store.cut_off(now.text, error)
            finally:
                self._progress = now
                self._end()

    def _end(self) -> None:
        self._over.set()
        self._news.set()


class RunningReplies:
    """The replies under way in this process, by conversation."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = threading.Lock()
        self._replies: dict[str, RunningReply] = {}

    def start(
        self,
        conversation_id: str,
        events: Callable[[], Iterator[ReplyEvent]],
        reply_store: ReplyStore,
    ) -> RunningReply:
        """Start a reply; one that still runs in the same conversation is stopped."""
        with self._lock:
            before = self._replies.get(conversation_id)
            if before is not None:
                before.stop()
            self._replies = {
                key: reply for key, reply in self._replies.items() if not reply.progress.over
            }
            reply = RunningReply(events, reply_store)
            self._replies[conversation_id] = reply
            return reply

    def of(self, conversation_id: str) -> RunningReply | None:
        """Return the reply under way in a conversation, if there is one."""
        with self._lock:
            reply = self._replies.get(conversation_id)
        return reply if reply is not None and not reply.progress.over else None
