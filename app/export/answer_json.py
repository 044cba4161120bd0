"""The machine-readable face of an answer: docs/schemas/answer.schema.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from app.domain.answers import Answer, Citation, SearchOutcome
from knowledge.domain.queries import Expansion, Hit, LegKind

SCHEMA_VERSION = 1

Json = Mapping[str, object]


def answer_json(answer: Answer, *, knowledge_base: str, query_texts: tuple[str, ...] = ()) -> str:
    """Return the answer as indented JSON; the texts searched for are read off it unless given."""
    content = answer_content(answer, knowledge_base=knowledge_base, query_texts=query_texts)
    return json.dumps(content, ensure_ascii=False, indent=2)


def answer_content(
    answer: Answer, *, knowledge_base: str, query_texts: tuple[str, ...] = ()
) -> Json:
    """Return what the answer's JSON holds."""
    found = answer.found
    as_of = found.query.filters.as_of
    return {
        "schema_version": SCHEMA_VERSION,
        "question": found.question,
        "knowledge_base": knowledge_base,
        "as_of": _day(as_of),
        "query_texts": list(query_texts or searched_texts(found)),
        "edited": found.edited,
        "named_day": _named_day(found),
        "legs": [_leg(found, index) for index in range(len(found.query.legs))],
        "added": [_added(each) for each in found.query.added],
        "answer": answer.text,
        "outcome": answer.outcome.value,
        "refused": answer.refused,
        "answerer": answer.answerer.value,
        "stopped": answer.stopped,
        "evidence": round(found.evidence, 4),
        "sentences": [
            {
                "text": sentence.text,
                "markers": list(sentence.markers),
                "support": sentence.support.value,
                "reason": sentence.reason,
            }
            for sentence in answer.sentences
        ],
        "sources": [_source(citation) for citation in answer.citations],
        "found": [_hit(hit) for hit in found.hits],
        "nearest": [
            {
                "document_key": record.metadata.key,
                "title": record.title,
                "version": record.metadata.version,
                "source": record.source,
            }
            for record in answer.nearest
        ],
        "notes": [*found.notes, *answer.notes],
        "choices": [
            {"label": choice.label, "question": choice.question} for choice in answer.choices
        ],
        "milliseconds": {
            stage: round(spent, 2)
            for stage, spent in (answer.milliseconds or found.milliseconds).items()
        },
    }


def search_content(found: SearchOutcome) -> Json:
    """Return what a search found, as an answer's JSON has it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "question": found.question,
        "as_of": _day(found.query.filters.as_of),
        "query_texts": list(searched_texts(found)),
        "evidence": round(found.evidence, 4),
        "found": [{**_hit(hit), "text": hit.passage.text} for hit in found.hits],
        "notes": list(found.notes),
    }


def searched_texts(found: SearchOutcome) -> tuple[str, ...]:
    """Return the heaviest text of each dense leg: what was searched for, in a few words."""
    heaviest = (
        max(leg.parts, key=lambda part: part[1])[0]
        for leg in found.query.legs
        if leg.kind is LegKind.DENSE and leg.parts
    )
    return tuple(dict.fromkeys(heaviest))


def _named_day(found: SearchOutcome) -> Json | None:
    named = found.named
    if named is None:
        return None
    return {
        "day": named.day.isoformat(),
        "words": named.words,
        "taken": named.taken,
        "earlier": named.earlier,
    }


def _leg(found: SearchOutcome, index: int) -> Json:
    leg = found.query.legs[index]
    return {
        "kind": leg.kind.value,
        "name": leg.name,
        "weight": leg.weight,
        "parts": [{"text": text, "weight": weight} for text, weight in leg.parts],
    }


def _added(added: Expansion) -> Json:
    return {
        "said": added.said,
        "term": added.term,
        "weight": round(added.weight, 4),
        "origin": added.origin.value,
        "document_id": added.source,
    }


def _source(citation: Citation) -> Json:
    passage = citation.passage
    return {
        "marker": citation.marker,
        "passage_id": passage.id,
        "document_id": passage.document_id,
        "document_key": passage.document_key,
        "title": passage.title,
        "section": " > ".join(passage.headings),
        "first_page": passage.first_page,
        "last_page": passage.last_page,
        "place": passage.place,
        "version": passage.version,
        "effective_from": _day(passage.effective_from),
        "effective_to": _day(passage.effective_to),
        "source": passage.source,
        "source_url": passage.source_url,
        "text": passage.text,
        "quote": citation.quote,
    }


def _hit(hit: Hit) -> Json:
    passage = hit.passage
    return {
        "passage_id": passage.id,
        "document_key": passage.document_key,
        "title": passage.title,
        "section": " > ".join(passage.headings),
        "first_page": passage.first_page,
        "last_page": passage.last_page,
        "version": passage.version,
        "score": round(hit.score, 6),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
