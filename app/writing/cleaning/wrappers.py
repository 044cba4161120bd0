"""What models put around an answer: code fences, JSON, labels, lists of sources."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import Enum, StrEnum, auto

from app.language.words import listed
from app.writing.cleaning.markers import cited_numbers

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


# An answer that came as JSON, with its sources in a field of their own.


_ANSWER_FIELDS = (
    "answer", "final_answer", "response", "reply", "text", "content", "message", "output",
    "result", "antwort", "respuesta",
)  # fmt: skip
_SOURCE_FIELDS = ("sources", "citations", "references", "passages", "source", "citation", "cited",
            "quellen", "fuentes", "passage_numbers")  # fmt: skip
_DEEPEST = 4
_DECODER = json.JSONDecoder(strict=False)
_MOST_DIGITS = 6


def answer_in(text: str) -> str:
    """Return the answer in a JSON object, with its sources as markers where it has none.

    One that was cut off is read as far as it goes; "" where there is no answer in it.
    """
    said = _object(text)
    answer = (_answer(said) if said is not None else _begun_answer(text)).strip()
    if answer and "[" not in answer:
        answer += "".join(f" [{number}]" for number in _numbers(said))
    return answer


def _object(text: str) -> object:
    try:
        said, _ = _DECODER.raw_decode(text.strip())
    except (ValueError, RecursionError):
        return None
    return said


def _begun_answer(text: str) -> str:
    """Return the answer of an object that was cut off, as far as it goes."""
    for name in _ANSWER_FIELDS:
        _, found, after = text.partition(f'"{name}"')
        value = after.lstrip().removeprefix(":").lstrip()
        if found and value.startswith('"'):
            return _begun_string(value)
    return ""


def _begun_string(value: str) -> str:
    # An escape at the end may be cut in two, at most six characters of it.
    for ending in range(len(value), max(0, len(value) - 7), -1):
        for closing in ("", '"'):
            try:
                said, _ = _DECODER.raw_decode(value[:ending] + closing)
            except ValueError:
                continue
            return said if isinstance(said, str) else ""
    return ""


def _answer(said: object, depth: int = 0) -> str:
    if isinstance(said, str):
        return said
    if depth < _DEEPEST and isinstance(said, Mapping):
        for name in _ANSWER_FIELDS:
            if name in said and (found := _answer(said[name], depth + 1)):
                return found
        whole = [each for each in said.values() if isinstance(each, str)]
        return max(whole, key=len, default="")
    if depth < _DEEPEST and isinstance(said, Sequence):
        return "\n".join(filter(None, (_answer(each, depth + 1) for each in said)))
    return ""


def _numbers(said: object) -> list[int]:
    if not isinstance(said, Mapping):
        return []
    listed = next((said[name] for name in _SOURCE_FIELDS if name in said), ())
    each = listed if isinstance(listed, Sequence) and not isinstance(listed, str) else [listed]
    found = [_number(one) for one in each]
    return [number for number in found if number is not None]


def _number(said: object) -> int | None:
    if isinstance(said, Mapping):
        told = (said.get(name) for name in ("number", "id", "passage", "source", "marker", "index"))
        return next((n for each in told if (n := _number(each)) is not None), None)
    if isinstance(said, str):
        digits = said.strip(" []#")
        plain = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
        return int(digits) if plain else None
    return said if isinstance(said, int) and not isinstance(said, bool) else None


# Labels at the beginning of a line: whose turn it is, where the answer or its sources begin.


class LineLabel(StrEnum):
    """What a label says of the text after it."""

    ANSWER = auto()
    """It is the answer: the label goes, what follows stays."""
    THOUGHT = auto()
    """It is thought aloud; the answer comes under a label of its own."""
    FINAL = auto()
    """It is the answer, and what came before was not."""
    QUESTION = auto()
    """It is what was asked, repeated."""
    TURN = auto()
    """It is another's turn, which the model invents."""
    SOURCES = auto()
    """It is a list of sources."""


_ANSWERS = listed(
    """
    assistant, ai, bot, chatbot, model, answer, the answer, response, reply, final answer,
    final response, a, asistente, assistent, antwort, respuesta, respuesta final,
    endgültige antwort, assistant's answer, ai assistant
    """
)
_THOUGHTS = listed(
    """
    thought, thoughts, thinking, thinking process, my thinking, reasoning, my reasoning, analysis,
    chain of thought, step-by-step reasoning, überlegung, überlegungen, gedankengang, begründung,
    razonamiento, pensamiento, análisis
    """
)
_FINALS = frozenset(["final answer", "final response", "respuesta final", "endgültige antwort"])
_QUESTIONS = listed(
    """
    user, human, question, q, frage, pregunta, benutzer, nutzer, usuario, query, user question,
    user query
    """
)
# In the middle of an answer; "Agent" and "Caller" speak in documents, too.
_TURNS = listed(
    """
    user, human, assistant, ai, ai assistant, chatbot, benutzer, nutzer, usuario, asistente,
    assistent
    """
)
# Others only after a blank line.
_TURNS_APART = _TURNS | listed(
    """
    question, q, frage, pregunta, next question, follow-up question, user question, bot
    """
)
# Only as headings, as prompts for training have them.
_TURNS_AS_HEADINGS = frozenset({"instruction", "input"})
_SOURCES = listed(
    """
    source, sources, reference, references, citation, citations, cited passages, passages cited,
    passages used, passages, sources used, sources cited, source documents, source passages,
    works cited, bibliography, footnotes, reference list, quelle, quellen, quellenangaben,
    referenzen, belege, fußnoten, fuente, fuentes, referencias, citas, notas al pie,
    pasajes citados, zitierte passagen
    """
)
_EVERY = tuple(_ANSWERS | _THOUGHTS | _QUESTIONS | _TURNS_APART | _TURNS_AS_HEADINGS | _SOURCES)
_MARKUP = "#*_> \t"
_COLONS = (":", "\uff1a")


def label_of(
    line: str, *, first: bool, apart: bool, ended: bool, thinking: bool = False
) -> LineLabel | bool | None:
    """Read the label that a line begins with, by what is there of it so far.

    Returns None where it has none, and True where more text decides. `first` tells that nothing of
    the answer came before, `apart` that a blank line stands before; `ended` that the line is whole;
    `thinking` that what came before is thought, as its own label says.
    """
    core = line.lstrip(_MARKUP)
    named = core[: -len(_COLONS[0])] if core.endswith(_COLONS) else ""
    bare = ended and not named
    if named or bare:
        name = (named or core).strip(_MARKUP).casefold()
        found = _label(name, first=first, apart=apart)
        if thinking and name in _ANSWERS:
            return LineLabel.FINAL
        if not found and line.startswith("#") and name in _TURNS_AS_HEADINGS:
            found = LineLabel.TURN if not first else None
        # Without a colon only a heading or a line of one word says so.
        return found if named or found is LineLabel.SOURCES or line[:1] in "#*" else None
    begun = core.rstrip("*_ \t").casefold()
    return True if any(each.startswith(begun) for each in _EVERY) else None


def sources_label(begun: str) -> bool | None:
    """Tell whether a sentence is the label of a list of sources; None: more text decides."""
    if begun.endswith(_COLONS):
        return begun[:-1].casefold() in _SOURCES
    return None if any(each.startswith(begun.casefold()) for each in _SOURCES) else False


def _label(name: str, *, first: bool, apart: bool) -> LineLabel | None:
    if first:
        if name in _ANSWERS:
            return LineLabel.ANSWER
        if name in _THOUGHTS:
            return LineLabel.THOUGHT
        return LineLabel.QUESTION if name in _QUESTIONS else None
    if name in _FINALS:
        return LineLabel.FINAL
    if name in _SOURCES:
        return LineLabel.SOURCES
    return LineLabel.TURN if name in (_TURNS_APART if apart else _TURNS) else None


# A list of sources that a model adds below its answer, which has its own.


_BULLETS = "-*+\u2022\u2013"
_OPENING = "[(\u3010^<"
_QUOTES = "\"'\u201c\u201e\u00ab"
_LONGEST = 4_000


class References:
    """Reads the list behind its label, line by line, until there is text again.

    `markers` are those of the list, where the answer itself has none.
    """

    def __init__(self, *, cited: bool = False) -> None:
        self._cited = cited
        self._line = ""
        self._lines = 0
        self._markers = ""

    @property
    def markers(self) -> str:
        """The markers that the answer needs of the list: "[1][3]"."""
        return "" if self._cited else self._markers

    def feed(self, character: str) -> str:
        """Take a character in; return the text after the list, once there is any."""
        if character != "\n" and len(self._line) < _LONGEST:
            self._line += character
            return ""
        text = self.flush()
        return f"{text}{character}" if text else ""

    def flush(self) -> str:
        """End a line; return it if it is none of the list."""
        line, self._line = self._line, ""
        self._lines += 1
        if self._lines > 1 and not _is_entry(line):
            return line
        self._markers += _markers_in(line)
        return ""


def _is_entry(line: str) -> bool:
    text = line.strip().lstrip("*_")
    if not text:
        return True
    first = text[0]
    return first in _BULLETS or first in _OPENING or first in _QUOTES or first.isdigit()


def _markers_in(line: str) -> str:
    """Return what a line cites, as markers."""
    whole = cited_numbers(line)
    if whole is None:
        pieces = (piece.partition("]")[0] for piece in line.split("[")[1:])
        whole = [number for piece in pieces for number in cited_numbers(piece) or ()]
    return "".join(f"[{number}]" for number in dict.fromkeys(whole))
