"""A parsing worker that does to its process what broken files do to parsers."""

from __future__ import annotations

import os
import time
from pathlib import Path

from ingest import parsing_worker
from ingest.loaders.loaded import Loaded
from ingest.loaders.registry import PLAIN


def load_naughtily(path: Path) -> Loaded:
    """Do what the file says."""
    deed = path.read_text()
    if deed == "die":
        os._exit(7)
    if deed == "hang":
        time.sleep(60)
    if deed == "eat":
        bytearray(4 * 1024**3)
    return Loaded(sections=(), title=deed)


if __name__ == "__main__":
    PLAIN[".txt"] = load_naughtily
    parsing_worker.main()
