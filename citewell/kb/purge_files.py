"""Takes what quotes a purged document out of the files that a desk keeps beside the store."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from knowledge.edge.files import replace_text
from knowledge.traces import Json, Traces

_REMOVED = "[Removed: it quoted a document that has been purged.]"


def blank_files(data: Path, traces: Traces) -> int:
    """Blank saved evaluations and the reasons why files were held back; return how many files."""
    changed = [path for path in sorted((data / "runs").glob("*.json")) if _blanked(path, traces)]
    held = sorted((data / "quarantine").glob("*.jsonl"))
    return len(changed) + sum(_without_lines(path, traces) for path in held)


def _blanked(path: Path, traces: Traces) -> bool:
    """Blank a file of JSON; one that cannot be read as such goes if it quotes the document."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if not traces.in_json(text):
        return False
    try:
        content: Json = json.loads(text)
    except ValueError:
        path.unlink()
        return True
    blanked = traces.blanked(content, _REMOVED)
    replace_text(path, json.dumps(blanked, ensure_ascii=False, indent=1))
    return True


def _without_lines(path: Path, traces: Traces) -> bool:
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    kept = [line for line in lines if not traces.in_json(line)]
    if len(kept) == len(lines):
        return False
    replace_text(path, _ended(kept))
    return True


def _ended(lines: Iterable[str]) -> str:
    # Others add lines to the end of the file.
    return "".join(f"{line}\n" for line in lines if line)
