"""Measures a model on notes: next-note recall, labels, survival; one model or before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from finetune.notes.downstream import Figure, label_auroc, survival_concordance
from finetune.notes.evaluation import NextNoteScores, score_next_notes
from finetune.notes.labels import Label, Waiting, foretold, stated, waiting_for
from finetune.notes.pairs import Mask, Split, Step, masked_notes, steps_of
from finetune.notes.records import Note
from knowledge.embedding import Embedder
from knowledge.passages import FloatRows

Noted = tuple[Note, bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is measured besides recall: labels, and an event that is waited for."""

    labels: tuple[Label, ...] = ()
    event: Label | None = None
    at_note: int = 0
    until: Mapping[str, datetime] = field(default_factory=dict)
    happened: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoteEvidence:
    """What one model's frozen vectors achieve on persons that no model was trained on."""

    next_notes: NextNoteScores
    labels: Mapping[str, Figure | None]
    """Whether the note says so itself; None where there are too few cases."""
    foretold: Mapping[str, Figure | None]
    """Whether a later note says so."""
    survival: Figure | None


class NotesInQuestion:
    """Masked notes with their split, and the test's cases: made once, for every model the same."""

    def __init__(self, notes: Sequence[Note], split: Split, mask: Mask, asked: Asked) -> None:
        """Mask the notes; labels are read off what is left, which is all that a model sees."""
        self.split = split
        self.asked = asked
        self.masked = masked_notes(notes, mask)
        self.steps: tuple[Step, ...] = steps_of(self.masked, split.test)
        self._train = {p: self.masked[p] for p in sorted(split.train) if p in self.masked}
        self._test = {p: self.masked[p] for p in sorted(split.test) if p in self.masked}

    def texts(self) -> list[str]:
        """Return every text once, as the model is to embed it."""
        return sorted({note.text for theirs in self.masked.values() for note in theirs})

    def vectors(self, embedder: Embedder) -> dict[str, FloatRows]:
        """Return the model's vector of every text."""
        texts = self.texts()
        return dict(zip(texts, embedder.embed_passages(texts), strict=True))

    def measure(self, rows: Mapping[str, FloatRows]) -> NoteEvidence:
        """Return all figures of one model."""
        labels = self.asked.labels
        return NoteEvidence(
            next_notes=score_next_notes(self.steps, self.masked, rows),
            labels={
                each.name: label_auroc(stated(each, self._train), stated(each, self._test), rows)
                for each in labels
            },
            foretold={
                each.name: label_auroc(
                    foretold(each, self._train), foretold(each, self._test), rows
                )
                for each in labels
            },
            survival=survival_concordance(*self._waiting(), rows) if self.asked.event else None,
        )

    def _waiting(self) -> tuple[tuple[Waiting, ...], tuple[Waiting, ...]]:
        event = self.asked.event
        assert event is not None, "only asked where there is an event"
        train, test = (
            waiting_for(
                event,
                part,
                at_note=self.asked.at_note,
                until=self.asked.until,
                happened=self.asked.happened,
            )
            for part in (self._train, self._test)
        )
        return train, test
