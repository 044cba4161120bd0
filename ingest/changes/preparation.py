"""Reads one found file: unchanged, unreadable, or a document ready for embedding."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.changes.rights import Rights
from ingest.changes.scan import FoundFile, Keys
from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.content.outline import Loaded
from ingest.loaders.formats import shaped_by
from ingest.metadata.fields import StatedMetadata, read_metadata
from ingest.metadata.sidecars import SidecarMetadata, Sidecars
from ingest.parsing.parser_process import Parser
from ingest.parsing.quarantine import content_hash, file_digest
from ingest.splitting.splitter import split, splitter_name
from knowledge.care.curator_records import CuratorRecords
from knowledge.common.stopwatch import Stopwatch
from knowledge.domain.documents import Document, DocumentRecord
from knowledge.domain.errors import DocumentUnreadable
from knowledge.domain.passages import Passage, document_id
from knowledge.files.originals import Originals
from knowledge.lexical.alternatives import alternatives_in
from knowledge.lexical.definitions import defined_terms

LOADING = "loading-5"
"""Raised when loaders give other text for the same bytes, so that files are read again."""
_MOST_BYTES = 1024**3
_USUAL = LoadingOptions()


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What tells whether a file must be read again, taken before it is parsed."""

    content_hash: str
    digest: str
    sidecar: SidecarMetadata
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document split into passages, its record, and the ids of what it replaces."""

    record: DocumentRecord
    passages: Sequence[Passage]
    replaced: tuple[str, ...]
    is_new: bool
    warnings: tuple[str, ...]


class DocumentPreparer:
    """Reads the files of one run into passages."""

    def __init__(  # noqa: PLR0913 - what one run needs, each by name
        self,
        *,
        knowledge_base: str,
        default_group: str,
        limit: int,
        count_tokens: Callable[[Sequence[str]], list[int]],
        parser: Parser,
        originals: Originals,
        keys: Keys,
        rights: Rights,
        stopwatch: Stopwatch,
        decided: CuratorRecords | None = None,
        options: LoadingOptions = _USUAL,
    ) -> None:
        self._knowledge_base = knowledge_base
        self._default_group = default_group
        self._limit = limit
        self._count_tokens = count_tokens
        self._parser = parser
        self.options = options
        self._originals = originals
        self._keys = keys
        self._rights = rights
        self._stopwatch = stopwatch
        self._decided = decided
        self._sidecars: dict[Path, Sidecars] = {}

    def fingerprint(self, file: FoundFile) -> Fingerprint:
        """Hash a file and what is stated of it.

        Raises:
            DocumentUnreadable: it cannot be opened, is far too large, or its sidecar is wrong.
        """
        sidecar = self._sidecars.setdefault(file.root, Sidecars(file.root)).metadata_of(file.source)
        try:
            status = file.path.stat()
            if status.st_size > _MOST_BYTES:
                raise DocumentUnreadable(
                    f"The file has {status.st_size / 1024**3:.1f} GB; at most 1 GB is read."
                )
            digest = file_digest(file.path)
        except OSError as error:
            raise DocumentUnreadable(
                f"The file cannot be opened: {error.strerror or error}. Check its permissions."
            ) from error
        whole = content_hash(
            digest,
            sidecar.fingerprint(),
            f"{LOADING}{shaped_by(file.source, self.options)}",
            splitter_name(self._limit),
            self._default_group,
        )
        return Fingerprint(whole, digest, sidecar, status.st_size, status.st_mtime_ns)

    def prepare(
        self, file: FoundFile, fingerprint: Fingerprint, earlier: Sequence[DocumentRecord]
    ) -> PreparedDocument | None:
        """Load, name and split a file; None if it holds no text.

        Raises:
            DocumentUnreadable: it cannot be read, or what it states about itself is wrong.
        """
        with self._stopwatch.stage("load"):
            loaded = self._parser.load(file.path, fingerprint.digest)
        if not loaded.sections:
            return None
        stated = _stated(loaded, fingerprint.sidecar)
        self._refuse_purged(stated.document_key or file.source, fingerprint.content_hash)
        key = self._keys.claim(file, stated, earlier[0] if earlier else None)
        document = self._document(file, loaded, stated, key, fingerprint)
        self._rights.check(document.metadata, earlier)
        with self._stopwatch.stage("split"):
            found = split(
                document,
                self._count_tokens,
                limit=self._limit,
                default_group=self._default_group,
            )
            passages = without_boilerplate(found)
        warnings = (*loaded.warnings, *_left_out(len(found) - len(passages)))
        if self._decided is not None:
            warnings = (*warnings, *self._decided.curation.unmet(passages))
            passages = self._decided.curation.applied(passages)
        self._keep_original(file, fingerprint)
        return PreparedDocument(
            record=_record(document, file, passages),
            passages=passages,
            replaced=tuple(record.id for record in earlier if record.id != document.id),
            is_new=not earlier,
            warnings=warnings,
        )

    def _refuse_purged(self, key: str, content: str) -> None:
        if self._decided is None:
            return
        stone = self._decided.tombstones.standing_against(key, content)
        if stone is None:
            return
        # The same content may have been another's document, under a key that is not to be learnt.
        told = self._rights.knows_all or stone.document_key == key
        named = stone.document_key if told else "KEY"
        raise DocumentUnreadable(
            f"It was purged {f'as {named!r} ' if told else ''}on {stone.purged_at:%Y-%m-%d} and is "
            f"not taken in again. If it shall be: citewell kb allow {named} --kb "
            f"{self._knowledge_base}"
        )

    def misnamed(self) -> list[str]:
        """Return a warning for each sidecar entry whose file is not there."""
        return [said for sidecars in self._sidecars.values() for said in sidecars.misnamed()]

    def _document(
        self,
        file: FoundFile,
        loaded: Loaded,
        stated: StatedMetadata,
        key: str,
        fingerprint: Fingerprint,
    ) -> Document:
        metadata = stated.as_document_metadata(
            key=key, found_title=loaded.title, found_language=loaded.language
        )
        if self._decided is not None:
            metadata = self._decided.retirements.applied(metadata)
        return Document(
            id=document_id(self._knowledge_base, metadata.key, metadata.version),
            metadata=metadata,
            source=file.source,
            content_hash=fingerprint.content_hash,
            sections=loaded.sections,
            pages=loaded.pages,
            warnings=loaded.warnings,
        )

    def _keep_original(self, file: FoundFile, fingerprint: Fingerprint) -> None:
        self._originals.keep(fingerprint.content_hash, file.path)
        status = file.path.stat()
        if (status.st_size, status.st_mtime_ns) != (fingerprint.size, fingerprint.modified_ns):
            self._originals.remove(fingerprint.content_hash)
            raise DocumentUnreadable("The file was written to while it was read. Ingest it again.")


def _stated(loaded: Loaded, sidecar: SidecarMetadata) -> StatedMetadata:
    """Merge what is stated: a sidecar's entry, over front matter, over a sidecar's defaults."""
    in_file = read_metadata(loaded.front_matter, where="front matter")
    return sidecar.entry.over(in_file.over(sidecar.defaults))


def _left_out(passages: int) -> tuple[str, ...]:
    if not passages:
        return ()
    one, nothing = passages == 1, "(a page number, a rule, an empty-page notice)"
    told = ("passage that says nothing", "was") if one else ("passages that say nothing", "were")
    return (f"{passages} {told[0]} {nothing} {told[1]} left out.",)


def _record(document: Document, file: FoundFile, passages: Sequence[Passage]) -> DocumentRecord:
    return DocumentRecord(
        id=document.id,
        metadata=document.metadata,
        title=document.title,
        source=document.source,
        root=str(file.root),
        content_hash=document.content_hash,
        passages=len(passages),
        pages=document.pages,
        terms=defined_terms(passages),
        alternatives=alternatives_in(passages),
    )


# Tells passages that say something from page numbers, rules and notices that stand anywhere.


_FEWEST_CHARACTERS = 3
"""Of letters and digits, where no heading says what a "7" is about."""
_LETTERS_AND_DIGITS = re.compile(r"[^\W_]")
_NOTICES = re.compile(
    r"this page (?:is |was |has been )?(?:intentionally|deliberately) (?:left )?blank"
    r"|diese seite (?:ist |wurde )?(?:absichtlich|bewusst) (?:frei|leer)(?: gelassen)?"
    r"|(?:esta )?p\u00e1gina (?:dejada )?en blanco(?: intencionad\w+| a prop\u00f3sito)?"
    r"|(?:back|return|go) to (?:the )?top(?: of (?:the )?page)?|(?:zur\u00fcck )?nach oben"
    r"|volver arriba|skip to (?:main |the )?(?:content|navigation)"
    r"|zum (?:haupt)?inhalt(?: springen)?"
    r"|(?:saltar|ir) al contenido(?: principal)?|(?:print|share) this page"
    r"|(?:page|seite|p\u00e1gina) \d+(?: (?:of|von|de) \d+)?"
    r"|(?:copyright|\u00a9|\(c\))[^\n]{0,80} all rights reserved",
    re.I,
)


def without_boilerplate(passages: Sequence[Passage]) -> list[Passage]:
    """Return the passages that say something; all of them where none does."""
    kept = [passage for passage in passages if _says_something(passage)]
    return kept or list(passages)


def _says_something(passage: Passage) -> bool:
    found = len(_LETTERS_AND_DIGITS.findall(passage.text[:200]))
    if found < (1 if passage.headings else _FEWEST_CHARACTERS):
        return False
    lines = (line.strip(" .|*_-\t") for line in passage.text.split("\n"))
    return not all(_NOTICES.fullmatch(" ".join(line.split())) for line in lines if line)
