"""The marks that models and their templates write around thoughts, answers, turns and calls."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Generic, TypeVar

from app.language.words import listed

Token = TypeVar("Token")


class _Maybe:
    """The type of `MAYBE`."""


MAYBE = _Maybe()
"""More text decides."""


@dataclass(frozen=True, slots=True)
class TokenMatch(Generic[Token]):
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
            if isinstance(read, TokenMatch):
                certain.append(read.token)
                self._pending = self._pending[read.length :]
            else:
                certain.append(self._pending[0])
                self.passed(self._pending[0])
                self._pending = self._pending[1:]

    @abstractmethod
    def read(self, pending: str, *, ended: bool) -> TokenMatch[Token] | _Maybe | None:
        """Read a token at the beginning of the pending text; None: it begins with none.

        `pending` grows by one character at a time. With `ended` nothing will follow.
        """

    def passed(self, character: str) -> None:
        """Note a character that belongs to no token."""


# The marks that models and their templates write around thoughts, answers, turns and calls.


NOT_IN_DOCUMENTS = "NOT_IN_DOCUMENTS"
"""What a writer writes when the passages do not carry an answer; nothing counts beside it."""


class MarkKind(StrEnum):
    """What a mark does."""

    HIDDEN_OPENS = auto()
    HIDDEN_CLOSES = auto()
    ANSWER_OPENS = auto()
    ANSWER_CLOSES = auto()
    TURN_ENDS = auto()
    HEADER_OPENS = auto()
    HEADER_CLOSES = auto()
    CHANNEL_OPENS = auto()
    ROLE = auto()
    REFUSAL = auto()
    NOTHING = auto()


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it stands in the text; `name` is a role or what is hidden ("thought", "call")."""

    kind: MarkKind
    name: str
    text: str


THOUGHT, CALL, ECHO, STRIPPED = "thought", "call", "echo", "stripped"
_THOUGHTS = listed(
    """
    think, thinking, thought, thoughts, reasoning, reflection, analysis, scratchpad, monologue,
    inner_monologue, antthinking, antml:thinking, seed:think, chain_of_thought, details
    """
)
_CALLS = listed(
    """
    tool_call, tool_calls, function_call, function_calls, tool_response, tool_result, tool_use,
    invoke, function, tool_code
    """
)
# Of tags "<name>" and "</name>".
_PAIRS: Mapping[str, str] = {
    **dict.fromkeys(_THOUGHTS, THOUGHT),
    **dict.fromkeys(_CALLS, CALL),
}
_ANSWERS = frozenset(["answer", "final_answer", "final", "response", "output"])
_ENDS = listed(
    """
    im_end, eot_id, eom_id, eot, end, endoftext, end_of_text, end_of_turn, end_of_sentence,
    end_of_turn_token, return, eos, eod, im_stop, stop, s
    """
)
_HEADERS = listed(
    """
    im_start, start, start_header_id, header_start, start_of_turn, start_of_role,
    start_of_turn_token
    """
)
_HEADERS_END = frozenset(["message", "end_header_id", "header_end", "im_sep", "end_of_role"])
_ROLES: Mapping[str, str] = {
    **dict.fromkeys(["assistant", "bot", "chatbot", "model", "chatbot_token"], "assistant"),
    **dict.fromkeys(["user", "human", "system", "tool", "user_token", "system_token"], "user"),
}
_TOKENS: Mapping[str, tuple[MarkKind, str]] = {
    **dict.fromkeys(_ENDS, (MarkKind.TURN_ENDS, "")),
    **dict.fromkeys(_HEADERS, (MarkKind.HEADER_OPENS, "")),
    **dict.fromkeys(_HEADERS_END, (MarkKind.HEADER_CLOSES, "")),
    **{name: (MarkKind.ROLE, role) for name, role in _ROLES.items()},
    **{f"start_{name}": (MarkKind.HIDDEN_OPENS, THOUGHT) for name in ("thinking", "think")},
    **{f"end_{name}": (MarkKind.HIDDEN_CLOSES, THOUGHT) for name in ("thinking", "think")},
    "begin_of_thought": (MarkKind.HIDDEN_OPENS, THOUGHT),
    "end_of_thought": (MarkKind.HIDDEN_CLOSES, THOUGHT),
    "start_response": (MarkKind.ANSWER_OPENS, ""),
    "begin_of_solution": (MarkKind.ANSWER_OPENS, ""),
    "end_response": (MarkKind.ANSWER_CLOSES, ""),
    "end_of_solution": (MarkKind.ANSWER_CLOSES, ""),
    "channel": (MarkKind.CHANNEL_OPENS, ""),
    "python_tag": (MarkKind.HIDDEN_OPENS, CALL),
    "tool_calls_begin": (MarkKind.HIDDEN_OPENS, CALL),
    "tool_call_begin": (MarkKind.HIDDEN_OPENS, CALL),
    "tool_calls_section_begin": (MarkKind.HIDDEN_OPENS, CALL),
    "start_action": (MarkKind.HIDDEN_OPENS, CALL),
    "tool_calls_end": (MarkKind.HIDDEN_CLOSES, CALL),
    "tool_calls_section_end": (MarkKind.HIDDEN_CLOSES, CALL),
    "end_action": (MarkKind.HIDDEN_CLOSES, CALL),
    "call": (MarkKind.TURN_ENDS, ""),
}
# Of plain tags that stand alone; "<user>" and the like are placeholders in documents, too.
_LONE: Mapping[str, tuple[MarkKind, str]] = {
    **dict.fromkeys(
        ["/s", "eos", "end_of_turn", "end_of_text", "eot", "endoftext"], (MarkKind.TURN_ENDS, "")
    ),
    **dict.fromkeys(["s", "bos", "pad", "unk"], (MarkKind.NOTHING, "")),
    "start_of_turn": (MarkKind.HEADER_OPENS, ""),
}
_LITERALS: Mapping[str, tuple[MarkKind, str]] = {
    "[THINK]": (MarkKind.HIDDEN_OPENS, THOUGHT),
    "[/THINK]": (MarkKind.HIDDEN_CLOSES, THOUGHT),
    "[think]": (MarkKind.HIDDEN_OPENS, THOUGHT),
    "[/think]": (MarkKind.HIDDEN_CLOSES, THOUGHT),
    "[thinking]": (MarkKind.HIDDEN_OPENS, THOUGHT),
    "[/thinking]": (MarkKind.HIDDEN_CLOSES, THOUGHT),
    "&lt;think&gt;": (MarkKind.HIDDEN_OPENS, THOUGHT),
    "&lt;/think&gt;": (MarkKind.HIDDEN_CLOSES, THOUGHT),
    "[TOOL_CALLS]": (MarkKind.HIDDEN_OPENS, CALL),
    "[/TOOL_CALLS]": (MarkKind.HIDDEN_CLOSES, CALL),
    "[INST]": (MarkKind.ROLE, "user"),
    "[/INST]": (MarkKind.ROLE, "assistant"),
    "\u25c1think\u25b7": (MarkKind.HIDDEN_OPENS, THOUGHT),
    "\u25c1/think\u25b7": (MarkKind.HIDDEN_CLOSES, THOUGHT),
    # The channels of gpt-oss, where a server took their tokens out.
    "assistantfinal": (MarkKind.ANSWER_OPENS, STRIPPED),
    "assistantanalysis": (MarkKind.HIDDEN_OPENS, STRIPPED),
    "assistantcommentary": (MarkKind.HIDDEN_OPENS, STRIPPED),
}
SILENT_CHANNELS = ("analysis", "commentary")
"""Channels of gpt-oss that are no answer."""
_GEMMA_S: Mapping[str, tuple[MarkKind, str]] = {
    "channel": (MarkKind.HIDDEN_OPENS, THOUGHT),
    "think": (MarkKind.NOTHING, ""),
    "turn": (MarkKind.HEADER_OPENS, ""),
}
_BAR, _WIDE_BAR = "|", "\uff5c"
_LONGEST_TOKEN, _LONGEST_TAG, _LONGEST_ECHO = 48, 160, 80
_MARKUP = "*_`\"'\u201c\u201e\u00ab([{\\"
_MOST_MARKUP = 4
_WORD_WITH_BLANKS = NOT_IN_DOCUMENTS.replace("_", " ")
_TAG_NAMES = (*_PAIRS, *_ANSWERS, *_LONE)
_ECHOED = ("passage", "sentence", "end")
_SHORTEST_MARK, _HEXADECIMAL = 8, "0123456789abcdef"


class Marks(Holding[Mark]):
    """Tells the marks in a stream from its text."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = False

    def passed(self, character: str) -> None:
        """Note whether text has begun: some marks stand only before it."""
        self._begun = self._begun or not character.isspace()

    def read(self, pending: str, *, ended: bool) -> TokenMatch[Mark] | _Maybe | None:
        """Read a mark at the beginning of the pending text."""
        first = pending[0]
        reads = [_angled(pending)] if first == "<" else []
        if first in "[\u25c1&a":
            reads.append(_literal(pending))
        if not self._begun and first in "ac":
            reads.append(_at_the_start(pending))
        if first in "nN" or first in _MARKUP:
            reads.append(_refusal(pending))
        found = next((read for read in reads if isinstance(read, Mark)), None)
        if found:
            self._begun = self._begun or found.kind is MarkKind.REFUSAL
            return TokenMatch(found, len(found.text))
        return MAYBE if any(read is MAYBE for read in reads) else None


_Read = Mark | _Maybe | None


def _literal(pending: str) -> _Read:
    if pending in _LITERALS:
        return Mark(*_LITERALS[pending], pending)
    return MAYBE if any(each.startswith(pending) for each in _LITERALS) else None


def _at_the_start(pending: str) -> _Read:
    """Read "analysis" before a capital letter: "analysisThe user asks ..."."""
    for word in SILENT_CHANNELS:
        if word.startswith(pending):
            return MAYBE
        if pending.startswith(word) and pending[len(word)].isupper():
            return Mark(MarkKind.HIDDEN_OPENS, STRIPPED, word)
    return None


def _refusal(pending: str) -> _Read:
    """Read the word for "not in the documents", in markup, escaped, in small letters."""
    core = pending.lstrip(_MARKUP)
    if len(pending) - len(core) > _MOST_MARKUP:
        return None
    word = core.replace("\\", "").replace("-", "_").upper()
    if word == NOT_IN_DOCUMENTS or core == _WORD_WITH_BLANKS:
        return Mark(MarkKind.REFUSAL, "", pending)
    same = NOT_IN_DOCUMENTS.startswith(word) or _WORD_WITH_BLANKS.startswith(core)
    return MAYBE if same else None


def _angled(pending: str) -> _Read:
    if len(pending) == 1:
        return MAYBE
    if pending[1] in {_BAR, _WIDE_BAR}:
        return _token(pending)
    return _echo(pending) if pending[1] == "<" else _tag(pending)


def _token(pending: str) -> _Read:
    """Read "<|name|>", as tokenisers have it, or "<|name>", as Gemma's."""
    inside = pending[2:]
    if pending[-1] == ">":
        name = inside[:-1].replace(_WIDE_BAR, _BAR)
        if not name.endswith(_BAR) and name.lower() in _GEMMA_S:
            return Mark(*_GEMMA_S[name.lower()], pending)
        name = name.rstrip(_BAR).replace("\u2581", "_").strip().lower()
        if name.removeprefix("/") in _PAIRS:
            kind = MarkKind.HIDDEN_CLOSES if name.startswith("/") else MarkKind.HIDDEN_OPENS
            return Mark(kind, _PAIRS[name.removeprefix("/")], pending)
        kind, role = _TOKENS.get(name, (MarkKind.NOTHING, ""))
        return Mark(kind, role, pending)
    fits = all(each.isalnum() or each in "_\u2581./:- |\uff5c" for each in inside)
    return MAYBE if fits and len(pending) <= _LONGEST_TOKEN else None


def _tag(pending: str) -> _Read:
    closes = pending[1] == "/"
    inside = pending[2:] if closes else pending[1:]
    name = ""
    for character in inside:
        if not (character.isalnum() or character in "_:-"):
            break
        name += character
    name, after = name.lower(), inside[len(name) :]
    if pending in {"<channel|>", "<turn|>"}:
        kind = MarkKind.HIDDEN_CLOSES if name == "channel" else MarkKind.TURN_ENDS
        return Mark(kind, THOUGHT, pending)
    if not after:
        wanted = f"/{name}" if closes else name
        names = (*_TAG_NAMES, "channel", "turn")
        known = any(each.startswith(name) or each.startswith(wanted) for each in names)
        return MAYBE if known else None
    if name in {"channel", "turn"}:
        return MAYBE if after == _BAR else None
    return _ended_tag(pending, name, after, closes=closes)


def _ended_tag(pending: str, name: str, after: str, *, closes: bool) -> _Read:
    """Read a tag whose name is complete, with whatever attributes."""
    lone = _LONE.get(f"/{name}" if closes else name)
    if not lone and name not in _PAIRS and name not in _ANSWERS:
        return None
    if after[-1] == ">":
        if after.endswith("/>"):
            return Mark(MarkKind.NOTHING, "", pending)
        if lone:
            return Mark(*lone, pending)
        if name in _ANSWERS:
            return Mark(MarkKind.ANSWER_CLOSES if closes else MarkKind.ANSWER_OPENS, "", pending)
        return Mark(
            MarkKind.HIDDEN_CLOSES if closes else MarkKind.HIDDEN_OPENS, _PAIRS[name], pending
        )
    attributes = after[0] in " =/\t" and "<" not in after and "\n" not in after
    return MAYBE if attributes and len(pending) <= _LONGEST_TAG else None


def _echo(pending: str) -> _Read:
    """Read the lines between which our own prompt puts a passage."""
    inside = pending[2:]
    mark, blank, after = inside.partition(" ")
    if any(each not in _HEXADECIMAL for each in mark) or len(pending) > _LONGEST_ECHO:
        return None
    if not blank:
        return MAYBE
    if len(mark) < _SHORTEST_MARK or not any(
        after.startswith(word) or word.startswith(after) for word in _ECHOED
    ):
        return None
    if not after.endswith(">>"):
        return MAYBE
    opens = not after.startswith("end")
    return Mark(MarkKind.HIDDEN_OPENS if opens else MarkKind.HIDDEN_CLOSES, ECHO, pending)
