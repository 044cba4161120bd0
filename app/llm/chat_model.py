"""The boundary to language models: LangChain's chat models, of any provider installed here."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from queue import Empty, SimpleQueue
from time import monotonic

import openai
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from app.language.characters import Characters
from app.llm.chat import STILL_WAITING, Ending, Message, taking_turns, told_ending
from app.llm.clients import USUAL_WINDOW, client_of
from app.llm.failures import (
    PASSING_STATUS,
    Failure,
    Trouble,
    every_word,
    explained,
    failure_of,
    is_too_long,
    seconds_to_wait,
    server_words,
    shown,
    window_in,
)
from app.llm.providers import (
    LEARNED,
    OPENAI,
    Accepted,
    ChatModelSettings,
    after_refusal,
    answer_share,
    usual_parameters,
)
from app.llm.resting import SILENT_SERVERS
from app.llm.served_models import Window, window_of
from app.llm.slots import SLOTS
from knowledge.domain.errors import GenerationFailed, PromptTooLong

_HEARTBEAT_SECONDS = 0.1


def pieces_of(make: Callable[[], AsyncGenerator[str]]) -> Generator[str]:
    """Yield what an asynchronous generator yields, and `STILL_WAITING` while it does not.

    A thread that is blocked in a socket cannot be called off; one that hears a heartbeat can.
    Closing ends the asynchronous generator at once, wherever it waits.
    """
    queue: SimpleQueue[str | Exception | None] = SimpleQueue()
    running = asyncio.run_coroutine_threadsafe(_fill(make, queue), _LOOP.running())
    try:
        while (piece := _next(queue)) is not None:
            if isinstance(piece, Exception):
                raise piece
            yield piece
    finally:
        running.cancel()


def waiting(seconds: float) -> Generator[str]:
    """Yield `STILL_WAITING` until the time is over."""
    until = monotonic() + seconds
    quiet = threading.Event()
    while (left := until - monotonic()) > 0:
        quiet.wait(min(left, _HEARTBEAT_SECONDS))
        yield STILL_WAITING


def _next(queue: SimpleQueue[str | Exception | None]) -> str | Exception | None:
    try:
        return queue.get(timeout=_HEARTBEAT_SECONDS)
    except Empty:
        return STILL_WAITING


async def _fill(
    make: Callable[[], AsyncGenerator[str]], queue: SimpleQueue[str | Exception | None]
) -> None:
    pieces = make()
    try:
        async for piece in pieces:
            queue.put(piece)
        queue.put(None)
    except Exception as error:  # noqa: BLE001 - it is raised again where the pieces are read
        queue.put(error)
    finally:
        await pieces.aclose()


class _Loop:
    """One event loop in a thread of its own, started when first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                run = self._loop.run_forever
                threading.Thread(target=run, name="language models", daemon=True).start()
            return self._loop


_LOOP = _Loop()


# The boundary to language models: LangChain's chat models, of any provider whose package is here.


_ROLES: dict[str, type[BaseMessage]] = {
    "system": SystemMessage,
    "user": HumanMessage,
    "assistant": AIMessage,
}
_ASKING_SECONDS = 2.0
_ASKED_AGAIN_SECONDS = 600.0
_SOON_ASKED_AGAIN_SECONDS = 20.0
_GRACE_SECONDS = 1.0


class LangChainChatModel:
    """A chat model behind LangChain. Nothing is traced or sent anywhere but to the server."""

    def __init__(self, settings: ChatModelSettings) -> None:
        """Prepare the client; nothing is sent yet.

        Raises:
            ConfigurationError: OpenAI's own server is meant, but there is no key; or the provider's
                package is missing or does not take the settings.
        """
        self._settings = settings
        self._accepted = LEARNED.of(settings.where, settings.model, usual_parameters(settings))
        self._model = client_of(settings, self._accepted)
        self._share = settings.max_answer_tokens
        self._window = settings.context_tokens
        # A server of one's own is asked in any case: how many requests it works on at once.
        self._ask_again = None if settings.context_tokens and not settings.is_local else 0.0
        patience = (settings.where, settings.model, settings.timeout_seconds)
        self._rest = SILENT_SERVERS.of(patience)

    def window(self) -> int:
        """Return how many tokens the model reads: what is set, else its own as far as it is told.

        A server of one's own is asked (again after a while, where it does not say, and soon where
        it has yet to load the model); LangChain knows the large providers' models.
        """
        now = monotonic()
        if self._ask_again is not None and now >= self._ask_again:
            window = self._told_window()
            if window and window.slots:
                SLOTS.learn(self._settings.where, window.slots)
            told = window.tokens if window else USUAL_WINDOW
            self._window = self._settings.context_tokens or told
            patience = _ASKED_AGAIN_SECONDS if window is None else _SOON_ASKED_AGAIN_SECONDS
            self._ask_again = None if window and window.certain else now + patience
        return self._window

    def _told_window(self) -> Window | None:
        settings = self._settings
        if settings.provider == OPENAI and settings.base_url:
            served = window_of(
                settings.base_url, settings.name, settings.api_key, timeout_seconds=_ASKING_SECONDS
            )
            if served is not None:
                return served
        published = (self._model.profile or {}).get("max_input_tokens")
        return Window(published) if published else None

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, Ending]:
        """Yield the pieces as they come; ask again while nothing has come and that may help.

        Thoughts and other leftovers are among them (app/writing/cleaning). No more requests are
        made at once than the server says that it works on, and none for a while after it was
        silent again and again.
        """
        self._refuse_while_resting()
        self.window()
        settings = self._settings
        taken = yield from SLOTS.wait(settings.where, settings.timeout_seconds)
        if not taken:
            raise GenerationFailed(
                f"{self._named} was busy with other questions for {settings.timeout_seconds:g} "
                "seconds: it works on one at a time."
            )
        with SLOTS.released(settings.where):
            ending = yield from self._stream(messages)
        self._rest.went_well()
        return ending

    def _refuse_while_resting(self) -> None:
        left = self._rest.seconds_left()
        if left:
            raise GenerationFailed(
                f"{self._named} was silent several times in a row. It is asked again in "
                f"{ceil(left)} seconds."
            )

    @property
    def _named(self) -> str:
        return f"The language model {self._settings.model!r} at {self._settings.where}"

    def _stream(self, messages: Sequence[Message]) -> Generator[str, None, Ending]:
        heard, characters = _Heard(), Characters()
        tries = 1
        while True:
            try:
                # Made anew where something was learned, before the server's silence is timed.
                asked = partial(self._asked, *self._current(), messages, heard)
                with closing(pieces_of(asked)) as pieces:
                    for piece in self._patiently(pieces):
                        yield characters.feed(piece)
            except Exception as error:  # each provider's client has its own
                failure = _failure_of(error)
                if not heard.begun and self._learned(failure, error):
                    continue
                seconds = None if heard.begun else self._pause_after(failure, tries)
                if seconds is None:
                    raise self._failed(failure, error, begun=heard.begun) from error
            else:
                return self._ending(heard)
            tries += 1
            yield from waiting(seconds)

    def _patiently(self, pieces: Iterator[str]) -> Generator[str]:
        """Yield the pieces; give a server up that is silent for longer than its client allows.

        Some clients try again by themselves whatever they are told.
        """
        until = monotonic() + self._settings.timeout_seconds + _GRACE_SECONDS
        for piece in pieces:
            if piece != STILL_WAITING:
                until = monotonic() + self._settings.timeout_seconds + _GRACE_SECONDS
            elif monotonic() > until:
                raise TimeoutError
            yield piece

    async def _asked(
        self,
        model: BaseChatModel,
        accepted: Accepted,
        messages: Sequence[Message],
        heard: _Heard,
    ) -> AsyncGenerator[str]:
        sent = [
            _ROLES[m.role](m.text) for m in taking_turns(messages, system_role=accepted.system_role)
        ]
        if not accepted.streaming:
            yield await self._whole(model, sent, heard)
            return
        chunks = model.astream(sent)
        assert isinstance(chunks, AsyncGenerator), "LangChain's streams are generators"
        try:
            async with aclosing(chunks):
                async for chunk in chunks:
                    heard.ending = told_ending(chunk.response_metadata) or heard.ending
                    if text := str(chunk.text):
                        heard.begun = True
                        yield text
        except ValueError:
            # Nothing came that is a stream: some servers send the answer whole.
            if heard.begun or heard.ending or self._settings.provider != OPENAI:
                raise
            yield await self._whole(model, sent, heard)

    async def _whole(self, model: BaseChatModel, sent: Sequence[BaseMessage], heard: _Heard) -> str:
        """Return an answer that comes all at once."""
        whole = await model.ainvoke(sent)
        heard.ending = told_ending(whole.response_metadata)
        heard.begun = True
        return str(whole.text)

    def _current(self) -> tuple[BaseChatModel, Accepted]:
        """Return the model, told what was learned since, by this or another client of it."""
        settings = self._settings
        accepted = LEARNED.of(settings.where, settings.model, self._accepted)
        share = answer_share(self._window or USUAL_WINDOW, settings.max_answer_tokens)
        if (accepted, share) != (self._accepted, self._share):
            self._accepted, self._share = accepted, share
            self._model = client_of(replace(settings, max_answer_tokens=share), accepted)
        return self._model, accepted

    def _learned(self, failure: Failure, error: Exception) -> bool:
        """Tell whether a refusal says what to leave out; it is left out from then on."""
        settings = self._settings
        words = every_word(error)
        if is_too_long(failure.status, words):
            return False
        accepted = after_refusal(self._accepted, failure.status, words)
        if accepted is None:
            return False
        LEARNED.learn(settings.where, settings.model, accepted)
        return True

    def _ending(self, heard: _Heard) -> Ending:
        if heard.ending:
            return heard.ending
        # Of other providers it is not known that they always say it.
        return Ending.BROKEN_OFF if self._settings.provider == OPENAI else Ending.COMPLETE

    def _pause_after(self, failure: Failure, tries: int) -> float | None:
        """Return the seconds until the next try, None where there is none."""
        passing = failure.status in PASSING_STATUS and failure.trouble is not Trouble.QUOTA
        if tries > self._settings.retries or not (
            passing or failure.trouble is Trouble.UNREACHABLE
        ):
            return None
        return seconds_to_wait(tries, failure.headers, first_seconds=self._settings.retry_seconds)

    def _failed(self, failure: Failure, error: Exception, *, begun: bool) -> GenerationFailed:
        settings = self._settings
        words = every_word(error)
        where = self._named
        secrets = [settings.api_key]
        said = server_words(error, secrets)
        if not said and failure.trouble is Trouble.OTHER:
            said = shown(str(error), secrets)
        if not begun and is_too_long(failure.status, words):
            # It is asked with less from now on.
            known = self._window or USUAL_WINDOW
            self._window = min(window_in(words) or known // 2, known)
            self._ask_again = None
            told = explained(replace(failure, trouble=Trouble.PROMPT_TOO_LONG), said)
            return PromptTooLong(f"{where} {told}", self._window)
        trouble = failure.trouble
        if begun and trouble is Trouble.UNREACHABLE:
            trouble = Trouble.BROKEN_OFF
        if trouble is Trouble.SILENT:
            self._rest.failed()
            return GenerationFailed(f"{where} was silent for {settings.timeout_seconds:g} seconds.")
        return GenerationFailed(f"{where} {explained(replace(failure, trouble=trouble), said)}")


@dataclass(slots=True)
class _Heard:
    """What has come of one request: any text, and how it says that it ended."""

    begun: bool = False
    ending: Ending | None = None


def _failure_of(error: Exception) -> Failure:
    # It carries the status of an answer that was well, only not readable.
    if isinstance(error, openai.APIResponseValidationError):
        return Failure(Trouble.UNREADABLE)
    return failure_of(error)
