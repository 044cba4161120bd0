"""Build the sample documents that are not written by hand.

Every file under ``sample/sources`` is a text with YAML front matter and a small
markup: headings (``##``, ``###``), bullets (``-``), numbered steps (``1.``),
tables (``|`` rows, the first one is the head), notes (``>``) and paragraphs.
The front matter names the output file, whose ending decides the format.
The same front matter becomes the sidecar ``sample/documents/citewell.yaml``.

Run ``python sample/build_documents.py``; a second run writes the same bytes.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from docx import Document
from docx.document import Document as WordDocument
from docx.shared import Pt
from fpdf import FPDF
from fpdf.fonts import FontFace

SAMPLE = Path(__file__).resolve().parent
SOURCES = SAMPLE / "sources"
DOCUMENTS = SAMPLE / "documents"
PLAN_NAME = "Harbourline Health Plan"
# A fixed moment instead of the clock: a rebuild must give the same bytes.
CREATED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
INK = (24, 62, 92)
LINE_HEIGHT = 5.4


@dataclass(frozen=True)
class SampleBlock:
    """One piece of a document: a heading, a paragraph, a list item or a table."""

    kind: str
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True)
class Source:
    """A source text: what the sidecar says about it, and its body."""

    output: str
    metadata: dict[str, Any]
    body: str

    @property
    def title(self) -> str:
        """The title as the sidecar gives it."""
        return str(self.metadata["title"])


def read_source(path: Path) -> Source:
    """Split a source file into its front matter and its body."""
    _, front_matter, body = path.read_text(encoding="utf-8").split("---\n", 2)
    metadata = yaml.safe_load(front_matter)
    output = metadata.pop("output")
    return Source(output=output, metadata=metadata, body=body.strip() + "\n")


MARKS = (
    ("heading", re.compile(r"^## (.*)")),
    ("subheading", re.compile(r"^### (.*)")),
    ("bullet", re.compile(r"^- (.*)")),
    ("step", re.compile(r"^\d+\. (.*)")),
    ("note", re.compile(r"^> (.*)")),
    ("row", re.compile(r"^\|(.*)\|$")),
)


def parse_line(line: str) -> SampleBlock:
    """Name the kind of one line and take its mark away."""
    for kind, pattern in MARKS:
        match = pattern.match(line)
        if match:
            return SampleBlock(kind, match.group(1).strip())
    return SampleBlock("paragraph", line.strip())


def parse(body: str) -> list[SampleBlock]:
    """Turn a body into blocks, with the rows of a table gathered in one block."""
    lines = (parse_line(line) for line in body.splitlines() if line.strip())
    blocks: list[SampleBlock] = []
    for kind, group in groupby(lines, key=lambda block: block.kind):
        items = list(group)
        if kind == "row":
            blocks.append(SampleBlock("table", rows=[split_row(item.text) for item in items]))
        else:
            blocks.extend(items)
    return blocks


def split_row(text: str) -> list[str]:
    """Split a table row into its cells."""
    return [cell.strip() for cell in text.split("|")]


def numbered(blocks: Iterable[SampleBlock]) -> Iterator[tuple[int, SampleBlock]]:
    """Give each step its number in its own list; other blocks get zero."""
    number = 0
    for block in blocks:
        number = number + 1 if block.kind == "step" else 0
        yield number, block


# --- PDF -------------------------------------------------------------------


class PlanPdf(FPDF):
    """A page with the plan's running head and page numbers."""

    def __init__(self, title: str) -> None:
        super().__init__(format="letter")
        self.document_title = title
        self.set_margins(22, 24, 22)
        self.set_auto_page_break(True, margin=22)
        self.alias_nb_pages()
        self.set_title(title)
        self.set_author(PLAN_NAME)
        self.set_creation_date(CREATED)

    def header(self) -> None:
        """Write the running head."""
        self.set_y(12)
        self.set_font("helvetica", size=8)
        self.set_text_color(110)
        self.cell(0, 5, PLAN_NAME)
        self.cell(0, 5, self.document_title, align="R", new_x="LMARGIN", new_y="NEXT")
        self.set_draw_color(190)
        self.line(self.l_margin, 18, self.w - self.r_margin, 18)
        self.set_y(24)

    def footer(self) -> None:
        """Write the page number."""
        self.set_y(-15)
        self.set_font("helvetica", size=8)
        self.set_text_color(110)
        self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align="C")

    def write_text(
        self, text: str, *, style: str = "", size: float = 10.5, indent: float = 0
    ) -> None:
        """Write one block of running text."""
        self.set_font("helvetica", style, size)
        self.set_x(self.l_margin + indent)
        self.multi_cell(
            0, LINE_HEIGHT * size / 10.5, text, align="L", new_x="LMARGIN", new_y="NEXT"
        )

    def write_heading(self, text: str, level: int) -> None:
        """Write a heading and its bookmark, never alone at the foot of a page."""
        if self.will_page_break(28):
            self.add_page()
        self.ln(5 if level == 0 else 3)
        self.set_text_color(*INK)
        self.start_section(text, level=level)
        self.write_text(text, style="B", size=14 if level == 0 else 11.5)
        self.set_text_color(30)
        self.ln(1.5)

    def write_item(self, mark: str, text: str) -> None:
        """Write a list item with its mark hanging in the margin."""
        self.set_font("helvetica", "", 10.5)
        self.set_x(self.l_margin + 3)
        self.cell(7, LINE_HEIGHT, mark)
        self.multi_cell(0, LINE_HEIGHT, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(1)

    def write_table(self, rows: list[list[str]]) -> None:
        """Write a table whose head row repeats on every page."""
        self.ln(1)
        self.set_font("helvetica", "", 9)
        head = FontFace(emphasis="BOLD", color=(255, 255, 255), fill_color=INK)
        with self.table(
            headings_style=head,
            col_widths=column_widths(rows),
            text_align="LEFT",
            line_height=5,
            padding=1,
            cell_fill_color=(240, 245, 249),
            cell_fill_mode="ROWS",
        ) as table:
            for cells in rows:
                table.row(cells)
        self.ln(3)


def column_widths(rows: list[list[str]]) -> tuple[int, ...]:
    """Give each column a share that follows its longest cell, within bounds."""
    longest = (max(len(cell) for cell in column) for column in zip(*rows, strict=True))
    return tuple(min(max(length, 9), 34) for length in longest)


def write_pdf_block(pdf: PlanPdf, number: int, block: SampleBlock) -> None:
    """Write one block to the PDF."""
    writers: dict[str, Callable[[], None]] = {
        "heading": lambda: pdf.write_heading(block.text, 0),
        "subheading": lambda: pdf.write_heading(block.text, 1),
        "bullet": lambda: pdf.write_item("-", block.text),
        "step": lambda: pdf.write_item(f"{number}.", block.text),
        "table": lambda: pdf.write_table(block.rows),
        "note": lambda: pdf.write_text(block.text, style="I", indent=3),
        "paragraph": lambda: pdf.write_text(block.text),
    }
    writers[block.kind]()
    if block.kind in {"note", "paragraph"}:
        pdf.ln(2.4)


def build_pdf(source: Source) -> bytes:
    """Build a PDF from core fonts alone, so that no font file is needed."""
    pdf = PlanPdf(source.title)
    pdf.add_page()
    pdf.set_text_color(*INK)
    pdf.write_text(source.title, style="B", size=20)
    pdf.set_text_color(110)
    pdf.write_text(f"{PLAN_NAME} | version {source.metadata['version']}", size=10)
    pdf.set_text_color(30)
    pdf.ln(4)
    for number, block in numbered(parse(source.body)):
        write_pdf_block(pdf, number, block)
    return bytes(pdf.output())


# --- DOCX ------------------------------------------------------------------


def write_word_table(document: WordDocument, rows: list[list[str]]) -> None:
    """Write a table with a bold head row."""
    table = document.add_table(rows=0, cols=len(rows[0]), style="Light Grid Accent 1")
    for cells in rows:
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.add_paragraph()


def write_word_block(document: WordDocument, block: SampleBlock) -> None:
    """Write one block to the Word document."""
    styles = {"bullet": "List Bullet", "note": "Intense Quote", "paragraph": "Normal"}
    if block.kind == "table":
        write_word_table(document, block.rows)
    elif block.kind in {"heading", "subheading"}:
        document.add_heading(block.text, level=1 if block.kind == "heading" else 2)
    else:
        document.add_paragraph(block.text, style=styles[block.kind])


def set_word_properties(document: WordDocument, title: str) -> None:
    """Fix the properties that would otherwise carry the clock."""
    properties = document.core_properties
    properties.title = title
    properties.author = PLAN_NAME
    properties.created = properties.modified = CREATED.replace(tzinfo=None)
    document.styles["Normal"].font.size = Pt(11)


def build_docx(source: Source) -> bytes:
    """Build a Word document with heading styles, lists and tables."""
    document = Document()
    set_word_properties(document, source.title)
    document.add_heading(source.title, level=0)
    for number, block in numbered(parse(source.body)):
        if block.kind == "step":
            # Written out, because automatic numbers would run on from list to list.
            document.add_paragraph(f"{number}. {block.text}", style="List")
        else:
            write_word_block(document, block)
    buffer = BytesIO()
    document.save(buffer)
    return with_fixed_times(buffer.getvalue())


def with_fixed_times(archive: bytes) -> bytes:
    """Repack a ZIP archive so that no entry carries the time of the build."""
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(archive)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=CREATED.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return result.getvalue()


# --- HTML ------------------------------------------------------------------

PAGE = """<!DOCTYPE html>
<html lang="en-US">
<head>
<meta charset="utf-8">
<title>{title} | Harbourline Health Plan</title>
<style>
body {{ font-family: sans-serif; max-width: 60rem; margin: auto; }}
td, th {{ border: 1px solid #bbb; padding: .3rem; }}
</style>
</head>
<body>
<header>
<p class="brand">Harbourline</p>
<nav aria-label="Main">
<ul>
<li><a href="/members">Members</a></li>
<li><a href="/find-care">Find care</a></li>
<li><a href="/pharmacy">Pharmacy</a></li>
<li><a href="/pay">Pay a bill</a></li>
<li><a href="/sign-in">Sign in</a></li>
</ul>
</nav>
<p class="crumbs">Home / {section} / {title}</p>
</header>
<main>
<article>
<h1>{title}</h1>
{content}
</article>
</main>
<aside>
<h2>Popular pages</h2>
<ul>
<li><a href="/id-card">Identification cards</a></li>
<li><a href="/forms">Forms library</a></li>
</ul>
</aside>
<footer>
<p>Language assistance is available free of charge. TTY users dial 711.</p>
<p>Terms of use | Accessibility | Notice of nondiscrimination | Site map</p>
<p>An invented company for demonstration. All rights to this page are given under Apache-2.0.</p>
</footer>
</body>
</html>
"""

TAGS = {"heading": "h2", "subheading": "h3", "paragraph": "p", "note": "blockquote"}


def html_row(cells: list[str], tag: str) -> str:
    """Write one table row."""
    return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"


def html_table(rows: list[list[str]]) -> str:
    """Write a table with a head."""
    body = "\n".join(html_row(cells, "td") for cells in rows[1:])
    return f"<table>\n<thead>{html_row(rows[0], 'th')}</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def html_list(items: list[SampleBlock], tag: str) -> str:
    """Write a list."""
    lines = "\n".join(f"<li>{html.escape(item.text, quote=False)}</li>" for item in items)
    return f"<{tag}>\n{lines}\n</{tag}>"


def html_blocks(kind: str, items: list[SampleBlock]) -> str:
    """Write neighbouring blocks of one kind."""
    if kind == "table":
        return "\n".join(html_table(item.rows) for item in items)
    if kind in {"bullet", "step"}:
        return html_list(items, "ul" if kind == "bullet" else "ol")
    tag = TAGS[kind]
    return "\n".join(f"<{tag}>{html.escape(item.text, quote=False)}</{tag}>" for item in items)


def build_html(source: Source) -> bytes:
    """Build a web page with the site's navigation around the content."""
    groups = groupby(parse(source.body), key=lambda block: block.kind)
    content = "\n".join(html_blocks(kind, list(items)) for kind, items in groups)
    section = Path(source.output).parent.name.replace("-", " ").title()
    return PAGE.format(title=html.escape(source.title), section=section, content=content).encode()


def build_text(source: Source) -> bytes:
    """Build a plain text: the title, a rule and the body as it stands."""
    return f"{source.title.upper()}\n{'=' * len(source.title)}\n\n{source.body}".encode()


# --- all of them -----------------------------------------------------------

BUILDERS: dict[str, Callable[[Source], bytes]] = {
    ".pdf": build_pdf,
    ".docx": build_docx,
    ".html": build_html,
    ".txt": build_text,
}


def build(source: Source, folder: Path) -> None:
    """Build one document into a folder."""
    path = folder / source.output
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(BUILDERS[path.suffix](source))


def write_sidecar(sources: list[Source], folder: Path) -> None:
    """Write the metadata of the files that cannot carry front matter."""
    entries = {source.output: source.metadata for source in sources}
    head = "# Written by sample/build_documents.py from the front matter of sample/sources.\n"
    text = yaml.safe_dump({"documents": entries}, sort_keys=False, allow_unicode=True, width=100)
    (folder / "citewell.yaml").write_text(head + text, encoding="utf-8")


def build_all(folder: Path = DOCUMENTS) -> list[Source]:
    """Build every document and the sidecar."""
    sources = [read_source(path) for path in sorted(SOURCES.rglob("*.md"))]
    folder.mkdir(parents=True, exist_ok=True)
    for source in sources:
        build(source, folder)
    write_sidecar(sources, folder)
    return sources


if __name__ == "__main__":
    build_all()
