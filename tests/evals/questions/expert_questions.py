"""Builders of questions with what a right answer must hold."""

from __future__ import annotations

from evals.benchmarks.question_set import Evidence, ExpertQuestion, Kind

QUOTE = "A member may enroll a spouse within 60 days of marriage."


def question_of(kind: Kind = Kind.ANSWERABLE, **fields: object) -> ExpertQuestion:
    """Build a question; an answerable one is about a spouse and has two facts."""
    answerable = kind is Kind.ANSWERABLE
    line: dict[str, object] = {
        "id": "spouse",
        "question": "can i enroll my spouse after marriage?",
        "kind": kind,
        "evidence": [Evidence(quote=QUOTE, document="events.md")] if answerable else [],
        "key_facts": [["60 days", "sixty days"], ["marriage"]] if answerable else [],
        "wrong_facts": ["31 days"] if answerable else [],
        **fields,
    }
    return ExpertQuestion.model_validate(line)
