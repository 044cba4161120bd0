from __future__ import annotations

import pytest

from app.answerability.missing import named_codes


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("the fee for form F5", ("F5",)),
        ("what does form f5 cost", ("f5",)),
        ("E-7777 now", ("E-7777",)),
        ("mri denied code na1, not NA2", ("na1", "NA2")),
        ("was kostet Formular q7", ("q7",)),
    ],
)
def test_what_is_written_or_called_as_a_code_is_one(question: str, codes: tuple[str, ...]) -> None:
    assert named_codes(question) == codes


@pytest.mark.parametrize(
    "question",
    [
        "does she have to try somthing b4",
        "he failed 2x",
        "my 401k",
        "due 11/1",
        "paid 3200",
        "2 Hours",
    ],
)
def test_plain_speech_names_no_code(question: str) -> None:
    assert named_codes(question) == ()
