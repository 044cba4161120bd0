"""An answer while it is being written: what can be shown by now, and what it came to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from app.domain.answers import Answerer, SearchOutcome
from app.i18n import texts
from app.language.words import listed, words
from app.llm.chat import EndedStream, Ending
from app.writing.cleaning.marks import NOT_IN_DOCUMENTS
from app.writing.context import BEGUN_ANEW, AnswerContext, AnswerWriter, Note
from app.writing.prompting import repeats_the_rules
from app.writing.straying import Straying
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import GenerationFailed
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Hit

# A refusal in a model's own words: "The passages do not contain information about this.".


_SOURCES = listed(
    """
    passage, passages, document, documents, source, sources, context, text, information, details,
    passagen, dokument, dokumente, dokumenten, quelle, quellen, auszüge, informationen, angaben,
    pasaje, pasajes, documento, documentos, fuente, fuentes, información, textos, texto
    """
)
_NOT = listed(
    """
    not, no, don't, doesn't, didn't, cannot, can't, couldn't, isn't, aren't, without, neither,
    unable, nicht, kein, keine, keinen, keiner, nichts, no, ningún, ninguna, ninguno, nada
    """
)
_SAYING = listed(
    """
    contain, contains, contained, mention, mentions, mentioned, say, says, provide, provides,
    provided, include, includes, cover, covers, address, addresses, specify, specifies, state,
    states, find, answer, answers, describe, describes, available, discuss, discusses, enthalten,
    enthält, erwähnen, erwähnt, sagen, sagt, nennen, nennt, finden, beantworten, beschreiben,
    contienen, contiene, mencionan, menciona, dicen, dice, indican, indica, encuentro, encontrar,
    proporcionan, proporciona, incluyen, incluye, responden, especifican
    """
)
_LONGEST_REFUSAL_WORDS, _FEW_WORDS = 60, 6


def refuses(text: str) -> bool:
    """Tell whether a short text says that the documents do not say it; it is to cite nothing."""
    said = words(text)
    if len(said) <= _FEW_WORDS and all(any(w in kind for w in said) for kind in (_SOURCES, _NOT)):
        return True  # "Not in the documents."
    return len(said) <= _LONGEST_REFUSAL_WORDS and all(
        any(word in kind for word in said) for kind in (_SOURCES, _NOT, _SAYING)
    )


# What is said when the documents do not carry an answer.


_NEAREST = 3


def none_in_force(found: SearchOutcome) -> str:
    """Say that no document was in force that day, where that is why nothing was found; or ""."""
    filters = found.query.filters
    if found.hits or filters.as_of is None or filters.document_keys or filters.without_passages:
        return ""
    said = texts.NONE_IN_FORCE_FITS if filters.facets else texts.NONE_IN_FORCE
    return said.format(day=texts.day(filters.as_of))


def refusal_text(found: SearchOutcome, nearest: Sequence[DocumentRecord]) -> str:
    """Return the refusal with the nearest documents' titles, as Markdown."""
    if not nearest:
        return f"{texts.REFUSAL} {none_in_force(found)}".strip()
    listed = "\n".join(f"- {record.title}" for record in nearest)
    return f"{texts.REFUSAL}\n\n{texts.REFUSAL_NEAREST}\n\n{listed}"


def nearest_documents(
    hits: Sequence[Hit], records: Sequence[DocumentRecord]
) -> tuple[DocumentRecord, ...]:
    """Return the records of the first few documents among the hits, which the reader may see."""
    by_id = {record.id: record for record in records}
    ids = dict.fromkeys(hit.passage.document_id for hit in hits)
    return tuple(by_id[i] for i in ids if i in by_id)[:_NEAREST]


# Markers in an answer: rewritten while it streams, so that each names a passage that is there.


_MARKER = re.compile(r"[\[\u3010]\^?(\d{1,3}(?:\s*[,;]\s*\^?\d{1,3})*)[\]\u3011]")
# Blanks are read from where they begin, so that a long run of them is read once.
_WITH_BLANKS = re.compile(rf"((?:(?<!\s)\s+)?){_MARKER.pattern}(\(?)")
_AFTER_BLANKS = re.compile(rf"(?:(?<![ \t])[ \t]+)?{_MARKER.pattern}")
# What may still become a marker when more text arrives.
_UNDECIDED = re.compile(r"[\[\u3010][\d\s,;^]{0,24}[\]\u3011]?$")
_LONGEST_UNDECIDED = 28


class MarkerRewriter:
    """Renumbers markers by first use and drops those that name no passage.

    Feed the pieces as they come; each call returns what can be shown by now.
    """

    def __init__(self, passages: int) -> None:
        self._passages = passages
        self._order: list[int] = []
        self._pending = ""

    @property
    def order(self) -> tuple[int, ...]:
        """The old numbers, in the order of the new ones: `order[0]` became 1."""
        return tuple(self._order)

    def feed(self, piece: str) -> str:
        """Take a piece in and return the text that is certain."""
        text = self._pending + piece
        undecided = _UNDECIDED.search(text, max(0, len(text) - _LONGEST_UNDECIDED))
        # A marker that names nothing takes its blank along.
        cut = len(text[: undecided.start() if undecided else len(text)].rstrip())
        self._pending = text[cut:]
        return self._rewrite(text[:cut])

    def flush(self) -> str:
        """Return what was held back, at the end of the text."""
        text, self._pending = self._pending, ""
        return self._rewrite(text).rstrip()

    def _rewrite(self, text: str) -> str:
        return _WITH_BLANKS.sub(self._renumber, text)

    def _renumber(self, match: re.Match[str]) -> str:
        blanks, numbers, link = match.groups()
        wanted = dict.fromkeys(int(number) for number in re.findall(r"\d+", numbers))
        known = [number for number in wanted if 1 <= number <= self._passages]
        for number in known:
            if number not in self._order:
                self._order.append(number)
        markers = "".join(f"[{self._order.index(number) + 1}]" for number in known)
        # "[1](address)" would become a link that the documents never made.
        after = " (" if link else ""
        return f"{blanks}{markers}{after}" if known else after


def without_markers(text: str) -> str:
    """Return the text with its markers, and the blanks before them, taken out."""
    return _AFTER_BLANKS.sub("", text).strip()


def markers_in(text: str) -> tuple[int, ...]:
    """Return the numbers of the text's markers, each once, in order."""
    found = (number for match in _MARKER.finditer(text) for number in match.group(1).split(","))
    return tuple(dict.fromkeys(int(number.strip(" ^;")) for number in found))


# An answer while it is being written: what can be shown by now, and what it came to.


_STOP_AFTER = re.compile(r"[.!?:;,\u3002\uff01\uff1f*_\"'\u201d\u2019)]{0,4}")
_STOPS = (".", "!", "?", ":", "\u3002", "\uff01", "\uff1f", "|")
_CLOSING = "\"'\u201d\u2019)]*_` 0123456789["


# Whether a text with the passages that it cites may be shown; True: there is more to come.
Holds = Callable[[str, Sequence[Passage], bool], bool]
_ENDS = frozenset(".!?:]\n\u3002\uff01\uff1f")


class UnusableDraft(GenerationFailed):
    """A writer wrote what is no answer: without sources, over and over, its own prompt."""


class AnswerDraft:
    """One writer's try at an answer. Iterate `pieces` to the end, then read the rest.

    With `holds` nothing is shown before that says so of the text so far, what it cites, and whether
    more is to come.
    """

    def __init__(
        self, writer: AnswerWriter, context: AnswerContext, holds: Holds | None = None
    ) -> None:
        self._writer = writer
        self._context = context
        self._holds = holds
        self._begin()
        self._retracted = False
        self._ending: Ending | None = None
        self.refused = False
        self.told: tuple[str, ...] = ()
        """What the writer says to the reader beside its answer."""

    @property
    def begun(self) -> bool:
        """Whether any text may have been shown."""
        return self._holds is None and bool(self.text)

    def _begin(self) -> None:
        self._markers = MarkerRewriter(len(self._context.passages))
        self._shown: list[str] = []
        self._straying = Straying(self._context.passages)

    @property
    def text(self) -> str:
        """The answer so far, with consecutive markers."""
        return "".join(self._shown).strip()

    @property
    def cited(self) -> tuple[Passage, ...]:
        """The passages that the markers name: `[n]` names `cited[n - 1]`."""
        return tuple(self._context.passages[number - 1] for number in self._markers.order)

    @property
    def note(self) -> str:
        """How the answer ended, where it is not whole; else empty."""
        return texts.ANSWER_ENDED.get(self._ending or "", "")

    @property
    def cut(self) -> bool:
        """Whether it ends within a sentence: what would have followed may be an exception."""
        return bool(self.note) and not self.text.rstrip(_CLOSING).endswith(_STOPS)

    def pieces(self) -> Iterator[str]:
        """Yield the text as it may be shown; nothing more once the writer refuses.

        Closing it ends the writing. Where the writer starts over, the rest is not shown before the
        end: pieces can only be added.

        Raises:
            GenerationFailed: the writer failed.
            UnusableDraft: it wrote nothing, cited nothing, or went round in circles; it is ended
                as soon as that shows.
        """
        stream = EndedStream(self._writer.write(self._context))
        with closing(stream.pieces):
            for piece in stream.pieces:
                if isinstance(piece, Note):
                    self.told = (*self.told, piece.text)
                    continue
                if piece == NOT_IN_DOCUMENTS:
                    self.refused = True
                    return
                if piece == BEGUN_ANEW:
                    self._retracted = self._retracted or self.begun
                    self._begin()
                    continue
                yield self._show(self._markers.feed(piece))
                if self._strays():
                    break
            else:
                yield self._show(self._markers.flush(), more=False)
                self._ending = stream.ending
        if self._says_nothing():
            self.refused = True
            return
        self._check_usable()

    def _show(self, text: str, *, more: bool = True) -> str:
        if not self._shown:
            text = text.lstrip()
        if text:
            self._shown.append(text)
        # Yielded even when empty: who waits in vain can then stop (app/llm/chat_model.py).
        return "" if self._retracted else self._held(text, more=more)

    def _held(self, text: str, *, more: bool) -> str:
        """Return the text, with all before it once that holds; else nothing."""
        if self._holds is None:
            return text
        if more and not _ENDS.intersection("".join(self._shown[-2:])):
            return ""
        if not (self.cited and self._holds(self.text, self.cited, more)):
            return ""
        self._holds = None
        return "".join(self._shown)

    def _strays(self) -> bool:
        """Tell whether a model's draft leads nowhere; one that cited before is cut there.

        Raises:
            UnusableDraft: nothing of it can be kept.
        """
        if self._writer.answerer is not Answerer.LANGUAGE_MODEL:
            return False
        cited, since = _at_last_marker("".join(self._shown))
        found = self._straying.found_in(self._shown, after_last_marker=since)
        if found is None:
            return False
        if found is not Ending.UNCITED or not cited:
            raise UnusableDraft(texts.NO_ANSWER[found])
        self._shown = [cited]
        self._ending = found
        return True

    def _says_nothing(self) -> bool:
        """Tell whether a model refuses in its own words: it cites nothing and says as much."""
        return (
            self._writer.answerer is Answerer.LANGUAGE_MODEL
            and not self._markers.order
            and refuses(self.text)
        )

    def _check_usable(self) -> None:
        if not self.text:
            why = texts.NO_ANSWER
            raise UnusableDraft(why.get(self._ending or Ending.COMPLETE, why["complete"]))
        if not self._markers.order:
            raise UnusableDraft(texts.NO_ANSWER["uncited"])
        if self._writer.answerer is Answerer.LANGUAGE_MODEL and repeats_the_rules(
            self.text, self._context.passages
        ):
            raise UnusableDraft(texts.NO_ANSWER["echoing"])


def _at_last_marker(text: str) -> tuple[str, str]:
    """Return a text up to its last marker, with the stop after it, and what follows."""
    ends = [marker.end() for marker in _MARKER.finditer(text)]
    if not ends:
        return "", text
    stop = _STOP_AFTER.match(text, ends[-1])
    end = stop.end() if stop else ends[-1]
    return text[:end], text[end:]
