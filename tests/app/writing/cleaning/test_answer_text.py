"""Each form in which a model writes its answer, and that no chunk's end changes what is read."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.writing.cleaning.answer_text import AnswerText
from tests.app.writing.cleaning.cleaned import REFUSED, cleaned

ADDED = "Marriage is a qualifying event [1]."
DUE = "The form must arrive within 60 days [1]."
ANSWER = f"{ADDED} {DUE}"
THOUGHT = "Okay, passage 1 says 60 [1]. Maybe 31?"

THOUGHTS = {
    "think": f"<think>{THOUGHT}</think>\n\n{ANSWER}",
    "empty": f"<think>\n\n</think>\n\n{ANSWER}",
    "self-closing": f"<think/>{ANSWER}",
    "thinking": f"<thinking>{THOUGHT}</thinking>\n{ANSWER}",
    "capitals": f"<Thinking>{THOUGHT}</THINKING>\n{ANSWER}",
    "reasoning": f"<reasoning>{THOUGHT}</reasoning>{ANSWER}",
    "attributes": f'<details type="reasoning" done="true">{THOUGHT}</details>\n{ANSWER}',
    "no opening tag": f"{THOUGHT}\n</think>\n\n{ANSWER}",
    "no opening tag, other name": f"{THOUGHT}\n</reasoning>\n\n{ANSWER}",
    "closed twice": f"<think>{THOUGHT} They wrote </think> there. More.</think>{ANSWER}",
    "in the middle": f"<think>{THOUGHT}</think>{ADDED} <think>31 or 60 [2].</think>{DUE}",
    "cut in the middle": f"{ANSWER}<think>{THOUGHT}",
    "names the answer's tag": f"<think>{THOUGHT} I'll use <answer>.</think><answer>{ANSWER}",
    "answer's tag": f"{THOUGHT}\n<answer>\n{ANSWER}\n</answer> I hope it helps.",
    "Mistral's": f"[THINK]{THOUGHT}[/THINK]\n{ANSWER}",
    "Kimi's": f"\u25c1think\u25b7{THOUGHT}\u25c1/think\u25b7\n{ANSWER}",
    "Cohere's": f"<|START_THINKING|>{THOUGHT}<|END_THINKING|><|START_RESPONSE|>{ANSWER}"
    "<|END_RESPONSE|>",
    "Gemma's": f"<|channel>thought\n{THOUGHT}<channel|>{ANSWER}<turn|>",
    "solution": f"<|begin_of_thought|>{THOUGHT}<|end_of_thought|>\n"
    f"<|begin_of_solution|>{ANSWER}<|end_of_solution|>",
    "channels": f"<|channel|>analysis<|message|>{THOUGHT}<|end|><|start|>assistant<|channel|>final"
    f"<|message|>{ANSWER}<|return|>",
    "channels, commentary": f"<|start|>assistant<|channel|>commentary<|message|>{THOUGHT}<|end|>"
    f"<|start|>assistant<|channel|>final<|message|>{ANSWER}",
    "channels without their tokens": f"analysis{THOUGHT}assistantfinal{ANSWER}",
    "channels, opened by the template": f"{THOUGHT}assistantfinal{ANSWER}",
    "in brackets": f"[thinking]{THOUGHT}[/thinking]{ANSWER}",
    "escaped": f"&lt;think&gt;{THOUGHT}&lt;/think&gt;\n{ANSWER}",
    "block": f"```thinking\n{THOUGHT}\n```\n{ANSWER}",
    "labelled": f"Thinking process: {THOUGHT}\n\nAnswer: {ANSWER}",
    "labelled, bold": f"**Reasoning:** {THOUGHT}\n\n**Answer:** {ANSWER}",
    "final answer": f"Passage 1 has it.\n\nFinal answer: {ANSWER}",
}
TURNS = {
    "im_end": f"{ANSWER}<|im_end|>",
    "im_start": f"<|im_start|>assistant\n{ANSWER}<|im_end|>\n<|im_start|>user\nAnd my child?",
    "Llama's": f"{ANSWER}<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nAnd my child?",
    "Llama's beginning": f"<|start_header_id|>assistant<|end_header_id|>\n\n{ANSWER}<|eot_id|>",
    "Gemma's turn": f"<start_of_turn>model\n{ANSWER}<end_of_turn>\n<start_of_turn>user\nAnd?",
    "Granite's": f"<|start_of_role|>assistant<|end_of_role|>{ANSWER}<|end_of_text|>",
    "DeepSeek's": f"{ANSWER}<\uff5cend\u2581of\u2581sentence\uff5c><\uff5cUser\uff5c>And my child?",
    "Phi's": f"<|assistant|>{ANSWER}<|end|><|user|>And my child?",
    "Mistral's turn": f"{ANSWER}</s>[INST] And my child? [/INST] Always [1].",
    "s": f"<s>{ANSWER}</s>",
    "marker before the end": f"{ADDED} The form must arrive within 60 days [1]<|im_end|>.",
    "user": f"{ANSWER}\n\nUser: And my child?\nAssistant: At any time [1].",
    "user, bold": f"{ANSWER}\n**User:** And my child?",
    "user, heading": f"{ANSWER}\n\n### User:\nAnd my child?",
    "Q and A": f"{ANSWER}\n\nQ: And my child?\nA: At any time [1].",
    "in German": f"{ANSWER}\n\nNutzer: Und mein Kind?",
    "in Spanish": f"{ANSWER}\n\nUsuario: ¿Y mi hijo?",
    "Alpaca's": f"{ANSWER}\n\n### Instruction:\nAnd my child?",
}
AROUND = {
    "assistant": f"Assistant: {ANSWER}",
    "answer, bold": f"**Answer:** {ANSWER}",
    "heading": f"### Answer\n\n{ANSWER}",
    "in German": f"Antwort: {ANSWER}",
    "in Spanish": f"Respuesta: {ANSWER}",
    "the question first": f"Question: How long?\nAnswer: {ANSWER}",
    "fence": f"```\n{ANSWER}\n```",
    "fence, markdown": f"```markdown\n{ANSWER}\n```\n",
    "fence on the same line": f"```{ANSWER}```",
    "fence, JSON": '```json\n{"answer": "' + ANSWER + '"}\n```',
    "JSON": '{"answer": "' + ANSWER + '", "sources": [1]}',
    "JSON, spread": '{\n  "response": "' + ANSWER + '"\n}',
    "JSON, nested": '{"data": 1, "result": {"text": "' + ANSWER + '"}}',
    "JSON, cut off": '{"confidence": 1, "answer": "' + ANSWER,
    "JSON in a list": '[{"answer": "' + ANSWER + '"}]',
    "echoed fences": "<<0123456789abcdef passage 1>>\nTitle: X\n<<0123456789abcdef end>>\n"
    f"{ANSWER}",
    "call": f'<tool_call>\n{{"name": "search"}}\n</tool_call>\n{ANSWER}',
    "call, Mistral's": f'{ANSWER}\n[TOOL_CALLS][{{"name": "search"}}]',
    "references": f"{ANSWER}\n\nReferences:\n[1] Special enrollment\n[3] Handbook",
    "sources, bold": f"{ANSWER}\n\n**Sources:**\n- [1] Special enrollment\n- Handbook, page 3",
    "sources, heading": f"{ANSWER}\n\n## Sources\n1. Special enrollment",
    "sources below a rule": f"{ANSWER}\n\n---\nSources: [1], [2]",
    "in German, sources": f"{ANSWER}\n\nQuellen:\n[1] Handbuch",
    "in Spanish, sources": f"{ANSWER}\n\nFuentes:\n[1] Manual",
    "sources on the same line": f"{ANSWER} Sources: [1], [2]",
    "footnotes": f"{ANSWER}\n\n[^1]: Special enrollment, section 2.",
    "part of it refused": f"{ANSWER}\n\nNOT_IN_DOCUMENTS",
}
MARKERS = {
    "[1, 2]": "[1][2]", "[1,2]": "[1][2]", "[1; 2]": "[1][2]", "[1-3]": "[1][2][3]",
    "[1\u20133]": "[1][2][3]", "[1 and 2]": "[1][2]", "[ 1 ]": "[1]", "[^1]": "[1]", "[#1]": "[1]",
    "[ID:1]": "[1]", "[ID 1]": "[1]", "[id: 1, 2]": "[1][2]", "[Passage 1]": "[1]",
    "[passages 1 and 2]": "[1][2]", "[passage 1, passage 2]": "[1][2]", "[Source 1]": "[1]",
    "[source: 1]": "[1]", "[doc_1]": "[1]", "[citation:1]": "[1]", "[[1]]": "[1]",
    "\\[1\\]": "[1]", "\u30101\u2020source\u3011": "[1]", "\u30101:0\u2020source\u3011": "[1]",
    "[1\u2020L3-L5]": "[1]", "\u30101\u3011": "[1]", "\uff3b1\uff3d": "[1]", "(1)": "[1]",
    "(1, 2)": "[1][2]", "(Passage 1)": "[1]", "(source: [1])": "[1]", "(see passages 1 and 2)":
    "[1][2]", "[1, p. 4]": "[1]", "[1, section 2]": "[1]", "[Quelle 1]": "[1]", "[Fuente 1]": "[1]",
    "[1](https://elsewhere.example/x)": "[1]", "[Passagen 1 und 2]": "[1][2]",
    "[pasajes 1 y 2]": "[1][2]", "[passage-1]": "[1]",
    "[Source 1 - Handbook]": "[1]", "[1-2, 4]": "[1][2][4]",
}  # fmt: skip
KEPT = (
    "Call 555-0100 (1 to 5 p.m.) [1].",
    "Under section 4(1) and paragraph (2) it is due [1].",
    "Either (1) the member or (2) the spouse signs [1].",
    "Use [see below] and [2024] and f[x] and [3 days] [1].",
    "It costs < 5 and > 3, a<b [1].",
    "Press <Enter>, then type <user> [1].",
    "It is not in the plan, note _this_ and `that` [1].",
    "Sources of income count [1].",
    "It is due [1]. Sources of income count. References are kept [1]. So",
    "It is 5 m\u00b2 [1].",
    "Agent: Thank you for calling.\nCustomer: Hello [1].",
    "Steps [1]:\n\n```\ncitewell ingest folder\n```\n\nThen wait [1].",
    "{name} stands for the member [1].",
    "- marriage [1]\n- birth [2]\n\n---\n\nThe form is due [1].",
    "According to the analysis the assistant finalises it [1].",
    "Instructions: sign the form [1].\n\nSystem: any browser [1].",
)
REFUSALS = (
    "NOT_IN_DOCUMENTS",
    "  NOT_IN_DOCUMENTS.\n",
    "**NOT_IN_DOCUMENTS**",
    "`NOT_IN_DOCUMENTS`",
    '"NOT_IN_DOCUMENTS"',
    "[NOT_IN_DOCUMENTS]",
    "NOT\\_IN\\_DOCUMENTS",
    "not_in_documents",
    "NOT IN DOCUMENTS",
    "Answer: NOT_IN_DOCUMENTS",
    "```\nNOT_IN_DOCUMENTS\n```",
    "<think>Nothing.</think>NOT_IN_DOCUMENTS",
    "The passages do not say this.\n\nNOT_IN_DOCUMENTS",
    f"NOT_IN_DOCUMENTS\n\n{ANSWER}",
)
EVERY_FORM = [
    *THOUGHTS.values(),
    *TURNS.values(),
    *AROUND.values(),
    *KEPT,
    *REFUSALS,
    *(f"It is due within 60 days {form}. Ask." for form in MARKERS),
    f"[1] {ADDED[:-5]}. [2] The form must arrive.\n[3] Ask e.g. the desk.",
]

PIECES = (
    "<think>", "</think>", "<|", "|>", "[1]", "[", "]", "(1)", "A b. ", "\n", "\n\n", "**",
    "NOT_IN_", "DOCUMENTS", "```", "{", '"', "Sources:", "User:", "<", ">", "[1-", "2]",
    "assistant", "final", "analysis", "\\", "-", "<|end|>", "x",
)  # fmt: skip


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("written", THOUGHTS.values(), ids=THOUGHTS)
def test_thoughts_are_left_out(written: str) -> None:
    assert squeezed(cleaned([written])) == ANSWER


@pytest.mark.parametrize("written", TURNS.values(), ids=TURNS)
def test_marks_of_a_turn_and_turns_that_are_invented_are_left_out(written: str) -> None:
    assert cleaned([written]).rstrip(".") == ANSWER.rstrip(".")


@pytest.mark.parametrize("written", AROUND.values(), ids=AROUND)
def test_what_stands_around_an_answer_is_left_out(written: str) -> None:
    assert cleaned([written]) == ANSWER


@pytest.mark.parametrize(("form", "markers"), MARKERS.items())
def test_citations_of_any_form_become_markers(form: str, markers: str) -> None:
    assert cleaned([f"It is due within 60 days {form}. Ask."]) == (
        f"It is due within 60 days {markers}. Ask."
    )


@pytest.mark.parametrize("written", KEPT)
def test_what_only_looks_like_it_stays(written: str) -> None:
    assert cleaned([written]) == written


@pytest.mark.parametrize("written", REFUSALS)
def test_a_refusal_is_heard_in_any_form(written: str) -> None:
    assert cleaned([written]) == REFUSED


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        ("[1] It is due. [2] Ask the desk.", "It is due [1]. Ask the desk [2]."),
        ("[1][2] It is due.\n[3] Ask Dr. Lee.", "It is due [1][2].\nAsk Dr. Lee [3]."),
        ("[1] It is due. Ask. [2] Wait.", "It is due [1]. Ask. Wait [2]."),
        ("[1] says that it is due.", "[1] says that it is due."),
        ("It is due [1]. [2] Ask.", "It is due [1]. [2] Ask."),
    ],
)
def test_markers_before_their_sentences_are_put_behind_them(written: str, moved: str) -> None:
    assert cleaned([written]) == moved


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("It is due in 60 days.\n\nSource: [1]", "It is due in 60 days. [1]"),
        ("It is due.\nSource: Passage 2", "It is due. [2]"),
        ("It is due. Source: [2]", "It is due. [2]"),
        ("It is due on the day\u00b9.", "It is due on the day[1]."),
        ('{"answer": "It is due.", "citations": [1, 3]}', "It is due. [1] [3]"),
        ('{"answer": "It is due.", "sources": [{"id": "2"}]}', "It is due. [2]"),
        ("It is due.\n\nSources: [1]\n\nAsk the desk.", "It is due. [1]\n\nAsk the desk."),
    ],
)
def test_sources_below_an_answer_without_markers_become_its_markers(
    written: str, answer: str
) -> None:
    assert cleaned([written]) == answer


@pytest.mark.parametrize("written", EVERY_FORM)
def test_where_a_chunk_ends_changes_nothing(written: str) -> None:
    whole = cleaned([written])

    cuts = [cleaned([written[:at], written[at:]]) for at in range(1, len(written))]

    assert set(cuts) <= {whole}
    assert cleaned(list(written)) == whole


@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=12,
    ),
    st.lists(st.integers(0, 80), max_size=4),
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_written_is_read_alike_however_it_is_cut(
    parts: list[str], cuts: list[int]
) -> None:
    written = "".join(parts)
    places = sorted({0, *cuts, len(written)})

    assert cleaned([written[a:b] for a, b in pairwise(places)]) == cleaned([written])


def test_an_answer_is_shown_as_it_comes() -> None:
    text = AnswerText(6)

    shown = [text.feed(piece) for piece in ("The form ", "is due in ", "60 days ", "[1]", ". As")]

    assert shown == ["The form ", "is due in ", "60 days ", "", "[1]. As"]


def test_thoughts_without_a_beginning_take_back_what_was_shown() -> None:
    text = AnswerText(6)

    before = text.feed("Let me see. ")
    after = text.feed("60?</think>It is")

    assert (before, after, text.begun_anew, text.unopened) == ("Let me see. ", "It is", 1, True)


def test_of_a_model_known_to_think_so_nothing_is_shown_before_its_answer() -> None:
    text = AnswerText(6, unopened=True)

    shown = [text.feed(piece) for piece in ("Let me see. ", "60?</think>", "It is")]

    assert shown == ["", "", "It is"]
    assert text.begun_anew == 0


def test_such_a_model_may_also_answer_at_once() -> None:
    assert cleaned([ANSWER], unopened=True) == ANSWER
    assert cleaned([f"<think>{THOUGHT}</think>{ANSWER}"], unopened=True) == ANSWER


def test_only_thoughts_are_no_answer() -> None:
    assert cleaned([f"<think>{THOUGHT}"]) == ""
    assert cleaned(['<tool_call>{"name": "search"}</tool_call>']) == ""


@pytest.mark.parametrize("part", ['{"a":', '[{"answer": [', "[", "<think>", "((", "\\["])
def test_nesting_without_an_end_is_read_to_its_end(part: str) -> None:
    assert isinstance(cleaned([part * 3_000]), str)
