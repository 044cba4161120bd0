"""A knowledge base of one's own as a benchmark: its passages, and questions that they answer."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from evals.benchmarks.benchmark import Benchmark, BenchmarkPassage, BenchmarkQuestion
from evals.benchmarks.drafted_questions import draft_questions, from_headings
from evals.benchmarks.labelled_questions import LabelledQuestion, read_labelled_questions
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage
from knowledge.domain.versions import not_in_force
from knowledge.opening.stores import open_store
from knowledge.settings.parts import AuthSettings, StoreSettings
from knowledge.store.protocol import Reader

_MOST_DRAFTS = 200


def kb_benchmark(
    auth: AuthSettings,
    store: StoreSettings,
    data_dir: Path,
    name: str,
    questions: Path | None,
    today: date,
) -> Benchmark:
    """Return what the reader's groups may read today, with the questions of a file.

    With no file, questions are drafted from headings and question-and-answer pairs. They share the
    passages' words, so they flatter every model, and the more so those that match words.

    Raises:
        InputError: no question is answered by a passage.
        KnowledgeBaseMissing: there is no such knowledge base.
    """
    with closing(open_store(store, data_dir).open(name)) as reader:
        passages = _readable(reader, frozenset(auth.reader_groups), today)
    labelled = _drafted(passages) if questions is None else read_labelled_questions(questions)
    judged = tuple(q for each in labelled if (q := _question(each, passages)).relevant)
    if not judged:
        raise InputError(
            f"None of the {len(labelled)} questions is answered by one of the {len(passages)} "
            f"passages of {name!r} that may be read today. Give others with --questions."
        )
    corpus = tuple(BenchmarkPassage(p.id, "", p.search_text, p.document_id) for p in passages)
    return Benchmark(name, {"": corpus}, judged)


def _readable(reader: Reader, groups: frozenset[str], today: date) -> list[Passage]:
    gone = set(not_in_force(reader.documents(), today))
    return [
        passage
        for passage in reader.all_passages()
        if groups & set(passage.groups)
        and passage.document_id not in gone
        and (passage.effective_from is None or passage.effective_from <= today)
        and (passage.effective_to is None or today <= passage.effective_to)
    ]


def _drafted(passages: Sequence[Passage]) -> list[LabelledQuestion]:
    drafts = draft_questions(passages, from_headings, most=_MOST_DRAFTS)
    return [
        LabelledQuestion.model_validate(draft.as_line(number))
        for number, draft in enumerate(drafts, start=1)
    ]


def _question(labelled: LabelledQuestion, passages: Sequence[Passage]) -> BenchmarkQuestion:
    return BenchmarkQuestion(
        id=labelled.id,
        text=labelled.question,
        relevant={p.id: 1 for p in passages if labelled.rank_in([p]) is not None},
        past=labelled.past(),
        labels={
            "conversation": labelled.conversation or labelled.id,
            "turn": "later" if labelled.is_follow_up else "first",
        },
    )
