"""Sentences read beside their passages by a language model, its verdicts as checked JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Sequence
from contextlib import closing

from app import texts
from app.answers import Sentence
from app.checking.second_reading import carried, doubted, refuted
from app.writing.chatting import ChatModel, Message
from app.writing.cleaning.turns import without_thoughts
from app.writing.prompt_files import prompt
from app.writing.prompting import fenced_passages, new_mark
from knowledge.errors import GenerationFailed
from knowledge.passages import Passage

_VERDICTS = ("supported", "partly", "not")
_PASSAGE_TOKENS = 6_000


class JudgeReader:
    """Asks a language model about all sentences that cite something, in one request."""

    def __init__(self, model: ChatModel, *, make_mark: Callable[[], str] = new_mark) -> None:
        self._model = model
        self._make_mark = make_mark

    def reread(
        self, sentences: Sequence[Sentence], passages: Sequence[Passage]
    ) -> Generator[str, None, tuple[Sentence, ...]]:
        """Return the sentences, judged anew; those that cite nothing stay as they are."""
        citing = [place for place, sentence in enumerate(sentences) if sentence.markers]
        if not citing:
            return tuple(sentences)
        mark = self._make_mark()
        asked = prompt(
            "judge",
            mark=mark,
            passages=fenced_passages(passages, mark, _PASSAGE_TOKENS),
            sentences="\n".join(
                _fenced(number, sentences[place], mark) for number, place in enumerate(citing, 1)
            ),
        )
        said = yield from whole_text(self._model, [Message("user", asked)])
        result = list(sentences)
        for place, verdict in zip(citing, read_verdicts(said, len(citing)), strict=True):
            result[place] = _judged(sentences[place], verdict)
        return tuple(result)


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
