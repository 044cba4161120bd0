"""Code fences around an answer that is no code, or around thoughts."""

from __future__ import annotations

from enum import Enum, auto

_FENCES = ("```", "~~~")
_TICK, _TICKS = "`", 3
_LONGEST_FENCE = 24
# A block of these is no code.
_TEXTS = frozenset({"markdown", "md", "text", "txt", "plaintext", "plain", "answer"})
_FENCED_THOUGHTS = frozenset({"think", "thinking", "thought", "thoughts", "reasoning"})


class Fence(Enum):
    """What the line of a fence is."""

    UNDECIDED = auto()
    NONE = auto()
    """None, or one of a block of code that belongs to the answer."""
    DROPPED = auto()
    BEFORE_TEXT = auto()
    """The answer begins on the fence's own line."""
    THOUGHTS = auto()
    """A block of thoughts begins."""


class Fences:
    """Reads the fences of one answer; `open` tells whether it stands in a block that is none."""

    def __init__(self) -> None:
        self._line = ""
        self._ticks = 0
        self.open = False

    def read(self, head: str, *, first: bool, ended: bool) -> Fence:
        """Read a line's beginning; `first` tells that nothing of the answer came before."""
        if not any(head.startswith(fence) or fence.startswith(head) for fence in _FENCES):
            return Fence.NONE
        if not ended and " " not in head.strip() and len(head) <= _LONGEST_FENCE:
            return Fence.UNDECIDED
        if head[: len(_FENCES[0])] not in _FENCES:
            return Fence.NONE
        if ended:
            return self._ended(head.strip("`~ \t").lower(), first=first)
        self.open = self.open or first
        return Fence.BEFORE_TEXT if first else Fence.NONE

    def _ended(self, info: str, *, first: bool) -> Fence:
        if info in _FENCED_THOUGHTS:
            return Fence.THOUGHTS
        closes = self.open and not info
        if not (closes or first or info in _TEXTS):
            return Fence.NONE
        self.open = not closes
        return Fence.DROPPED

    def ends_thoughts(self, character: str) -> bool:
        """Take a character of a block of thoughts in; tell whether the block ends with it."""
        if character != "\n":
            self._line = (self._line + character)[:_LONGEST_FENCE]
            return False
        line, self._line = self._line, ""
        return line.strip() in _FENCES

    def without_closing(self, character: str) -> str:
        """Return what can be shown of a block's text: its closing fence is left out."""
        if self.open and character == _TICK and self._ticks < _TICKS:
            self._ticks += 1
            return ""
        return self.flush() + character

    def flush(self) -> str:
        """Return the ticks that were held back, unless they are a fence."""
        ticks, self._ticks = self._ticks, 0
        return _TICK * ticks if ticks < _TICKS else ""
