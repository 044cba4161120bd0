"""A language model's grade of an answer beside a person's, by our own prompt."""

from __future__ import annotations

import json
from collections.abc import Callable

from app.writing.chatting import ChatModel, Message
from app.writing.judging import json_in, read_to_end
from app.writing.prompt_files import prompt
from app.writing.prompting import new_mark

_BEST_GRADE = 2
_TRIES = 2


class AnswerJudge:
    """Grades answers 0 to 1; a reply that is no grade is asked for once more, then left out."""

    def __init__(self, model: ChatModel, *, make_mark: Callable[[], str] = new_mark) -> None:
        self._model = model
        self._make_mark = make_mark

    def grade(self, question: str, reference: str, answer: str) -> float | None:
        """Return how far the answer says what the reference says; None where no grade came.

        An empty answer is a refusal, which says nothing: 0, without asking.

        Raises:
            GenerationFailed: the model cannot be reached.
        """
        if not answer.strip():
            return 0.0
        mark = self._make_mark()
        named = {"question": question, "reference": reference, "answer": answer}
        pieces = "\n\n".join(f"<<{mark} {n}>>\n{t}\n<<{mark} end>>" for n, t in named.items())
        asked = Message("user", prompt("judge-answer", mark=mark, pieces=pieces))
        replies = (read_to_end(self._model, [asked]) for _ in range(_TRIES))
        return next((grade for said in replies if (grade := read_grade(said)) is not None), None)


def read_grade(said: str) -> float | None:
    """Return a reply's grade between 0 and 1; None when it is no JSON of the asked form."""
    try:
        grade = json.loads(json_in(said))["grade"]
    except (ValueError, KeyError, TypeError):
        return None
    return grade / _BEST_GRADE if grade in range(_BEST_GRADE + 1) else None
