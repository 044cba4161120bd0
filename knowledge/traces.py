"""What a purged document leaves in what was said about it: its ids and its own words."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator

from knowledge.own_words import OwnWords

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_REMEMBERED_FROM = 200
"""Characters: the same passages stand in many answers, and reading them is most of the work."""

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class Traces:
    """Knows a document's ids (UUIDs) and words again, in texts and in JSON."""

    def __init__(self, ids: Collection[str], words: OwnWords) -> None:
        self._ids = frozenset(ids)
        self._words = words
        self._seen: dict[str, bool] = {}

    def in_text(self, text: str) -> bool:
        """Tell whether a text names or quotes the document."""
        if not self._ids.isdisjoint(_ID.findall(text)):
            return True
        if len(text) < _REMEMBERED_FROM:
            return self._words.in_text(text)
        if text not in self._seen:
            self._seen[text] = self._words.in_text(text)
        return self._seen[text]

    def in_json(self, text: str) -> bool:
        """Tell whether a value of JSON, or the name of one, does; what is no JSON is a text."""
        if not self._ids.isdisjoint(_ID.findall(text)):
            return True
        try:
            content: Json = json.loads(text)
        except ValueError:
            return self.in_text(text)
        return any(map(self.in_text, _strings(content)))

    def blanked(self, content: Json, instead: str) -> Json:
        """Return a value of JSON with every text that names or quotes the document replaced."""
        if isinstance(content, str):
            return instead if self.in_text(content) else content
        if isinstance(content, list):
            return [self.blanked(each, instead) for each in content]
        if isinstance(content, dict):
            return {
                instead if self.in_text(name) else name: self.blanked(each, instead)
                for name, each in content.items()
            }
        return content


def _strings(content: Json) -> Iterator[str]:
    """Yield the texts of a value of JSON, without recursion: what is stored may be nested deep."""
    waiting = [content]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            yield from each
            waiting += each.values()
