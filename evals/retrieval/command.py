"""The command `citewell eval retrieval`: a benchmark through the product's own search."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from app.domain.conversations import Conversation
from app.pipeline.building import WITH_MODEL, WITHOUT_MODEL, calendar, rewriter
from app.rewriting.legs import LastTurn, Rewriter, Rewritten, history_legs, plain_legs
from evals.benchmarks.benchmark import Benchmark, Ranked, read_json_lines
from evals.benchmarks.folders import read_benchmark
from evals.benchmarks.knowledge_base import kb_benchmark
from evals.retrieval.altered_questions import code_questions, with_changed_subjects, with_slips
from evals.retrieval.cached_queries import CachedQueries, query_identity
from evals.retrieval.ranking import MeasuredLegs, Pipeline, fill, rank
from evals.runs.saved_runs import save_run
from evals.runs.scores import Scores, as_json, latencies, score, write_json, write_trec_run
from evals.runs.tables import scores_table, times_line
from ingest.embedding.cache import EmbeddingCache, embeddings_path
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import InputError
from knowledge.domain.queries import Fusion, Leg
from knowledge.models.catalogue.rerankers import NO_RERANKER
from knowledge.models.reranking import TimedReranking
from knowledge.opening.embedders import open_embedder
from knowledge.opening.rerankers import timed_reranking
from knowledge.opening.stores import open_benchmark_store
from knowledge.search.retriever import USUAL, SearchOptions
from knowledge.settings.models import (
    EmbeddingSettings,
    LlmSettings,
    MaskingSettings,
    RerankerSettings,
)
from knowledge.settings.parts import IngestSettings, SearchSettings
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Reader

_BESIDE_WEIGHT = 0.5
AnswerabilityQuestion = tuple[Conversation, str]

BESIDE: Mapping[str, Callable[[Conversation, str], tuple[Leg, ...]]] = {
    "given": lambda _conversation, _question: (),
    "given+none": lambda _conversation, question: plain_legs(question, weight=_BESIDE_WEIGHT),
    "given+history": lambda conversation, question: history_legs(
        conversation, question, weight=_BESIDE_WEIGHT
    ),
}


@dataclass(frozen=True)
class GivenRewrites:
    """Searches the given rewrite, and beside it (at half the weight) what `beside` names."""

    rewrites: Mapping[AnswerabilityQuestion, str]
    beside: str = "given"

    def plan(self, conversation: Conversation, question: str) -> Rewritten:
        """Return the rewrite's legs; a first question, or one without a rewrite, as it stands."""
        rewrite = self.rewrites.get((conversation, question))
        if not conversation.turns or rewrite is None:
            return LastTurn().plan(conversation, question)
        legs = (*plain_legs(rewrite, name="rewrite"), *BESIDE[self.beside](conversation, question))
        return Rewritten(rewrite, legs, (rewrite, question))


def given_rewrites(name: str, benchmark: Benchmark, folder: Path) -> Rewriter:
    """Return the strategy `given`, `given+none` or `given+history`, with `:FILE` where not there.

    A rewrite file has {"_id", "text"} a line; by default `queries.rewrite.jsonl` in the benchmark's
    folder or in those of its domains.

    Raises:
        InputError: there is no such file, or none of its rewrites is of this benchmark.
    """
    beside, _, file = name.partition(":")
    found = [p for where in ("", "*/") for p in folder.glob(f"{where}queries.rewrite.jsonl")]
    files = [Path(file)] if file else found
    texts = {str(row["_id"]): str(row["text"]) for path in files for row in read_json_lines(path)}
    rewrites = {(q.past, q.text): texts[q.id] for q in benchmark.questions if q.id in texts}
    if not rewrites:
        raise InputError(
            f"There are no rewrites of {benchmark.name!r}: neither a file after 'given:' nor "
            f"queries.rewrite.jsonl in {str(folder)!r} names its questions."
        )
    return GivenRewrites(rewrites, beside)


_RERANKING_MS = 600_000
_EXAMPLES = 8
REWRITINGS = (*WITHOUT_MODEL, "gate", *WITH_MODEL, *BESIDE)


@dataclass(frozen=True, slots=True)
class OpenedBenchmark:
    """A benchmark in the store, and the model that it is searched with.

    `embedder` is that `model`, with the queries' vectors kept on disk.
    """

    benchmark: Benchmark
    readers: Mapping[str, Reader]
    embedder: Embedder
    model: Embedder


def retrieval(  # noqa: PLR0913, PLR0917 - each is an option of the command
    folder: Annotated[
        Path | None,
        typer.Argument(help="A BEIR folder, or conversations as MTRAG's; with --kb, questions."),
    ] = None,
    kb: Annotated[
        str, typer.Option(help="Rank this knowledge base's passages; default: the folder's.")
    ] = "",
    legs: Annotated[list[MeasuredLegs] | None, typer.Option(help="May be repeated.")] = None,
    rewriting: Annotated[
        list[str] | None, typer.Option(help=f"{', '.join(REWRITINGS)} (:FILE); may be repeated.")
    ] = None,
    fusion: Annotated[Fusion, typer.Option(help="How legs are fused.")] = Fusion.SCORES,
    mixed: Annotated[bool, typer.Option(help="Put all corpora into one index.")] = False,
    queries: Annotated[
        str, typer.Option(help="A BEIR folder's query file; default: queries.jsonl, or its like.")
    ] = "",
    reranker: Annotated[
        str, typer.Option(help="Rerank with this model (a name or a folder); default: none.")
    ] = "",
    corrections: Annotated[
        bool, typer.Option(help="Look for misspelt codes and words as the passages spell them.")
    ] = True,
    letter_weight: Annotated[
        float, typer.Option(help="How much having a rare code of the question counts.", min=0)
    ] = USUAL.letter_weight,
    words: Annotated[bool, typer.Option(help="Search words that mean the same, too.")] = True,
    codes: Annotated[
        int, typer.Option(help="Ask for this many codes of the passages instead.", min=0)
    ] = 0,
    slips: Annotated[
        bool, typer.Option("--slips", help="Misspell the rarest long word of each question.")
    ] = False,
    changed_subject: Annotated[
        bool,
        typer.Option("--changed-subject", help="Ask first questions after other conversations."),
    ] = False,
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Save the last run here as well.")
    ] = None,
    trec_out: Annotated[
        Path | None, typer.Option("--trec", help="Save the last run's rankings in TREC's form.")
    ] = None,
) -> None:
    """Rank a benchmark's passages; print measures with 95 % intervals, and the search's time.

    Every run is saved in the data folder's runs/, for citewell eval compare and report.
    """
    settings = Settings()
    benchmark = _benchmark(settings, folder, kb, mixed=mixed, queries=queries)
    benchmark = _asked_otherwise(
        benchmark, codes=codes, slips=slips, changed_subject=changed_subject
    )
    options = SearchOptions(
        corrections=corrections,
        letter_weight=letter_weight,
        added_words=USUAL.added_words if words else 0.0,
        added_text=USUAL.added_text if words else 0.0,
    )
    with opened_benchmark(
        settings.embedding, settings.ingest, settings.data_dir, benchmark
    ) as opened:
        reranking = patient_reranking(settings.reranker, settings.data_dir, reranker)
        named = [
            (
                name,
                rewriter_named(
                    name,
                    settings.llm,
                    settings.masking,
                    settings.search,
                    benchmark,
                    folder or Path(),
                    embedder=opened.embedder,
                ),
            )
            for name in rewriting or ["history"]
        ]
        for name, chosen in named:
            for kind in legs or [MeasuredLegs.HYBRID]:
                pipeline = Pipeline(
                    name, chosen, kind, fusion, reranking=reranking, options=options
                )
                ranked = rank(benchmark, opened.readers, opened.embedder, pipeline)
                scores = score(ranked)
                described = _described(opened, pipeline)
                described |= {
                    "folder": str(folder or ""),
                    "kb": kb,
                    "queries": queries,
                    "mixed": mixed,
                }
                described |= {
                    "reranker": reranker,
                    "slips": slips,
                    "codes": codes,
                    "changed_subject": changed_subject,
                    **asdict(options),
                }
                run = as_json(described, ranked, scores)
                _tell(settings.data_dir, benchmark, pipeline, ranked, scores, run)
                if json_out:
                    write_json(json_out, run)
                if trec_out:
                    write_trec_run(trec_out, ranked, f"citewell-{kind}-{name}")


def _benchmark(
    settings: Settings, folder: Path | None, kb: str, *, mixed: bool, queries: str
) -> Benchmark:
    if kb:
        return kb_benchmark(
            settings.auth,
            settings.store,
            settings.data_dir,
            kb,
            folder,
            calendar(settings.time_zone)(),
        )
    if folder is None:
        raise InputError("Name a benchmark's folder, or a knowledge base with --kb.")
    return read_benchmark(folder, mixed=mixed, queries=queries)


def _asked_otherwise(
    benchmark: Benchmark, *, codes: int, slips: bool, changed_subject: bool
) -> Benchmark:
    if codes:
        passages = [each for corpus in benchmark.corpora.values() for each in corpus]
        benchmark = code_questions(benchmark.name, passages, most=codes)
    if changed_subject:
        benchmark = with_changed_subjects(benchmark)
    return with_slips(benchmark) if slips else benchmark


def rewriter_named(
    name: str,
    llm: LlmSettings,
    masking: MaskingSettings,
    search: SearchSettings,
    benchmark: Benchmark,
    folder: Path,
    *,
    embedder: Embedder | None = None,
) -> Rewriter:
    """Return the rewriting of this name: one of the product's, or rewrites given in a file.

    Raises:
        InputError: there is none (names those there are), or no file of rewrites.
        ConfigurationError: it needs a language model and none is configured, or a gate for
            the embedding model and there is none.
    """
    if name.partition(":")[0] in BESIDE:
        return given_rewrites(name, benchmark, folder)
    if name not in REWRITINGS:
        raise InputError(f"There is no rewriting {name!r}; there are {', '.join(REWRITINGS)}.")
    return rewriter(llm, masking, search, name, embedder=embedder)


def patient_reranking(
    reranker: RerankerSettings, data_dir: Path, name: str
) -> TimedReranking | None:
    """Return the reranker of this name, with time enough: a figure must not be one of time-outs."""
    patient = {"name": name or NO_RERANKER, "budget_ms": _RERANKING_MS}
    return timed_reranking(reranker.model_copy(update=patient), data_dir)


@contextmanager
def opened_benchmark(
    embedding: EmbeddingSettings, ingest: IngestSettings, data_dir: Path, benchmark: Benchmark
) -> Iterator[OpenedBenchmark]:
    """Fill the benchmark's knowledge bases where they are not yet, and open them."""
    embedder = open_embedder(embedding, data_dir)
    console = Console(stderr=True)
    path = embeddings_path(data_dir)
    with ExitStack() as stack:
        cache = stack.enter_context(EmbeddingCache(path, embedder.identity))
        query_cache = stack.enter_context(EmbeddingCache(path, query_identity(embedder.identity)))
        with Progress(console=console, disable=not console.is_terminal) as bar:
            task = bar.add_task(f"Embedding {benchmark.name}")
            readers = fill(
                open_benchmark_store(data_dir),
                benchmark,
                embedder,
                cache,
                lambda done, total: bar.update(task, completed=done, total=total),
                bm25_language=ingest.bm25_language,
            )
        for reader in readers.values():
            stack.enter_context(closing(reader))
        queries = CachedQueries(embedder, query_cache)
        yield OpenedBenchmark(benchmark, readers, queries, embedder)


def _described(opened: OpenedBenchmark, pipeline: Pipeline) -> dict[str, object]:
    identity = opened.embedder.identity
    return {
        "benchmark": opened.benchmark.name,
        "embedding_model": identity.name,
        "revision": identity.revision,
        "dimension": identity.dimension,
        "rewriting": pipeline.name,
        "legs": str(pipeline.legs),
        "fusion": str(pipeline.fusion),
        "depth": pipeline.depth,
        "variant": pipeline.variant,
        "bm25_language": next(iter(opened.readers.values())).manifest.bm25_language,
    }


def _tell(
    data_dir: Path,
    benchmark: Benchmark,
    pipeline: Pipeline,
    ranked: list[Ranked],
    scores: Scores,
    run: Mapping[str, object],
) -> None:
    title = f"{benchmark.name} {pipeline.legs} {pipeline.name} {pipeline.variant}".strip()
    Console().print(scores_table(title, scores))
    typer.echo(times_line(latencies(ranked)))
    if changed := [each for each in ranked if each.corrections]:
        typer.echo(f"Misspelt in {len(changed)} of {len(ranked)} questions: {_examples(changed)}")
    path = save_run(data_dir / "runs", run, title=title)
    typer.echo(f"Saved as {path.stem}.")


def _examples(changed: list[Ranked]) -> str:
    pairs = [pair for each in changed for pair in each.corrections][:_EXAMPLES]
    return ", ".join(f"{typed} for {right}" for typed, right in pairs) + "."
