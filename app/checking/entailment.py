"""Sentences read beside their passages by an entailment model."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from app import texts
from app.answers import Sentence
from app.checking.second_reading import carried, doubted, refuted
from knowledge.entailing import Entailing
from knowledge.passages import Passage

_SURE = 0.5


class EntailmentReader:
    """Asks of each cited passage whether the sentence follows from it."""

    def __init__(self, model: Entailing) -> None:
        self._model = model

    def reread(
        self, sentences: Sequence[Sentence], passages: Sequence[Passage]
    ) -> Generator[str, None, tuple[Sentence, ...]]:
        """Return the sentences, judged anew; those that cite nothing stay as they are."""
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
