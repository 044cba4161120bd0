"""Pairs from a knowledge base, by what is there: a language model, headings, rated questions."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from app.building import chat_model, masks
from app.writing.chatting import ChatModel
from app.writing.masking import MaskedChatModel
from finetune.counting import CountingBar
from finetune.pairing.asked import asked_pairs
from finetune.pairing.drafted_questions import drafted, drafts_path
from finetune.pairing.pairs import Pair, PooledPassage
from finetune.pairing.plain_pairs import plain_pairs
from knowledge.errors import InputError
from knowledge.passages import Passage
from knowledge.settings import Settings
from knowledge.stores import open_store


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
    readable = set(settings.reader_groups)
    with closing(open_store(settings).open(name)) as reader:
        passages = [p for p in reader.all_passages() if readable & set(p.groups)]
    made = _made(settings, spread(passages, wanted.most), wanted)
    made += asked_pairs(settings, name, {passage.id for passage in passages})
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
    settings: Settings, passages: Sequence[Passage], wanted: KnowledgeBasePairs
) -> list[Pair]:
    plain = plain_pairs(passages)
    if not settings.llm_model or wanted.plain:
        return plain
    console = Console(stderr=True)
    with CountingBar("Asking", console) as bar:
        written = drafted(
            _model(settings),
            passages,
            drafts_path(wanted.out),
            at_once=wanted.at_once,
            counting=bar,
        )
    if written.failed:
        console.print(f"The language model failed on {written.failed} passages; they are left out.")
    # A document's own questions are real ones; bare headings are only for want of better.
    return [*written.pairs, *(pair for pair in plain if pair.kind == "faq")]


def _model(settings: Settings) -> ChatModel:
    model = chat_model(settings)
    return MaskedChatModel(model) if masks(settings, settings.llm_base_url) else model
