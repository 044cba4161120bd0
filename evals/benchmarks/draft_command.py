"""The command `citewell eval make`: drafts labelled questions from a knowledge base."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from app.identifiers.masking import MaskedChatModel
from app.llm.chat import ChatModel
from app.pipeline.building import chat_model, masks
from evals.benchmarks.drafted_questions import (
    Drafting,
    by_language_model,
    draft_questions,
    from_headings,
)
from knowledge.domain.errors import InputError
from knowledge.opening.stores import open_store
from knowledge.settings.models import LlmSettings, MaskingSettings
from knowledge.settings.settings import Settings


def make(
    out: Annotated[Path, typer.Option(help="The JSONL file to write; it must not be there yet.")],
    kb: Annotated[str, typer.Option(help="The knowledge base; default: CITEWELL_DEFAULT_KB.")] = "",
    most: Annotated[int, typer.Option(min=1, help="Questions at most.")] = 50,
) -> None:
    """Draft questions from a knowledge base, in the form of sample/questions.jsonl.

    With a language model configured it words them; with none, headings and question-and-answer
    pairs are taken. Correct them before you measure with citewell eval questions.
    """
    settings = Settings()
    if out.exists():
        raise InputError(f"{str(out)!r} exists, and may hold your corrections. Name another file.")
    readable = set(settings.auth.reader_groups)
    with closing(
        open_store(settings.store, settings.data_dir).open(kb or settings.default_kb)
    ) as reader:
        passages = [p for p in reader.all_passages() if readable & set(p.groups)]
    drafts = draft_questions(passages, _drafting(settings.llm, settings.masking), most=most)
    if not drafts:
        raise InputError(
            f"No question could be drafted from the {len(passages)} passages that the groups "
            f"{', '.join(sorted(readable))} may read."
        )
    lines = [draft.as_line(number) for number, draft in enumerate(drafts, start=1)]
    out.write_text(
        "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), encoding="utf-8"
    )
    kinds = Counter(draft.made_from for draft in drafts)
    made = ", ".join(f"{number} from {kind}" for kind, number in kinds.most_common())
    typer.echo(f"Wrote {len(drafts)} drafts to {out}: {made}. Correct them before you measure.")


def _drafting(llm: LlmSettings, masking: MaskingSettings) -> Drafting:
    if not llm.model:
        return from_headings
    model: ChatModel = chat_model(llm)
    if masks(masking, llm):
        model = MaskedChatModel(model)
    return by_language_model(model)
