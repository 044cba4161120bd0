"""An answer while it is being written: what can be shown by now, and what it came to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from app import texts
from app.answers import Answerer
from app.writing.citing import MarkerRewriter
from app.writing.cleaning.marks import NOT_IN_DOCUMENTS
from app.writing.endings import EndedStream, Ending
from app.writing.refusing_prose import refuses
from app.writing.repeating import Repetition
from app.writing.writers import BEGUN_ANEW, AnswerWriter, Material
from knowledge.errors import GenerationFailed
from knowledge.passages import Passage

_STOPS = (".", "!", "?", ":", "\u3002", "\uff01", "\uff1f", "|")
_CLOSING = "\"'\u201d\u2019)]*_` 0123456789["


class Draft:
    """One writer's try at an answer. Iterate `pieces` to the end, then read the rest."""

    def __init__(self, writer: AnswerWriter, material: Material) -> None:
        self._writer = writer
        self._material = material
        self._begin()
        self._retracted = False
        self._ending: Ending | None = None
        self.refused = False

    def _begin(self) -> None:
        self._markers = MarkerRewriter(len(self._material.passages))
        self._shown: list[str] = []
        self._repetition = Repetition()

    @property
    def text(self) -> str:
        """The answer so far, with consecutive markers."""
        return "".join(self._shown).strip()

    @property
    def cited(self) -> tuple[Passage, ...]:
        """The passages that the markers name: `[n]` names `cited[n - 1]`."""
        return tuple(self._material.passages[number - 1] for number in self._markers.order)

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

        Closing it ends the writing. Where the writer begins anew, the rest is not shown before the
        end: pieces can only be added.

        Raises:
            GenerationFailed: the writer failed, wrote nothing, or cited nothing.
        """
        stream = EndedStream(self._writer.write(self._material))
        with closing(stream.pieces):
            for piece in stream.pieces:
                if piece == NOT_IN_DOCUMENTS:
                    self.refused = True
                    return
                if piece == BEGUN_ANEW:
                    self._retracted = self._retracted or bool(self.text)
                    self._begin()
                    continue
                yield self._show(self._markers.feed(piece))
                if self._repeats():
                    self._ending = Ending.REPEATING
                    break
            else:
                yield self._show(self._markers.flush())
                self._ending = stream.ending
        if self._says_nothing():
            self.refused = True
            return
        self._check_usable()

    def _show(self, text: str) -> str:
        if not self._shown:
            text = text.lstrip()
        if text:
            self._shown.append(text)
        # Yielded even when empty: who waits in vain can then stop (app/writing/awaiting.py).
        return "" if self._retracted else text

    def _repeats(self) -> bool:
        """Tell whether a model says the same over and over; all but the first time is taken out."""
        if self._writer.answerer is not Answerer.LANGUAGE_MODEL:
            return False
        once = self._repetition.found_in(self._shown)
        if once is None:
            return False
        self._shown = [once]
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
            raise GenerationFailed(why.get(self._ending or Ending.COMPLETE, why["complete"]))
        if not self._markers.order:
            raise GenerationFailed(texts.NO_ANSWER["uncited"])
