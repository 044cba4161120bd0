"""Which loader reads which suffix, and why the other suffixes are left out."""

from __future__ import annotations

from ingest.loaders.html_page import load_html
from ingest.loaders.loaded import Loader
from ingest.loaders.markdown_text import load_markdown
from ingest.loaders.pdf_pages import load_pdf
from ingest.loaders.plain_text import load_plain_text
from ingest.loaders.word_document import load_docx

LOADERS: dict[str, Loader] = {
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".txt": load_plain_text,
    ".text": load_plain_text,
    ".html": load_html,
    ".htm": load_html,
    ".xhtml": load_html,
    ".pdf": load_pdf,
    ".docx": load_docx,
}
