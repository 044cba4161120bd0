from __future__ import annotations

import pytest

from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings
from evals.benchmarks.drafted_questions import by_language_model, draft_questions, from_headings
from tests.builders import passage
from tests.llm_stub import Mode, llm_stub

GRACE = passage(
    "The grace period is thirty days. It begins on the due date of the premium.",
    document_key="premium.md",
    title="Premiums",
    headings=("Premiums", "Grace period"),
)
FAQ = passage(
    "Q: Can I add my spouse?\nA: Yes, within 60 days.", document_key="faq.md", headings=("FAQ",)
)
ASKING = passage(
    "A spouse is added within sixty days.", document_key="s.md", headings=("When may I add one?",)
)


def drafted(answer: str, mode: Mode = Mode.NORMAL) -> tuple[str, str, str]:
    with llm_stub([answer], mode=mode) as stub:
        model = LangChainChatModel(ChatModelSettings("stub", stub.url, "k"))
        draft = by_language_model(model)(GRACE)
    assert draft is not None
    return draft.question, draft.quote, draft.made_from


def test_a_pair_of_question_and_answer_is_taken_as_it_is() -> None:
    draft = from_headings(FAQ)

    assert draft is not None
    assert (draft.question, draft.quote) == ("Can I add my spouse?", "Yes, within 60 days.")


def test_a_heading_that_asks_is_the_question() -> None:
    draft = from_headings(ASKING)

    assert draft is not None
    assert (draft.question, draft.made_from) == ("When may I add one?", "faq")


def test_any_other_heading_gives_key_words_and_the_first_sentence_answers() -> None:
    draft = from_headings(GRACE)

    assert draft is not None
    assert (draft.question, draft.quote) == (
        "Grace period, Premiums",
        "The grace period is thirty days.",
    )


def test_a_passage_without_a_sentence_gives_none() -> None:
    assert from_headings(passage("Page 3", headings=("Contents",))) is None


def test_documents_take_turns_and_no_question_comes_twice() -> None:
    again = passage("The grace period is thirty days long.", document_key="premium.md", position=1,
                    title="Premiums", headings=("Grace period",))  # fmt: skip

    drafts = draft_questions([GRACE, again, FAQ, ASKING], from_headings, most=3)

    assert [draft.passage.document_key for draft in drafts] == ["faq.md", "premium.md", "s.md"]
    assert len(draft_questions([GRACE, again], from_headings, most=9)) == 1


def test_a_language_model_words_the_question() -> None:
    answer = "QUESTION: how late can i pay?\nQUOTE: The grace period is thirty days."

    assert drafted(answer) == (
        "how late can i pay?",
        "The grace period is thirty days.",
        "language model",
    )


@pytest.mark.parametrize(
    "answer", ["QUESTION: how late?\nQUOTE: You have ninety days.", "I'd say: pay on time."]
)
def test_a_quote_that_the_passage_does_not_have_is_not_taken(answer: str) -> None:
    assert drafted(answer)[2] == "heading"


def test_when_the_model_fails_headings_are_taken() -> None:
    assert drafted("", Mode.ERROR)[2] == "heading"
