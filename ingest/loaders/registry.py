"""Which loader reads which suffix."""

from __future__ import annotations

from functools import partial

from ingest.loaders.content.ocr import load_image
from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.content.outline import Loader
from ingest.loaders.mail.message import load_eml, load_mbox
from ingest.loaders.mail.outlook import load_msg
from ingest.loaders.office.content import load_spreadsheet, load_word
from ingest.loaders.office.old_office import load_ppt
from ingest.loaders.office.slides import load_pptx
from ingest.loaders.pdf.pages import load_pdf
from ingest.loaders.records.delimited_text import load_delimited
from ingest.loaders.records.json_records import load_json, load_json_lines
from ingest.loaders.records.pubmed import load_nbib, load_xml
from ingest.loaders.suffixes import IMAGES_READ
from ingest.loaders.text.markdown import load_markdown
from ingest.loaders.text.plain import load_plain_text
from ingest.loaders.text.rich_text import load_rtf
from ingest.loaders.web.page import load_html
from ingest.loaders.zip_archive import load_zip

PLAIN: dict[str, Loader] = {
    ".md": load_markdown,
    ".markdown": load_markdown,
    ".txt": load_plain_text,
    ".text": load_plain_text,
    ".html": load_html,
    ".htm": load_html,
    ".xhtml": load_html,
    ".docx": load_word,
    ".pptx": load_pptx,
    ".xlsx": load_spreadsheet,
    ".xlsm": load_spreadsheet,
    ".xls": load_spreadsheet,
    ".doc": load_word,
    ".ppt": load_ppt,
    ".rtf": load_rtf,
    ".csv": load_delimited,
    ".tsv": load_delimited,
    ".json": load_json,
    ".jsonl": load_json_lines,
    ".ndjson": load_json_lines,
    ".xml": load_xml,
    ".nbib": load_nbib,
}
"""Those that need no options and open no other files."""


def loaders_for(options: LoadingOptions) -> dict[str, Loader]:
    """Return the loader of each suffix that is read under these options."""
    loaders: dict[str, Loader] = {
        **PLAIN,
        ".pdf": partial(load_pdf, options=options, loaders=PLAIN),
    }
    if options.ocr:
        loaders |= dict.fromkeys(IMAGES_READ, partial(load_image, options=options))
    # Mail inside mail is the mail loader's own matter, archives inside anything are not opened.
    loaders |= {
        ".eml": partial(load_eml, loaders=dict(loaders)),
        ".mbox": partial(load_mbox, loaders=dict(loaders)),
        ".msg": partial(load_msg, loaders=dict(loaders)),
    }
    if options.archives:
        loaders[".zip"] = partial(load_zip, loaders=dict(loaders))
    return loaders


LOADERS = loaders_for(LoadingOptions())
"""Those of the usual options."""
