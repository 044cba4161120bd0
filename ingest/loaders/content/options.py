"""What can be set about reading files; nothing here imports a parser."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Self

from knowledge.settings.parts import IngestSettings


@dataclass(frozen=True, slots=True)
class LoadingOptions:
    """`ocr` reads scanned pages with tesseract; `ocr_language` is as it names them ("eng+deu").

    `archives` opens zip files. All are off unless asked for: OCR takes seconds a page, and an
    archive may hold what nobody meant to publish.
    """

    ocr: bool = False
    ocr_language: str = "eng"
    ocr_page_seconds: float = 60.0
    archives: bool = False

    @classmethod
    def of(cls, ingest: IngestSettings) -> Self:
        """Return the options as the settings have them."""
        return cls(
            ocr=ingest.ocr,
            ocr_language=ingest.ocr_language,
            ocr_page_seconds=ingest.ocr_page_seconds,
            archives=ingest.archives,
        )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the options that `fingerprint` wrote."""
        return cls(**json.loads(text))

    def fingerprint(self) -> str:
        """Return the options as one line of text, equal for equal options."""
        return json.dumps(asdict(self), sort_keys=True)
