"""Sentences verified by an NLI model."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from app.domain.answers import Sentence
from app.grounding.verification import carried, doubted, refuted
from app.i18n import texts
from knowledge.domain.passages import Passage
from knowledge.opening.entailment import NliModel

_SURE = 0.5


class NliVerifier:
    """Asks of each cited passage whether the sentence follows from it."""

    def __init__(self, model: NliModel) -> None:
        self._model = model

    def verify(
        self, sentences: Sequence[Sentence], passages: Sequence[Passage]
    ) -> Generator[str, None, tuple[Sentence, ...]]:
        """Return the sentences, judged again; those that cite nothing stay as they are."""
        yield from ()
        asked = [
            (place, passages[marker - 1].text)
            for place, sentence in enumerate(sentences)
            for marker in sentence.markers
        ]
        judged = self._model.judge([(given, sentences[place].text) for place, given in asked])
        result = list(sentences)
        for place in dict.fromkeys(place for place, _ in asked):
            mine = [j for (at, _), j in zip(asked, judged, strict=True) if at == place]
            if max(each.follows for each in mine) >= _SURE:
                result[place] = carried(sentences[place])
            elif max(each.contradicted for each in mine) >= _SURE:
                result[place] = refuted(sentences[place], texts.REASON_CONTRADICTED)
            else:
                result[place] = doubted(sentences[place], texts.REASON_NOT_ENTAILED)
        return tuple(result)
