"""Whether a question is answered, and what comes instead where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.answerability.asking_back import is_brief, is_open, sections_to_choose
from app.answerability.evidence import Answerability, AnswerabilityClassifier
from app.answerability.left_out import LeftOutWord, left_out_words
from app.answerability.missing import named_codes
from app.domain.answers import Outcome
from knowledge.domain.queries import Hit, Query
from knowledge.lexical.languages import language_of
from knowledge.models.catalogue.embedders import entry_named
from knowledge.search.retriever import Retriever

_LANGUAGES = (
    *("english", "spanish", "german", "french", "portuguese", "italian", "dutch"),
    *("japanese", "chinese", "arabic", "russian", "greek"),
)
_READ = 3


class Gate:
    """Judges what was found for a question, and looks up what it lacks."""

    def __init__(self, retriever: Retriever, classifier: AnswerabilityClassifier) -> None:
        self._retriever = retriever
        self._classifier = classifier
        entry = entry_named(retriever.embedder.identity.name)
        self._one_language = entry is not None and entry.english
        self._counted = (-1, 0)

    def judge(
        self, question: str, query: Query, hits: Sequence[Hit], *, first: bool
    ) -> Answerability:
        """Judge the hits, best first, of a query made from a question and its conversation.

        `first` tells that nothing was asked before. A code that no passage holds is not answered
        with another one's passage.
        """
        if hits and is_open(question, first=first):
            choices = sections_to_choose(question, hits)
            return Answerability(
                0.0, enough=False, features={}, instead=Outcome.ASKED_BACK, choices=choices
            )
        missing = self._retriever.missing_codes(named_codes(question), query.filters)
        left_out = left_out_words(question, query.filters, self._retriever) if hits else ()
        judged = self._classifier.judge(question, query, hits, left_out, passages=self._passages())
        if missing and hits:
            return replace(judged, enough=False, instead=Outcome.NEAREST, missing=missing)
        if judged.enough:
            return judged
        if not self._one_language and _in_another_language(question, hits):
            # Words tell nothing there, and vectors alone too little to refuse by: it is answered,
            # and its low score shown.
            return replace(judged, enough=True)
        missing = _lacking(left_out)
        near = judged.instead is Outcome.NEAREST
        if near and not missing and is_brief(question, first=first):
            choices = sections_to_choose(question, hits)
            return replace(judged, instead=Outcome.ASKED_BACK, choices=choices)
        return replace(judged, missing=missing)

    def _passages(self) -> int:
        """Return how many passages there are, counted once for each state of the base."""
        generation = self._retriever.reader.generation
        if self._counted[0] != generation:
            self._counted = (generation, self._retriever.reader.count())
        return self._counted[1]


def _in_another_language(question: str, hits: Sequence[Hit]) -> bool:
    asked = language_of(question, _LANGUAGES)
    said = language_of(" ".join(hit.passage.text for hit in hits[:_READ]), _LANGUAGES)
    return asked is not None and said is not None and asked != said


def _lacking(left_out: Sequence[LeftOutWord]) -> tuple[str, ...]:
    """Return the word that no passage has and that the documents lack most, if there is one."""
    return tuple(each.word for each in left_out if not each.held and each.lack > 0)[:1]
