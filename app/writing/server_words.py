"""What a model's server says itself of a failure, made fit to be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from knowledge.printing import printable

_LONGEST_CHARACTERS = 200
_HIDDEN = "***"
_SHORTEST_SECRET = 4
_SAID_AS = ("message", "msg", "detail", "error")
_DEEPEST = 5


def server_words(error: Exception, secrets: Sequence[str]) -> str:
    """Return the server's own words, short, on one line and without the secrets; "" for none.

    A web page, as a proxy in between sends it, is nobody's words.
    """
    body = getattr(error, "body", None)
    told = [body, *(each for each in error.args if isinstance(each, Mapping))]
    for each in told:
        said = next(_sentences(each), "")
        if said:
            return shown(said, secrets)
    return ""


def every_word(error: Exception) -> str:
    """Return all that an error says, in small letters: for looking things up, not to be shown."""
    told = (getattr(error, "param", ""), getattr(error, "body", ""), error)
    return " ".join(str(each) for each in told if each).lower()


def shown(said: str, secrets: Sequence[str]) -> str:
    """Return words short, on one line and without the secrets."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            said = said.replace(secret, _HIDDEN)
    words = printable(said).split()
    words = [_HIDDEN if word.startswith(("sk-", "sk_")) else word for word in words]
    text = " ".join(words)
    return text if len(text) <= _LONGEST_CHARACTERS else f"{text[:_LONGEST_CHARACTERS]}..."


def _sentences(said: object, depth: int = 0) -> Iterator[str]:
    """Yield what a body says, however deep a server puts it."""
    if isinstance(said, str):
        text = said.strip()
        if text and not text.startswith(("<", "{")):
            yield text
    elif depth < _DEEPEST and isinstance(said, Mapping):
        for name in _SAID_AS:
            yield from _sentences(said.get(name), depth + 1)
    elif depth < _DEEPEST and isinstance(said, Sequence):
        for each in said:
            yield from _sentences(each, depth + 1)
