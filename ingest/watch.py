"""Runs an ingest again whenever its folders change and have come to rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ingest.changes.scan import scan

Signature = frozenset[tuple[str, int, int]]


def signature_of(paths: Iterable[Path], *, follow_links: bool = False) -> Signature:
    """Return what tells whether any file came, went or changed: name, size, time of writing."""
    seen: set[tuple[str, int, int]] = set()
    there = [path.resolve() for path in paths if path.exists()]
    for file in scan(there, (), follow_links=follow_links).files:
        try:
            status = file.path.stat()
        except OSError:
            continue  # it went while we looked, which the next look tells
        seen.add((str(file.path), status.st_size, status.st_mtime_ns))
    return frozenset(seen)


def watch(
    paths: Sequence[Path],
    run: Callable[[], None],
    wait: Callable[[], None],
    *,
    follow_links: bool = False,
) -> None:
    """Run once, then after each change; never returns, only an exception of `wait` ends it.

    Looks after each `wait`. Sidecars count by the files' own folder: a change to `citewell.yaml`
    alone is taken in with the next change of a document.
    """
    done: Signature | None = None
    before = signature_of(paths, follow_links=follow_links)
    while True:
        now = signature_of(paths, follow_links=follow_links)
        # Half a copied folder, or a file that is still being written, is not to be read.
        if now == before and now != done:
            run()
            done = now
        before = now
        wait()
