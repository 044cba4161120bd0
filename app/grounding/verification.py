"""Sentences verified beside their passages by a model, after app/grounding/support.py's rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace
from math import inf
from typing import Protocol

from app.domain.answers import Sentence, Support
from app.i18n import texts
from app.llm.chat import ChatModel, Message
from app.writing.cleaning.turns import without_thoughts
from app.writing.generation import prompt_tokens
from app.writing.prompting import estimated_tokens, fenced_passages, new_mark, prompt
from knowledge.domain.errors import GenerationFailed
from knowledge.domain.passages import Passage


class SentenceVerifier(Protocol):
    """Reads each sentence beside the passages that it cites and may judge it again."""

    def verify(
        self, sentences: Sequence[Sentence], passages: Sequence[Passage]
    ) -> Generator[str, None, tuple[Sentence, ...]]:
        """Return the sentences, judged again; marker `[n]` names `passages[n - 1]`.

        While it waits it yields empty pieces; whoever reads may close then.

        Raises:
            GenerationFailed: no verdict came; the first ones stand.
        """
        ...


def carried(sentence: Sentence) -> Sentence:
    """Return a sentence that a model finds in its passages: its words may then be others.

    What the rules found wrong in a figure, a name or a "not" stays: models overlook those.
    """
    wording = {texts.REASON_FEW_WORDS, texts.REASON_SOME_WORDS, texts.REASON_OTHER_LANGUAGE}
    if sentence.reason in wording:
        return replace(sentence, support=Support.SUPPORTED, reason="")
    return sentence


def doubted(sentence: Sentence, reason: str) -> Sentence:
    """Return a sentence that a model does not find in full: weak, unless it was worse already."""
    if sentence.support is Support.SUPPORTED:
        return replace(sentence, support=Support.WEAK, reason=reason)
    return sentence


def doubt_the_last(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Return an answer's sentences, the last one doubted: the answer was cut off within it."""
    return (*sentences[:-1], *(doubted(last, texts.REASON_CUT) for last in sentences[-1:]))


def refuted(sentence: Sentence, reason: str) -> Sentence:
    """Return a sentence that a model finds contradicted or not at all."""
    if sentence.support is Support.UNSUPPORTED:
        return sentence
    return replace(sentence, support=Support.UNSUPPORTED, reason=reason)


# Sentences read beside their passages by a language model, its verdicts as checked JSON.


_VERDICTS = ("supported", "partly", "not")
_PASSAGE_TOKENS = 6_000


class JudgeVerifier:
    """Asks a language model about all sentences that cite something, in one request."""

    def __init__(
        self,
        model: ChatModel,
        *,
        window: Callable[[], int],
        answer_tokens: int,
        make_mark: Callable[[], str] = new_mark,
    ) -> None:
        """Take the model, what tells its window in tokens, and how many its verdicts may take."""
        self._model = model
        self._window = window
        self._answer_tokens = answer_tokens
        self._make_mark = make_mark

    def verify(
        self, sentences: Sequence[Sentence], passages: Sequence[Passage]
    ) -> Generator[str, None, tuple[Sentence, ...]]:
        """Return the sentences, judged again.

        Those that cite nothing, or passages that the window cannot hold whole, stay as they are.
        """
        mark = self._make_mark()
        citing = [place for place, sentence in enumerate(sentences) if sentence.markers]
        bare = _prompt([sentences[place] for place in citing], "", mark)
        room = prompt_tokens(self._window(), self._answer_tokens) - estimated_tokens(bare)
        shown = fenced_passages(passages, mark, min(_PASSAGE_TOKENS, room))
        whole = fenced_passages(passages, mark, inf)
        citing = [
            place
            for place in citing
            if all(
                _fenced_passage(shown, number, mark) == _fenced_passage(whole, number, mark)
                for number in sentences[place].markers
            )
        ]
        if not citing:
            return tuple(sentences)
        asked = _prompt([sentences[place] for place in citing], shown, mark)
        said = yield from whole_text(self._model, [Message("user", asked)])
        result = list(sentences)
        for place, verdict in zip(citing, read_verdicts(said, len(citing)), strict=True):
            result[place] = _judged(sentences[place], verdict)
        return tuple(result)


def _prompt(sentences: Sequence[Sentence], passages: str, mark: str) -> str:
    numbered = "\n".join(_fenced(number, each, mark) for number, each in enumerate(sentences, 1))
    return prompt("judge", mark=mark, passages=passages, sentences=numbered)


def _fenced_passage(fenced: str, number: int, mark: str) -> str:
    return fenced.partition(f"<<{mark} passage {number}>>")[2].partition(f"<<{mark} end>>")[0]


def whole_text(model: ChatModel, messages: Sequence[Message]) -> Generator[str, None, str]:
    """Return all that a model writes but its thoughts; while it writes, yield empty pieces."""
    said: list[str] = []
    with closing(model.stream(messages)) as pieces:
        for piece in pieces:
            said.append(piece)
            yield ""
    return without_thoughts("".join(said))


def read_to_end(model: ChatModel, messages: Sequence[Message]) -> str:
    """Return all that a model writes but its thoughts, where nobody waits."""
    with closing(model.stream(messages)) as pieces:
        return without_thoughts("".join(pieces))


def read_verdicts(text: str, sentences: int) -> list[str]:
    """Return the verdict on each sentence, in order.

    Raises:
        GenerationFailed: it is no JSON of the asked form, or leaves a sentence out.
    """
    try:
        entries = json.loads(json_in(text))["verdicts"]
        found = {int(entry["sentence"]): str(entry["verdict"]) for entry in entries}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise GenerationFailed(_UNREADABLE) from error
    verdicts = [found.get(number, "") for number in range(1, sentences + 1)]
    if len(found) != sentences or any(verdict not in _VERDICTS for verdict in verdicts):
        raise GenerationFailed(_UNREADABLE)
    return verdicts


_UNREADABLE = (
    "The judge's verdicts cannot be read, so sentences were checked by rules alone. A larger model "
    "keeps to the form: set CITEWELL_JUDGE_MODEL to another."
)


def json_in(text: str) -> str:
    """Return the JSON object in a text that may have words or a code fence around it."""
    return text[text.find("{") : text.rfind("}") + 1]


def _fenced(number: int, sentence: Sentence, mark: str) -> str:
    cited = ", ".join(str(marker) for marker in sentence.markers)
    return f"<<{mark} sentence {number}, cites {cited}>>\n{sentence.text}\n<<{mark} end>>"


def _judged(sentence: Sentence, verdict: str) -> Sentence:
    if verdict == "supported":
        return carried(sentence)
    if verdict == "partly":
        return doubted(sentence, texts.REASON_JUDGED_PARTLY)
    return refuted(sentence, texts.REASON_JUDGED_NOT)
