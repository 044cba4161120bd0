"""YAML as plain words, within bounds."""

from __future__ import annotations

import pytest
import yaml

from ingest.metadata.plain_yaml import read_yaml

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(8)
)


def test_scalars_stay_as_they_are_written() -> None:
    text = (
        "version: 1.10\nstate: NO\nday: 2026-01-01\nlist: [1, [a, {b: ~}]]\n'quoted': |\n  x\n  y\n"
    )

    values = read_yaml(text)

    assert values == {
        "version": "1.10",
        "state": "NO",
        "day": "2026-01-01",
        "list": ["1", ["a", {"b": "~"}]],
        "quoted": "x\ny\n",
    }


@pytest.mark.parametrize("text", ["", "# only a remark\n", "---\n"])
def test_a_text_without_values_is_nothing(text: str) -> None:
    assert not read_yaml(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "aliases"),
        ("base: &b {groups: [hr]}\n<<: *b\n", "merged"),
        ("groups: [hr]\ngroups: [all]\n", "'groups' twice"),
        ("[" * 5_000, "level"),
        ("{a: " * 5_000, "levels"),
        ("? [a, b]\n: c\n", "no word"),
        ("a: 1\n---\ngroups: [hr]\n", "second document"),
        ("a: [", "flow"),
    ],
)
def test_what_is_more_than_plain_values_is_refused(text: str, said: str) -> None:
    with pytest.raises(yaml.YAMLError, match=said):
        read_yaml(text)
