"""What stands on the page stays as it is while the next answer is drawn."""

from __future__ import annotations

from tests.browser.conftest import OpenChat

# Notes every state of the page's questions, as far as they can be seen, frame by frame.
_WATCH = r"""() => {
  window.seen = new Set();
  const look = () => {
    const all = [...document.querySelectorAll(".cw-question")].filter(e => e.checkVisibility());
    window.seen.add(JSON.stringify(all.map(e => e.innerText.trim())));
    requestAnimationFrame(look);
  };
  look();
}"""
ASKED = (
    "Can I add my spouse after open enrollment ended?",
    "My claim was denied. How do I fight it?",
    "How much do I pay for urgent care on Silver?",
)


def test_no_question_is_shown_twice_while_the_next_is_answered(
    open_chat: OpenChat, chat_url: str
) -> None:
    chat = open_chat(chat_url)
    chat.wait_for_first_screen()
    chat.page.evaluate(_WATCH)

    for question in ASKED:
        chat.ask(question)
        chat.settle()

    seen = chat.page.evaluate("[...window.seen].map(JSON.parse)")
    assert list(ASKED) in seen
    assert [questions for questions in seen if len(set(questions)) < len(questions)] == []
    # Nor is one of the older ones away for a moment: what is seen is always the first few.
    shown = [questions for questions in seen if questions]
    assert [questions for questions in shown if questions != list(ASKED)[: len(questions)]] == []
