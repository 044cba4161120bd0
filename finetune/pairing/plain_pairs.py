"""Pairs without a language model: a document's own questions, headings and titles."""

from __future__ import annotations

from collections.abc import Sequence

from evals.drafting_questions import Draft, from_headings
from finetune.pairing.pairs import Pair
from knowledge.passages import Passage

_GRADES = {"faq": 3, "heading": 2, "language model": 3}


def plain_pairs(passages: Sequence[Passage]) -> list[Pair]:
    """Return a pair for each passage that asks or has a heading.

    The heading stands in the text that is embedded, so the passage goes into the pair without
    it: else nothing would be learnt but to find the same words again (Lee et al. 2019,
    https://arxiv.org/abs/1906.00300, leave the sentence out for the same reason).
    """
    drafts = [draft for passage in passages if (draft := from_headings(passage))]
    return [_pair(draft) for draft in drafts]


def _pair(draft: Draft) -> Pair:
    passage = draft.passage
    return Pair(
        question_id=f"{draft.made_from}-{passage.id}",
        question=draft.question,
        passage_id=passage.id,
        passage=_without(passage.text, draft.question),
        document=passage.document_key,
        kind=draft.made_from,
        grade=_GRADES[draft.made_from],
        made_from="the documents",
    )


def _without(text: str, question: str) -> str:
    rest = text.replace(question, " ").strip()
    return rest or text
