"""An answer while it is being written: what can be shown by now, and what it came to."""

from __future__ import annotations

from collections.abc import Iterator

from app.writing.citing import MarkerRewriter
from app.writing.writers import NOT_IN_DOCUMENTS, AnswerWriter, Material
from knowledge.errors import GenerationFailed
from knowledge.passages import Passage


class Draft:
    """One writer's try at an answer. Iterate `pieces` to the end, then read the rest."""

    def __init__(self, writer: AnswerWriter, material: Material) -> None:
        self._writer = writer
        self._material = material
        self._markers = MarkerRewriter(len(material.passages))
        self._shown: list[str] = []
        self.refused = False

    @property
    def text(self) -> str:
        """The answer so far, with consecutive markers."""
        return "".join(self._shown).strip()

    @property
    def cited(self) -> tuple[Passage, ...]:
        """The passages that the markers name: `[n]` names `cited[n - 1]`."""
        return tuple(self._material.passages[number - 1] for number in self._markers.order)

    def pieces(self) -> Iterator[str]:
        """Yield the text as it may be shown; nothing at all when the writer refuses.

        Closing it ends the writing.

        Raises:
            GenerationFailed: the writer failed, wrote nothing, or cited nothing.
        """
        writing = self._writer.write(self._material)
        try:
            for piece in _after_beginning(writing):
                if piece == NOT_IN_DOCUMENTS:
                    self.refused = True
                    return
                yield from self._show(self._markers.feed(piece))
            yield from self._show(self._markers.flush())
        finally:
            writing.close()
        self._check_usable()

    def _show(self, text: str) -> Iterator[str]:
        if not self._shown:
            text = text.lstrip()
        if text:
            self._shown.append(text)
        # Yielded even when empty: who waits in vain can then stop (app/writing/awaiting.py).
        yield text

    def _check_usable(self) -> None:
        if not self.text:
            raise GenerationFailed("The language model returned an empty answer.")
        if not self._markers.order:
            raise GenerationFailed("The language model's answer cited none of the passages.")


def _after_beginning(pieces: Iterator[str]) -> Iterator[str]:
    """Hold the beginning back until it is clear whether it is a refusal, which stands alone."""
    beginning = ""
    for piece in pieces:
        if not piece:
            yield piece
            continue
        beginning += piece
        text = beginning.lstrip()
        if text.startswith(NOT_IN_DOCUMENTS):
            yield NOT_IN_DOCUMENTS
            return
        if not NOT_IN_DOCUMENTS.startswith(text):
            yield beginning
            yield from pieces
            return
    if beginning:
        yield beginning
