"""Files that could not be read are kept out, with the reason, until they change."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.content.outline import Loaded
from ingest.parsing.parser_process import Parser
from knowledge.domain.errors import DocumentUnreadable

_TOOLS = ("tesseract", "antiword", "catdoc")
"""Programs that make a difference to what can be read: with a new one, files are tried again."""


@dataclass(frozen=True, slots=True)
class QuarantinedFile:
    """Bytes that could not be read, under these options and this machine's tools."""

    mark: str
    reason: str
    since: datetime


_HELD = TypeAdapter(QuarantinedFile)


class Quarantine:
    """A parser that does not try again what failed, for a crash or a hang costs minutes each time.

    One line of JSON per file in a file of its own, so that a run that is killed loses nothing. A
    damaged line is dropped: the file it was about is then tried again.
    """

    def __init__(
        self,
        parser: Parser,
        path: Path,
        *,
        options: LoadingOptions,
        loading: str,
        retry: bool = False,
        read_only: bool = False,
    ) -> None:
        """Take the parser that reads, and `loading`, the name of what loaders give for bytes.

        With `retry` everything is tried again; with `read_only` nothing is written down.
        """
        self._parser = parser
        self._path = path
        self._read_only = read_only
        tools = ",".join(tool for tool in _TOOLS if shutil.which(tool))
        self._under = (options.fingerprint(), loading, tools)
        self._held = {} if retry else {each.mark: each for each in _read(path)}
        if retry and not read_only:
            path.unlink(missing_ok=True)

    def load(self, path: Path, digest: str) -> Loaded:
        """Return the file's content; `digest` is the SHA-256 of its bytes, in hex.

        Raises:
            DocumentUnreadable: it cannot be read, now or earlier; the message is the reason.
        """
        mark = content_hash(digest, path.suffix.lower(), *self._under)
        held = self._held.get(mark)
        if held is not None:
            raise DocumentUnreadable(
                f"{held.reason} Not tried again since {held.since:%Y-%m-%d}: the file has not "
                "changed. --retry tries all such files again."
            )
        try:
            return self._parser.load(path, digest)
        except DocumentUnreadable as error:
            self._hold(QuarantinedFile(mark, str(error), datetime.now(UTC)))
            raise

    def _hold(self, held: QuarantinedFile) -> None:
        self._held[held.mark] = held
        if self._read_only:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(_HELD.dump_json(held) + b"\n")


def _read(path: Path) -> list[QuarantinedFile]:
    if not path.is_file():
        return []
    found = []
    for line in path.read_bytes().split(b"\n"):
        try:
            found.append(_HELD.validate_json(line))
        except ValidationError:
            continue
    return found


# Hashes files, so that a second run knows what is unchanged.


_READ_BYTES = 1_048_576


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while data := file.read(_READ_BYTES):
            digest.update(data)
    return digest.hexdigest()


def content_hash(file_sha256: str, *others: str) -> str:
    """Return one hash over a file's bytes and all else that its passages depend on."""
    return hashlib.sha256("\n".join((file_sha256, *others)).encode()).hexdigest()
