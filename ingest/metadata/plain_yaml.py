"""Reads YAML as plain words within bounds: what it says may come from anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml

_DEEPEST = 10
_MOST_VALUES = 1_000_000
_PARSER = yaml.CBaseLoader if yaml.__with_libyaml__ else yaml.BaseLoader
_MERGE = "<<"

PlainValue = str | Sequence["PlainValue"] | Mapping[str, "PlainValue"]
"""A scalar as it is written, or a list or a mapping of such."""


class YamlRefused(yaml.YAMLError):
    """YAML that says more than plain values; `problem` says what, `line` counts from 0."""

    def __init__(self, problem: str, event: yaml.Event) -> None:
        self.problem = problem
        self.line = int(event.start_mark.line) if event.start_mark else 0
        super().__init__(f"{problem} in line {self.line + 1}")


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not closed yet; `key` waits for its value."""

    is_mapping: bool
    items: list[PlainValue] = field(default_factory=list)
    pairs: dict[str, PlainValue] = field(default_factory=dict)
    key: str | None = None

    @property
    def value(self) -> PlainValue:
        return self.pairs if self.is_mapping else self.items


def read_yaml(text: str) -> PlainValue | None:
    """Read YAML with every scalar as text: `1.10` stays `1.10`, `NO` stays `NO`, dates stay.

    None stands for an empty text. Aliases, merges, a key twice, keys that are no words, a second
    document, and more than 10 levels are refused: 400 bytes of aliases are gigabytes once written
    out, and of two statements nobody knows which one was meant.

    Raises:
        yaml.YAMLError: it is not YAML, or more than this.
    """
    opened: list[_Open] = []
    result: PlainValue | None = None
    documents = 0
    for values, event in enumerate(yaml.parse(text, Loader=_PARSER)):
        if values > _MOST_VALUES:
            raise YamlRefused(f"more than {_MOST_VALUES:,} values", event)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise YamlRefused("a second document", event)
        closed = _taken(event, opened)
        if closed is not None:
            result = _given(closed, opened, event) or result
    return result


def _taken(event: yaml.Event, opened: list[_Open]) -> PlainValue | None:
    """Follow one event; return the value that it completes."""
    if isinstance(event, yaml.AliasEvent):
        raise YamlRefused("aliases (*name) are not read; write the value out", event)
    if isinstance(event, yaml.ScalarEvent):
        return str(event.value)
    if isinstance(event, yaml.CollectionStartEvent):
        if len(opened) >= _DEEPEST:
            raise YamlRefused(f"more than {_DEEPEST} levels", event)
        opened.append(_Open(isinstance(event, yaml.MappingStartEvent)))
        return None
    if isinstance(event, yaml.CollectionEndEvent):
        return opened.pop().value
    return None


def _given(value: PlainValue, opened: list[_Open], event: yaml.Event) -> PlainValue | None:
    """Put a value where it belongs; the outermost one is returned."""
    if not opened:
        return value
    around = opened[-1]
    if not around.is_mapping:
        around.items.append(value)
    elif around.key is not None:
        around.pairs[around.key], around.key = value, None
    elif not isinstance(value, str):
        raise YamlRefused("a key that is no word", event)
    elif value == _MERGE or value in around.pairs:
        raise YamlRefused(f"the key {value[:80]!r} twice, or merged", event)
    else:
        around.key = value
    return None
