"""Can the language model write here, and how quickly? One fixed question, hence only on request."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter

from app.domain.answers import Answer, Answerer, Outcome, SearchOutcome
from app.domain.conversations import Conversation
from app.llm.chat import Ending, Message
from app.llm.chat_model import LangChainChatModel
from app.pipeline.building import chat_model
from app.pipeline.composition import AnswerComposer
from app.rewriting.legs import plain_legs
from app.writing.context import AnswerContext
from app.writing.generation import GeneratingWriter
from app.writing.prompting import estimated_tokens
from citewell.doctor.checks import Check, State
from knowledge.domain.passages import Passage
from knowledge.domain.queries import Filters, Query
from knowledge.settings.models import LlmSettings
from knowledge.settings.settings import Settings

_WRITING = "writing"
_TODAY = date(2026, 1, 15)
_QUESTION = "How long does a new member have to choose a plan?"
_FACT = "30 days"
_PASSAGES = (
    "A new member chooses a plan within 30 days of the first day of work. Whoever chooses none is "
    "enrolled in the standard plan.",
    "A plan can be changed once a year, in November. The change takes effect on the first day of "
    "the next year.",
)
_PROMPT_BESIDE_PASSAGES_TOKENS = 900
"""Rules, question, and a short conversation."""
_SLOW_SECONDS = 20.0
_INSTEAD = (
    "Answers are then quoted from the documents: after three such drafts in a row without asking "
    "it, and it is tried again every 10 minutes."
)


def check_writing(settings: Settings) -> list[Check]:
    """Ask each model that writes one question with two passages, as the chat would."""
    models = [settings.llm, settings.fallback] if settings.llm.model else []
    return [_check(model, settings) for model in models if model.model]


def _check(llm: LlmSettings, settings: Settings) -> Check:
    model = _Timed(chat_model(llm))
    answer = _asked(model, llm)
    named = f"{llm.model!r}"
    if answer.refused and answer.notes:
        found = f"{named} cannot write here: {' '.join(answer.notes)}{model.told()}"
        return Check(_WRITING, State.WARNING, found, f"Try a larger model. {_INSTEAD}")
    if answer.refused or _FACT not in answer.text:
        found = f"{named} missed what a passage says in plain words{model.told()}"
        return Check(_WRITING, State.WARNING, found, "It will miss answers: try a larger model.")
    found = f"{named} writes and names its source{model.told()}"
    return _slow(model, settings, llm, found) or Check(_WRITING, State.OK, found)


def _slow(model: _Timed, settings: Settings, llm: LlmSettings, found: str) -> Check | None:
    """Return a warning where a real question's passages would be read too slowly."""
    passages = settings.answers.passages
    usual = _PROMPT_BESIDE_PASSAGES_TOKENS + passages * settings.embedding.passage_tokens
    seconds = model.first_seconds * max(1.0, usual / model.prompt_tokens)
    if seconds < _SLOW_SECONDS:
        return None
    found = f"{found}; with {passages} passages the first word takes some {seconds:.0f} s"
    advice = "Set CITEWELL_PASSAGES_IN_ANSWER lower, or take a smaller model or a faster machine."
    if seconds > llm.timeout_seconds:
        advice = (
            f"That is longer than CITEWELL_LLM_TIMEOUT_SECONDS ({llm.timeout_seconds:g}), after "
            f"which answers are quoted. {advice}"
        )
    return Check(_WRITING, State.WARNING, found, advice)


def _asked(model: _Timed, llm: LlmSettings) -> Answer:
    writer = GeneratingWriter(
        model, context_tokens=model.model.window, answer_tokens=llm.max_answer_tokens
    )
    query = Query(_QUESTION, plain_legs(_QUESTION), Filters(()))
    found = SearchOutcome(_QUESTION, query, (), evidence=1.0, enough=True, milliseconds={})
    context = AnswerContext(
        conversation=Conversation(),
        question=_QUESTION,
        asked=_QUESTION,
        query=query,
        passages=tuple(_passage(number, text) for number, text in enumerate(_PASSAGES)),
        as_of=_TODAY,
        today=_TODAY,
    )
    refusal = Answer("", Answerer.REFUSAL, Outcome.REFUSED, (), (), found)
    composing = AnswerComposer([writer]).compose(context, found, lambda: refusal)
    while True:
        try:
            next(composing)
        except StopIteration as ended:
            answer: Answer = ended.value
            return answer


def _passage(number: int, text: str) -> Passage:
    return Passage(
        id=f"doctor-{number}",
        document_id="doctor",
        document_key="plans.md",
        title="Plans",
        text=text,
        headings=("Plans",),
        position=number,
        start=0,
        end=len(text),
        source="plans.md",
    )


@dataclass(slots=True)
class _Timed:
    """Plays a model, and notes how long it took."""

    model: LangChainChatModel
    first_seconds: float = 0.0
    writing_seconds: float = 0.0
    pieces: int = 0
    prompt_tokens: int = 1

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, Ending | None]:
        """Yield the model's pieces."""
        self.prompt_tokens = sum(estimated_tokens(message.text) for message in messages)
        started = perf_counter()
        stream = self.model.stream(messages)
        try:
            while True:
                piece = next(stream)
                self._note(piece, perf_counter() - started)
                yield piece
        except StopIteration as ended:
            ending: Ending | None = ended.value
            return ending
        finally:
            stream.close()

    def _note(self, piece: str, seconds: float) -> None:
        if not piece:
            return
        if not self.pieces:
            self.first_seconds = seconds
        self.pieces += 1
        self.writing_seconds = seconds - self.first_seconds

    def told(self) -> str:
        """Return how quickly it wrote, to go on a sentence; "" where nothing came."""
        if not self.pieces:
            return ""
        speed = self.pieces / self.writing_seconds if self.writing_seconds else 0.0
        often = f", then about {speed:.0f} tokens a second" if self.pieces > 1 and speed else ""
        return f" (first word after {self.first_seconds:.1f} s{often})"
