"""Rewrites that stand in a file, as people or another system wrote them, played as a strategy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.domain.conversations import Conversation
from app.rewriting.legs import LastTurn, Rewriter, Rewritten, history_legs, plain_legs
from evals.benchmarks.benchmark import Benchmark, read_json_lines
from knowledge.domain.errors import InputError
from knowledge.domain.queries import Leg

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
