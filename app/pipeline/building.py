"""The Assistant put together from settings: for the page, the command and evaluations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from app.answerability.calibration import Calibration, calibration_path, read_calibration
from app.answerability.evidence import (
    FEATURES,
    AnswerabilityClassifier,
    coefficients_for,
    subject_for,
)
from app.dates.resolution import LocalTime
from app.grounding.entailment import NliVerifier
from app.grounding.verification import JudgeVerifier, SentenceVerifier
from app.i18n import texts
from app.identifiers.masking import MaskedChatModel, PersonFinder
from app.llm.chat import ChatModel
from app.llm.providers import ChatModelSettings, is_masked
from app.pipeline.assistant import ApprovedSource, Assistant
from app.pipeline.search_trials import SingleLegRewriter, TrialLegs
from app.questions.chat import ChattyLines
from app.rewriting.history_weighting import WeightedHistory, read_weighting, weighting_for
from app.rewriting.legs import HistoryMix, JoinedMessages, LastTurn, Rewriter
from app.rewriting.llm_rewriting import DiverseRewrites, StandaloneRewrite
from app.rewriting.remembered import RememberedRewrites
from app.writing.context import AnswerWriter
from app.writing.extractive import ExtractiveWriter
from app.writing.generation import GeneratingWriter
from app.writing.parted import PartedWriter
from app.writing.vector_cache import RememberedQueries
from knowledge.care.curator_records import CuratorRecords
from knowledge.domain.embedding import Embedder
from knowledge.domain.errors import ConfigurationError
from knowledge.lexical.bm25 import Bm25Encoder
from knowledge.lexical.glossary import read_glossary
from knowledge.models.catalogue.rerankers import chosen_reranker
from knowledge.models.reranking import TimedReranking
from knowledge.opening.embedders import open_embedder
from knowledge.opening.entailment import open_nli_model
from knowledge.opening.rerankers import timed_reranking
from knowledge.search.retriever import USUAL, Retriever, SearchOptions
from knowledge.search.widening import NO_WORDS, DeskWords
from knowledge.settings.models import (
    EmbeddingSettings,
    EntailmentSettings,
    LlmSettings,
    MaskingSettings,
    RerankerSettings,
)
from knowledge.settings.part import revealed
from knowledge.settings.parts import AnswerSettings, SearchSettings
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Reader

if TYPE_CHECKING:
    from app.llm.chat_model import LangChainChatModel

# A rewrite is a luxury: past this the reader should not wait for it.
_LONGEST_REWRITE_SECONDS = 10.0
_REWRITE_TOKENS = 120
# The prompt itself cuts to the token; this only says how far sections may grow before it does.
_INSTRUCTION_TOKENS, _MOST_OF_SECTIONS, _CHARACTERS_PER_TOKEN = 1_500, 2 / 3, 3
_QUOTED_FROM_CHARACTERS = 12_000
"""Without a language model nothing limits the text; more of it only brings worse quotations."""
_LARGEST_WINDOW_OF_SECTIONS = 32_000
"""A model of a million tokens need not be sent, and paid for, a whole handbook per question."""

WITHOUT_MODEL: Mapping[str, type[LastTurn | JoinedMessages | HistoryMix]] = {
    "none": LastTurn,
    "concat": JoinedMessages,
    "history": HistoryMix,
}
WITH_MODEL: Mapping[str, type[StandaloneRewrite | DiverseRewrites]] = {
    "standalone": StandaloneRewrite,
    "diverse": DiverseRewrites,
}


def build_retriever(
    reader: Reader,
    embedder: Embedder,
    reranking: TimedReranking | None = None,
    options: SearchOptions = USUAL,
    words: DeskWords = NO_WORDS,
) -> Retriever:
    """Return the search over an open knowledge base.

    Raises:
        KnowledgeBaseMismatch: it was filled with another embedding model.
    """
    terms = Bm25Encoder.of(reader.manifest)
    return Retriever(reader, embedder, terms, reranking=reranking, options=options, words=words)


def desk_words(settings: Settings, knowledge_base: str) -> DeskWords:
    """Return the words of the settings' file and what curators decided, read anew when it changes.

    Raises:
        ConfigurationError: the file cannot be read.
    """
    file = settings.search.glossary
    decided = CuratorRecords(settings.data_dir, knowledge_base).glossary
    return DeskWords(read_glossary(file).rows if file else (), decided.decisions)


def build_assistant(
    settings: Settings,
    reader: Reader,
    embedder: Embedder,
    *,
    today: Callable[[], date] | None = None,
    legs: TrialLegs = TrialLegs.BOTH,
    approved: ApprovedSource | None = None,
) -> Assistant:
    """Return an assistant over an open knowledge base.

    With no language model configured it quotes; with one, it quotes when the model fails.

    Raises:
        ConfigurationError: the language model's, reranker's or time zone's settings do not fit.
        ModelUnavailable: the reranker or the NLI model is not ready.
        KnowledgeBaseMismatch: the knowledge base was filled with another embedding model.
    """
    # One question's texts are planned with, searched and quoted by: embedded once.
    queries = RememberedQueries(embedder)
    planned = rewriter(settings.llm, settings.masking, settings.search, embedder=queries)
    return Assistant(
        build_retriever(
            reader,
            queries,
            timed_reranking(settings.reranker, settings.data_dir),
            search_options(settings.llm, settings.search, settings.answers),
            desk_words(settings, reader.name),
        ),
        SingleLegRewriter(planned, legs) if legs is not TrialLegs.BOTH else planned,
        _answerability(
            settings.reranker, settings.answers, settings.data_dir, reader.name, embedder
        ),
        _writers(settings.llm, settings.fallback, settings.masking, queries),
        today=today or calendar(settings.time_zone),
        passages_in_answer=settings.answers.passages,
        strict=settings.answers.strict,
        sentence_verifiers=_sentence_verifiers(
            settings.entailment, settings.judge, settings.masking
        ),
        day_from_question=settings.answers.day_from_question,
        approved=approved,
        read_manner=ChattyLines(queries).manner_of,
    )


def load_embedder(embedding: EmbeddingSettings, data_dir: Path) -> Embedder:
    """Return the set embedding model, ready for a first question.

    Raises:
        ModelUnavailable: it is unknown, or not ready on this machine.
    """
    embedder = open_embedder(embedding, data_dir)
    # A model's first call sets it up, which the first question need not wait for.
    embedder.embed_queries([texts.WELCOME])
    return embedder


def search_options(
    llm: LlmSettings, search: SearchSettings, answers: AnswerSettings
) -> SearchOptions:
    """Return the search options that the settings ask for."""
    return SearchOptions(
        corrections=search.corrections,
        section_characters=_section_characters(llm, answers),
    )


def calendar(time_zone: str) -> Callable[[], date]:
    """Return what says which day it is in the configured time zone.

    Raises:
        ConfigurationError: there is no time zone of the set name.
    """
    time = LocalTime(time_zone)
    return lambda: time.now().date()


def chat_model(llm: LlmSettings, *, for_rewrites: bool = False) -> LangChainChatModel:
    """Return the configured language model, with shorter limits for rewrites.

    Raises:
        ConfigurationError: OpenAI's own server is meant, but there is no key.
    """
    # A second of imports (LangChain, openai), which nobody without a model should wait for.
    from app.llm.chat_model import LangChainChatModel  # noqa: PLC0415

    timeout = llm.timeout_seconds
    return LangChainChatModel(
        ChatModelSettings(
            model=llm.model,
            base_url=llm.base_url,
            api_key=revealed(llm.api_key),
            timeout_seconds=min(timeout, _LONGEST_REWRITE_SECONDS) if for_rewrites else timeout,
            max_answer_tokens=_REWRITE_TOKENS if for_rewrites else llm.max_answer_tokens,
            # A rewrite is not worth a second wait: the history mix searches without it.
            retries=0 if for_rewrites else llm.retries,
            context_tokens=llm.context_tokens,
        )
    )


def _answerability(
    reranker_settings: RerankerSettings,
    answers: AnswerSettings,
    data_dir: Path,
    kb: str,
    embedder: Embedder,
) -> AnswerabilityClassifier:
    """Return the gate as it was calibrated for this knowledge base and model, if it was.

    A threshold that somebody set goes before the calibrated one.
    """
    subject = subject_for(embedder.identity)
    weighting = AnswerabilityClassifier(
        answers.evidence_threshold, coefficients_for(embedder.identity), subject=subject
    )
    found = read_calibration(calibration_path(data_dir, kb, embedder.identity))
    if found is None:
        return weighting
    reranker = chosen_reranker(reranker_settings.name)
    for each in (found.otherwise, found):
        # Earlier releases calibrated with a feature that is no longer looked at.
        if each is None or not each.weights.keys() <= FEATURES:
            continue
        # What another reranker says means something else.
        if each.reranker in {"", reranker}:
            weighting = AnswerabilityClassifier(
                _threshold(answers, each), each.coefficients, subject=subject, otherwise=weighting
            )
    return weighting


def _threshold(answers: AnswerSettings, calibration: Calibration) -> float:
    """Return the threshold that somebody set, else the calibrated one."""
    is_set = "evidence_threshold" in answers.model_fields_set
    return answers.evidence_threshold if is_set else calibration.threshold


def _section_characters(llm: LlmSettings, answers: AnswerSettings) -> int:
    """Return how much of the sections around its passages an answer is made from; 0 for none."""
    if answers.source == "passages":
        return 0
    if not llm.model:
        return _QUOTED_FROM_CHARACTERS
    window = min(chat_model(llm).window(), _LARGEST_WINDOW_OF_SECTIONS)
    tokens = window - llm.max_answer_tokens - _INSTRUCTION_TOKENS
    return max(0, int(tokens * _MOST_OF_SECTIONS)) * _CHARACTERS_PER_TOKEN


def masks(masking: MaskingSettings, llm: LlmSettings) -> bool:
    """Tell whether identifiers are hidden from a language model."""
    return is_masked(masking.phi, llm.model, llm.base_url)


def people_finder(masking: MaskingSettings) -> PersonFinder | None:
    """Return what finds names of people to hide; None where no model is set for it.

    Raises:
        ConfigurationError: a model is set, but Presidio is not installed.
        ModelUnavailable: the model is not on this machine, or cannot be loaded.
    """
    return _people_finder(masking.names_model) if masking.names_model else None


@lru_cache(maxsize=1)
def _people_finder(model: str) -> PersonFinder:
    try:
        # An optional extra, and seconds to import.
        module = import_module("app.identifiers.presidio_names")
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "CITEWELL_MASK_NAMES_MODEL needs Presidio, which is not installed: pip install -c "
            "constraints.txt -e '.[presidio]', or leave it empty."
        ) from error
    finder: PersonFinder = module.PresidioNames(model)
    return finder


def rewriter(
    llm: LlmSettings,
    masking: MaskingSettings,
    search: SearchSettings,
    name: str = "",
    *,
    embedder: Embedder | None = None,
) -> Rewriter:
    """Return the rewriting strategy of this name, by default the set one.

    With none set it is `standalone` where a language model is configured; else `gate` where one was
    trained with this embedding model, else `history`.

    Raises:
        ConfigurationError: the strategy needs a language model and none is configured, or there is
            no gate for the embedding model.
    """
    return _strategy(llm, masking, search, name, _history_weighting(search, embedder))


def _history_weighting(search: SearchSettings, embedder: Embedder | None) -> WeightedHistory | None:
    """Return the set gate, else the shipped one of this embedding model.

    Raises:
        ConfigurationError: the set gate cannot be read, or belongs to another embedding model.
    """
    if embedder is None:
        return None
    model = embedder.identity
    if search.history_gate is None:
        shipped = weighting_for(model)
        return WeightedHistory(shipped, embedder) if shipped else None
    weighting = read_weighting(search.history_gate)
    if not weighting.fits(model):
        raise ConfigurationError(
            f"The history gate {str(search.history_gate)!r} was trained with "
            f"{weighting.model.name!r} "
            f"({weighting.model.dimension}-d), but {model.name!r} ({model.dimension}-d) is set. "
            "Train "
            "one with citewell finetune conversation, or clear CITEWELL_HISTORY_GATE."
        )
    return WeightedHistory(weighting, embedder)


def _strategy(
    llm: LlmSettings,
    masking: MaskingSettings,
    search: SearchSettings,
    name: str,
    weighting: WeightedHistory | None,
) -> Rewriter:
    untrained = "gate" if weighting else "history"
    chosen = name or search.rewriting or ("standalone" if llm.model else untrained)
    if chosen == "gate":
        if weighting is None:
            raise ConfigurationError(
                "There is no history gate for this embedding model. Train one with citewell "
                "finetune conversation and set CITEWELL_HISTORY_GATE, or set CITEWELL_REWRITING to "
                "history."
            )
        return weighting
    if chosen in WITHOUT_MODEL:
        return WITHOUT_MODEL[chosen]()
    if not llm.model:
        raise ConfigurationError(
            f"The rewriting {chosen!r} needs a language model. Set CITEWELL_LLM_MODEL, or "
            "CITEWELL_REWRITING to history."
        )
    model: ChatModel = chat_model(llm, for_rewrites=True)
    if masks(masking, llm):
        model = MaskedChatModel(model, people_finder(masking))
    seconds = min(llm.timeout_seconds, _LONGEST_REWRITE_SECONDS)
    otherwise = weighting or HistoryMix()
    return RememberedRewrites(
        WITH_MODEL[chosen](model, timeout_seconds=seconds, otherwise=otherwise)
    )


def _writers(
    llm: LlmSettings, fallback: LlmSettings, masking: MaskingSettings, embedder: Embedder
) -> list[AnswerWriter]:
    writers: list[AnswerWriter] = []
    if llm.model:
        writers.append(_generating(llm, masking))
    if llm.model and fallback.model:
        writers.append(_generating(fallback, masking))
    return [*writers, PartedWriter(ExtractiveWriter(embedder))]


def _generating(llm: LlmSettings, masking: MaskingSettings) -> GeneratingWriter:
    model = chat_model(llm)
    return GeneratingWriter(
        model,
        context_tokens=model.window,
        answer_tokens=llm.max_answer_tokens,
        masked=masks(masking, llm),
        people=people_finder(masking),
    )


def _sentence_verifiers(
    entailment: EntailmentSettings, judge: LlmSettings, masking: MaskingSettings
) -> list[SentenceVerifier]:
    nli_model = open_nli_model(entailment)
    readers: list[SentenceVerifier] = [NliVerifier(nli_model)] if nli_model else []
    if judge.model:
        model = chat_model(judge)
        readers.append(
            JudgeVerifier(
                _masked(model, judge, masking),
                window=model.window,
                answer_tokens=judge.max_answer_tokens,
            )
        )
    return readers


def judge_model(judge: LlmSettings, masking: MaskingSettings) -> ChatModel:
    """Return the model that judges, which is sent no identifier that the answering one is not.

    Raises:
        ConfigurationError: no model is set, or OpenAI's own server is meant and there is no key.
    """
    if not judge.model:
        raise ConfigurationError(
            "No judging model is set. Set CITEWELL_JUDGE_MODEL, and CITEWELL_JUDGE_BASE_URL to its "
            "server."
        )
    return _masked(chat_model(judge), judge, masking)


def _masked(model: ChatModel, llm: LlmSettings, masking: MaskingSettings) -> ChatModel:
    return MaskedChatModel(model, people_finder(masking)) if masks(masking, llm) else model
