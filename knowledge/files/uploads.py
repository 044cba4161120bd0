"""Files that a curator uploaded, each in a folder of its own, with its metadata."""

from __future__ import annotations

import json
import re
import shutil
import time
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from knowledge.common.names import checked_name
from knowledge.domain.errors import InputError, StoreUnavailable
from knowledge.settings.parts import UploadSettings

_SIDECAR = "citewell.yaml"
_PASSED_OVER = (_SIDECAR, "citewell.yml", "citewell.csv", "thumbs.db", "desktop.ini")
_MOST_CHARACTERS = 120
_MEGABYTE = 1_000_000
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_ID = re.compile(r"[0-9a-f]{32}")
_KEPT_UNUSED_SECONDS = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was taken: `root` is the folder to ingest, `name` the file in it."""

    id: str
    root: Path
    name: str


class Uploads:
    """The uploads of one knowledge base: `<data>/uploads/<knowledge base>/<id>/<file>`.

    Each file is a root of its own, so that taking, replacing or deleting one never touches another.
    """

    def __init__(self, folder: Path, *, most_megabytes: int) -> None:
        self._folder = folder.absolute()
        self._most_megabytes = most_megabytes

    def take(self, name: str, content: bytes, metadata: Mapping[str, object]) -> Upload:
        """Keep a file and what is stated of it.

        A document's key is, unless it is stated here or in the file, the file's name: the same name
        again is the same document.

        Raises:
            InputError: the file is too large or empty, or has no usable name.
            StoreUnavailable: it cannot be written.
        """
        safe = safe_name(name)
        if len(content) > self._most_megabytes * _MEGABYTE:
            raise InputError(
                f"{safe!r} has {len(content) / _MEGABYTE:,.1f} MB; the page takes up to "
                f"{self._most_megabytes} MB (CITEWELL_UPLOAD_MOST_MEGABYTES). Larger files: "
                "citewell ingest FOLDER --kb NAME."
            )
        if not content:
            raise InputError(f"{safe!r} is empty.")
        upload = Upload(uuid4().hex, self._folder, safe)
        upload = Upload(upload.id, self._folder / upload.id, safe)
        stated = {name: value for name, value in metadata.items() if value}
        sidecar = {
            "defaults": {"document_key": safe},
            "documents": {safe: stated} if stated else {},
        }
        draft = self._folder / f".{upload.id}"
        try:
            draft.mkdir(parents=True)
            (draft / safe).write_bytes(content)
            (draft / _SIDECAR).write_text(json.dumps(sidecar, ensure_ascii=False), "utf-8")
            draft.rename(upload.root)
        except OSError as error:
            shutil.rmtree(draft, ignore_errors=True)
            raise StoreUnavailable(
                f"{safe!r} cannot be kept in {str(self._folder)!r}: {error.strerror or error}. "
                "Free space there or set CITEWELL_DATA_DIR."
            ) from error
        return upload

    def roots(self, identifiers: Sequence[str]) -> list[Path]:
        """Return the folders of these uploads.

        Raises:
            InputError: one of them is not there (any more).
        """
        roots = [self._folder / each for each in identifiers if _ID.fullmatch(each)]
        if len(roots) < len(identifiers) or not all(root.is_dir() for root in roots):
            raise InputError("An uploaded file is no longer there. Upload it again.")
        return roots

    def holds(self, root: str) -> bool:
        """Tell whether a document's root is one of these uploads."""
        # As text: a list of 10,000 documents asks it for each.
        folder, _, last = root.rpartition("/")
        return folder == str(self._folder) and _ID.fullmatch(last) is not None

    def discard(self, identifiers: Iterable[str]) -> None:
        """Delete uploads; those that are not there are ignored."""
        for identifier in identifiers:
            if _ID.fullmatch(identifier):
                shutil.rmtree(self._folder / identifier, ignore_errors=True)

    def of_document(self, key: str) -> list[str]:
        """Return the ids of the uploads that are a document of this key, used or not."""
        folders = self._folder.iterdir() if self._folder.is_dir() else ()
        return sorted(
            each.name for each in folders if _ID.fullmatch(each.name) and key in _stated_keys(each)
        )

    def discard_unused(self, used_roots: Iterable[str], *, now: float | None = None) -> list[str]:
        """Delete uploads of a week ago that no document comes from; return their ids."""
        used = set(used_roots)
        limit = (time.time() if now is None else now) - _KEPT_UNUSED_SECONDS
        unused = [
            each.name
            for each in (self._folder.iterdir() if self._folder.is_dir() else ())
            if _ID.fullmatch(each.name) and str(each) not in used and each.stat().st_mtime < limit
        ]
        self.discard(unused)
        return sorted(unused)


def _stated_keys(folder: Path) -> set[str]:
    """Return the document keys that an upload's sidecar states."""
    try:
        sidecar = json.loads((folder / _SIDECAR).read_text("utf-8"))
        stated = [sidecar["defaults"], *sidecar["documents"].values()]
        return {str(each["document_key"]) for each in stated if "document_key" in each}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return set()


def uploads_of(uploads: UploadSettings, data_dir: Path, name: str) -> Uploads:
    """Return the uploads of a knowledge base.

    Raises:
        InputError: the name cannot name a knowledge base.
    """
    folder = data_dir / "uploads" / checked_name(name)
    return Uploads(folder, most_megabytes=uploads.most_megabytes)


def safe_name(name: str) -> str:
    """Return a file's name fit for every file system, without any folder before it.

    Raises:
        InputError: nothing is left of it, or it is a name that an ingest passes over.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(c for c in last if unicodedata.category(c) not in ("Cf", "Cc", "Cs"))
    plain = " ".join(_UNSAFE.sub("_", shown).split()).lstrip(".~ ").rstrip(". ")
    stem, dot, suffix = plain.rpartition(".")
    if dot and len(plain) > _MOST_CHARACTERS:
        plain = f"{stem[: _MOST_CHARACTERS - len(suffix) - 1].rstrip()}.{suffix}"
    if not plain or plain.casefold() in _PASSED_OVER:
        raise InputError(f"{last[:80]!r} is not a name for a document. Rename the file.")
    return plain[:_MOST_CHARACTERS]
