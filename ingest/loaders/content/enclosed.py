"""Loads files that lie inside another (attachments, archives) by the loader of their suffix."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from ingest.loaders.content.outline import Loaded, Loader
from ingest.metadata.fields import limits
from knowledge.domain.documents import Block, Section
from knowledge.domain.errors import DocumentUnreadable

_LONGEST_SUFFIX = 12


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file inside another: its name as it stands there, and its bytes."""

    name: str
    data: bytes


@dataclass(slots=True)
class EnclosedContent:
    """What enclosed files gave: their sections, and a warning for each that gave none."""

    sections: list[Section] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def load_enclosed(
    files: Iterable[Enclosed], loaders: Mapping[str, Loader], *, above: tuple[str, ...] = ()
) -> EnclosedContent:
    """Load each file; its name goes before its headings, and "file NAME" before its places."""
    found = EnclosedContent()
    with tempfile.TemporaryDirectory(prefix="citewell-enclosed-") as folder:
        for position, file in enumerate(files):
            suffix = PurePosixPath(file.name).suffix.lower()
            loader = loaders.get(suffix)
            if loader is None or len(suffix) > _LONGEST_SUFFIX:
                found.warnings.append(f"{file.name!r} inside it was not read: {_why(suffix)}.")
                continue
            # Its own name could point out of the folder or be too long.
            path = Path(folder) / f"{position}{suffix}"
            path.write_bytes(file.data)
            _take(found, file.name, path, loader, above)
            path.unlink()
    return found


def _why(suffix: str) -> str:
    return f"files of type {suffix} are not read here" if suffix else "its name has no suffix"


def _take(
    found: EnclosedContent, name: str, path: Path, loader: Loader, above: tuple[str, ...]
) -> None:
    try:
        loaded = loader(path)
    except DocumentUnreadable as error:
        found.warnings.append(f"{name!r} inside it was not read: {error}")
        return
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001 - parsers raise anything over broken files
        found.warnings.append(f"{name!r} inside it is damaged ({type(error).__name__}: {error}).")
        return
    if any(map(limits, loaded.front_matter)):
        # The whole is shown to one circle of readers; a part of it cannot be kept from some.
        found.warnings.append(
            f"{name!r} inside it was not read: it limits who sees it, or when. Ingest it by itself."
        )
        return
    found.sections += _placed(loaded, name, above)
    found.warnings += [f"{name!r} inside it: {warning}" for warning in loaded.warnings]


def _placed(loaded: Loaded, name: str, above: tuple[str, ...]) -> Iterator[Section]:
    for section in loaded.sections:
        blocks = tuple(_placed_block(block, name) for block in section.blocks)
        yield Section(headings=(*above, name, *section.headings), blocks=blocks)


def _placed_block(block: Block, name: str) -> Block:
    """Say where the block stands; a page of an inner file is no page of the outer one."""
    page = f"page {block.page}" if block.page is not None else ""
    place = ", ".join(filter(None, (f"file {name}", page, block.place)))
    return replace(block, page=None, place=place)
