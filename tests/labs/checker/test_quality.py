"""What a threshold and several passages together come to."""

from __future__ import annotations

from labs.checker.cases import Case, Stated, cases
from labs.checker.corruptions import CorruptionKind
from labs.checker.quality import measure, passes, rouge_l


def test_a_plain_threshold_passes_what_it_is_set_to_pass() -> None:
    stated = [
        Stated("set", f"origin {n}", f"Plan number {n} costs exactly {n} dollars a month.", text)
        for n in range(20, 60)
        for text in [(f"Plan number {n} costs exactly {n} dollars a month. It is a plan.",)]
    ]

    made = cases(stated)
    lines = {(s.method, s.kind): s.share.mean for s in measure(made, {"ROUGE-L": rouge_l})}

    assert lines["checker", "untouched passed"] == 1.0
    assert lines["ROUGE-L", "untouched passed"] >= 0.9
    assert lines["checker", "  number"] == 1.0


def test_a_sentence_passes_by_all_its_passages_together() -> None:
    stated = Stated("set", "one", "It costs 5 dollars and takes 9 days.", ("It costs 5 dollars.",))
    both = Stated("set", "one", stated.text, (*stated.passages, "It takes 9 days."))

    assert not passes(Case(stated, CorruptionKind.UNTOUCHED, stated.text))
    assert passes(Case(both, CorruptionKind.UNTOUCHED, both.text))
