"""The texts that language models are given, each in a file of its own, and how they are filled."""

from __future__ import annotations

from pathlib import Path
from string import Template

_FOLDER = Path(__file__).with_name("prompts")


def prompt(name: str, **values: str) -> str:
    """Return the prompt `name` with its `$places` filled; KeyError when one is missing."""
    text = (_FOLDER / f"{name}.md").read_text(encoding="utf-8")
    return Template(text).substitute(values).strip()
