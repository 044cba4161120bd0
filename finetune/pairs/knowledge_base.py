"""Pairs from a knowledge base, by what is there: a language model, headings, rated questions."""

from __future__ import annotations

from collections.abc import Container, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from app.database.engine import FILE_NAME, open_database
from app.database.feedback import Feedback, FeedbackStore, Rating
from app.identifiers.masking import Mask, MaskedChatModel
from app.llm.chat import ChatModel
from app.pipeline.building import chat_model, masks
from evals.benchmarks.drafted_questions import QuestionDraft, from_headings
from finetune.pairs.pair import Pair, PooledPassage
from finetune.pairs.progress import CountingBar
from finetune.pairs.questions import drafted, drafts_path
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage
from knowledge.opening.stores import open_store
from knowledge.settings.models import LlmSettings, MaskingSettings
from knowledge.settings.parts import DatabaseSettings
from knowledge.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class KnowledgeBasePairs:
    """Which knowledge base, how many of its passages, and how they are asked about.

    `at_once` is how many requests the language model gets together; `plain` leaves it out.
    """

    kb: str
    most: int
    out: Path
    at_once: int = 4
    plain: bool = False


def pairs_of_kb(
    settings: Settings, wanted: KnowledgeBasePairs
) -> tuple[list[Pair], list[PooledPassage]]:
    """Return pairs from a knowledge base's passages, and all passages that readers may see.

    Raises:
        InputError: nothing can be asked of what is there.
        GenerationFailed: the language model failed again and again.
    """
    name = wanted.kb or settings.default_kb
    readable = set(settings.auth.reader_groups)
    with closing(open_store(settings.store, settings.data_dir).open(name)) as reader:
        passages = [p for p in reader.all_passages() if readable & set(p.groups)]
    made = _made(settings.llm, settings.masking, spread(passages, wanted.most), wanted)
    made += asked_pairs(
        settings.database, settings.data_dir, name, {passage.id for passage in passages}
    )
    if not made:
        raise InputError(
            f"No pair could be made from the {len(passages)} passages of {name!r} that the groups "
            f"{', '.join(sorted(readable))} may read. Set CITEWELL_LLM_MODEL to have questions "
            "written, or name another knowledge base with --kb."
        )
    return made, [pooled(passage) for passage in passages]


def spread(passages: Sequence[Passage], most: int) -> list[Passage]:
    """Return at most `most` passages, evenly spread over the documents."""
    step = max(1.0, len(passages) / most)
    return [passages[int(place * step)] for place in range(min(most, len(passages)))]


def pooled(passage: Passage) -> PooledPassage:
    """Return a passage as questions are searched among."""
    return PooledPassage(
        passage_id=passage.id, passage=passage.search_text, document=passage.document_key
    )


def _made(
    llm: LlmSettings,
    masking: MaskingSettings,
    passages: Sequence[Passage],
    wanted: KnowledgeBasePairs,
) -> list[Pair]:
    plain = plain_pairs(passages)
    if not llm.model or wanted.plain:
        return plain
    console = Console(stderr=True)
    with CountingBar("Asking", console) as bar:
        written = drafted(
            _model(llm, masking),
            passages,
            drafts_path(wanted.out),
            at_once=wanted.at_once,
            counting=bar,
        )
    if written.failed:
        console.print(f"The language model failed on {written.failed} passages; they are left out.")
    # A document's own questions are real ones; bare headings are only for want of better.
    return [*written.pairs, *(pair for pair in plain if pair.kind == "faq")]


def _model(llm: LlmSettings, masking: MaskingSettings) -> ChatModel:
    model = chat_model(llm)
    return MaskedChatModel(model) if masks(masking, llm) else model


# Pairs without a language model: a document's own questions, headings and titles.


_GRADES = {"faq": 3, "heading": 2, "language model": 3}


def plain_pairs(passages: Sequence[Passage]) -> list[Pair]:
    """Return a pair for each passage that asks or has a heading.

    The heading stands in the text that is embedded, so the passage goes into the pair without
    it: else nothing would be learnt but to find the same words again (Lee et al. 2019,
    https://arxiv.org/abs/1906.00300, leave the sentence out for the same reason).
    """
    drafts = [draft for passage in passages if (draft := from_headings(passage))]
    return [_pair(draft) for draft in drafts]


def _pair(draft: QuestionDraft) -> Pair:
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


# Pairs from past conversations: questions whose answers readers rated well.


def asked_pairs(
    database_settings: DatabaseSettings, data_dir: Path, kb: str, readable: Container[str]
) -> list[Pair]:
    """Return a pair for each passage that a well-rated answer cites and that still is there.

    `readable` holds the ids of the passages that may be used.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    if database_settings.url is None and not (data_dir / FILE_NAME).is_file():
        return []  # no conversation was ever kept; opening would make an empty file
    with closing(open_database(database_settings.url, data_dir)) as database:
        rated = FeedbackStore(database).since(knowledge_base=kb)
    return pairs_of_feedback(rated, readable)


def pairs_of_feedback(rated: Sequence[Feedback], readable: Container[str]) -> list[Pair]:
    """Return the pairs of verdicts that are good, identifiers of people hidden.

    A model can give away what it was trained on.
    """
    return [
        Pair(
            question_id=f"asked-{each.turn_id}",
            question=Mask().hide(each.question),
            passage_id=citation.passage.id,
            passage=citation.passage.search_text,
            document=citation.passage.document_key,
            kind="asked",
            grade=3,
            made_from="rated answers",
        )
        for each in rated
        if each.rating is Rating.UP and each.answer is not None and each.question.strip()
        for citation in each.answer.citations
        if citation.passage.id in readable
    ]
