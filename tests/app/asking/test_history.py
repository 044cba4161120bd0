from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.asking.history import read_history
from app.domain.conversations import Conversation, Turn
from knowledge.domain.errors import InputError


def written(folder: Path, content: object) -> Path:
    path = folder / "history.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def said(*messages: str) -> list[dict[str, str]]:
    """Return messages written as "user: ..." or "agent: ..."."""
    pairs = [message.split(": ", 1) for message in messages]
    return [{"speaker": speaker, "text": text} for speaker, text in pairs]


@pytest.mark.parametrize(
    ("messages", "turns"),
    [
        ([], ()),
        (["user: a", "agent: b", "user: c"], (Turn("a", "b"), Turn("c"))),
        (["agent: hello", "user: a", "agent: b"], (Turn("", "hello"), Turn("a", "b"))),
        (["user: a", "user: b", "agent: c"], (Turn("a\nb", "c"),)),
        (["user: a", "agent: b", "agent: c"], (Turn("a", "b\nc"),)),
    ],
)
def test_messages_become_turns(
    tmp_path: Path, messages: list[str], turns: tuple[Turn, ...]
) -> None:
    assert read_history(written(tmp_path, said(*messages))) == Conversation(turns)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        ("not json", "Invalid JSON"),
        ({"speaker": "user"}, "valid array"),
        ([{"speaker": "bot", "text": "x"}], "message 1, speaker: Input should be 'user' or"),
        ([*said("user: a"), {"speaker": "user"}], "message 2, text: Field required"),
        ([{"speaker": "user", "text": "a", "at": 1}], "message 1, at: Extra inputs"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(
    tmp_path: Path, content: object, trouble: str
) -> None:
    with pytest.raises(InputError) as raised:
        read_history(written(tmp_path, content))

    assert trouble in str(raised.value)
    assert 'JSON list of {"speaker": "user" or "agent", "text": "..."}' in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_question_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.json"
    path.write_text(json.dumps([{"speaker": "user", "text": "why " * 1_001}]))

    with pytest.raises(InputError, match=r"history\.json.*4004 characters; the limit is 4000"):
        read_history(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"missing\.json' cannot be read: No such file"):
        read_history(tmp_path / "missing.json")
