"""Reading a stream for what has several characters, holding back only what may become one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Generic, TypeVar

Token = TypeVar("Token")


class _Maybe:
    """The type of `MAYBE`."""


MAYBE = _Maybe()
"""More text decides."""


@dataclass(frozen=True, slots=True)
class Found(Generic[Token]):
    """What was read, and how many of the pending characters it took."""

    token: Token
    length: int


class Holding(ABC, Generic[Token]):
    """Turns pieces of text into tokens and the text between them."""

    def __init__(self) -> None:
        self._pending = ""

    def feed(self, piece: str) -> list[str | Token]:
        """Take a piece in; return what is certain, in order."""
        certain: list[str | Token] = []
        for character in piece:
            self._pending += character
            self._decide(certain, ended=False)
        return certain

    def flush(self) -> list[str | Token]:
        """Return what was held back, at the end of the text."""
        certain: list[str | Token] = []
        self._decide(certain, ended=True)
        return certain

    def _decide(self, certain: list[str | Token], *, ended: bool) -> None:
        while self._pending:
            read = self.read(self._pending, ended=ended)
            if isinstance(read, _Maybe) and not ended:
                return
            if isinstance(read, Found):
                certain.append(read.token)
                self._pending = self._pending[read.length :]
            else:
                certain.append(self._pending[0])
                self.passed(self._pending[0])
                self._pending = self._pending[1:]

    @abstractmethod
    def read(self, pending: str, *, ended: bool) -> Found[Token] | _Maybe | None:
        """Read a token at the beginning of the pending text; None: it begins with none.

        `pending` grows by one character at a time. With `ended` nothing will follow.
        """

    def passed(self, character: str) -> None:
        """Note a character that belongs to no token."""
