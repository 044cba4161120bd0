"""Read the sample with simple means, independent of the ingestion under test."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pypdfium2
import yaml
from bs4 import BeautifulSoup
from docx import Document

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
DOCUMENTS = SAMPLE / "documents"

Question = dict[str, Any]


def normalized(text: str) -> str:
    """Bring every run of white space down to one space."""
    return re.sub(r"\s+", " ", text).strip()


def pdf_text(path: Path) -> str:
    """Read the text of every page."""
    with pypdfium2.PdfDocument(path) as pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def docx_text(path: Path) -> str:
    """Read the paragraphs and the cells of the tables."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def html_text(path: Path) -> str:
    """Read the page without its tags."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").get_text(" ")


def plain_text(path: Path) -> str:
    """Read the file without the marks that quote a dialogue."""
    return re.sub(r"^> ?", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)


READERS: dict[str, Callable[[Path], str]] = {
    ".pdf": pdf_text,
    ".docx": docx_text,
    ".html": html_text,
}


@cache
def document_text(name: str) -> str:
    """The normalized text of a document, named by its path below the documents folder."""
    path = DOCUMENTS / name
    return normalized(READERS.get(path.suffix, plain_text)(path))


def document_names() -> list[str]:
    """The paths of all documents, without the sidecar."""
    files = (
        path for path in DOCUMENTS.rglob("*") if path.is_file() and path.name != "citewell.yaml"
    )
    return sorted(path.relative_to(DOCUMENTS).as_posix() for path in files)


def front_matter(name: str) -> dict[str, Any]:
    """The metadata at the head of a Markdown document."""
    _, head, _ = (DOCUMENTS / name).read_text(encoding="utf-8").split("---\n", 2)
    return dict(yaml.safe_load(head))


@cache
def catalog() -> dict[str, dict[str, Any]]:
    """The metadata of every document by its path."""
    sidecar = yaml.safe_load((DOCUMENTS / "citewell.yaml").read_text(encoding="utf-8"))["documents"]
    markdown = {name: front_matter(name) for name in document_names() if name.endswith(".md")}
    return {**sidecar, **markdown}


def named(document_key: str, version: str) -> str:
    """The path of the document with this key and version."""
    matches = [
        name
        for name, metadata in catalog().items()
        if (metadata["document_key"], metadata["version"]) == (document_key, version)
    ]
    assert len(matches) == 1, (document_key, version, matches)
    return matches[0]


def questions() -> list[Question]:
    """Every line of the question file."""
    lines = (SAMPLE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def conversations() -> list[list[Question]]:
    """The questions of each conversation, in their order."""
    return [
        list(group)
        for _, group in groupby(questions(), key=lambda question: question["conversation"])
    ]


def expected_history(earlier: list[Question]) -> list[dict[str, str]]:
    """The history that the earlier turns of a conversation leave behind."""
    turns = ((("user", turn["question"]), ("agent", turn["reference"])) for turn in earlier)
    return [{"speaker": speaker, "text": text} for turn in turns for speaker, text in turn]


def facts() -> dict[str, Any]:
    """The single source of truth."""
    return dict(yaml.safe_load((SAMPLE / "facts.yaml").read_text(encoding="utf-8")))


def stated_metadata() -> Iterator[tuple[str, str]]:
    """Each fact's words with each document that must contain them."""
    for fact in facts()["facts"]:
        for name in fact["documents"]:
            yield fact["value"], name


def found_everywhere(pattern: str) -> set[str]:
    """Everything that matches the pattern in any document."""
    return {
        match for name in document_names() for match in re.findall(pattern, document_text(name))
    }


def readable(metadata: dict[str, Any], question: Question) -> bool:
    """Whether the asker may read the document."""
    groups = metadata.get("groups")
    return groups is None or bool(set(groups) & set(question["groups"]))


def in_force(metadata: dict[str, Any], day: str) -> bool:
    """Whether the document applies on the day."""
    end = metadata.get("effective_to")
    return str(metadata["effective_from"]) <= day and (end is None or day <= str(end))
