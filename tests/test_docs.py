"""README and the pages under docs: short where people read on, true where they print a command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[1]
GUIDE = sorted((ROOT / "docs" / "guide").glob("*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("sample/*.md")])
CODE = re.compile(r"^ *```.*?^ *```$|`[^`\n]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]*)\)")
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
MOST_LINES = 120


def name_of(page: Path) -> str:
    """Return a page's path within the repository."""
    return page.relative_to(ROOT).as_posix()


def anchors_of(page: Path) -> set[str]:
    """Return the anchors that GitHub gives a page's headings (none is there twice)."""
    headings = HEADING.findall(CODE.sub(lambda code: code[0].strip("`"), page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


def broken_links(page: Path) -> Iterator[str]:
    """Yield the links of a page that lead to no file, or to no heading of one."""
    for link in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_page_and_a_heading_of_it(page: Path) -> None:
    assert list(broken_links(page)) == []


@pytest.mark.parametrize("page", [ROOT / "README.md", *GUIDE], ids=name_of)
def test_what_people_read_first_is_short(page: Path) -> None:
    lines = page.read_text("utf-8").splitlines()

    assert len(lines) <= MOST_LINES


@pytest.mark.parametrize("folder", ["guide", "operators", "research"])
def test_each_part_lists_all_its_pages(folder: str) -> None:
    index = ROOT / "docs" / folder / "README.md"

    listed = set(LINK.findall(index.read_text("utf-8")))

    assert {page.name for page in index.parent.glob("*.md")} - listed == {"README.md"}
