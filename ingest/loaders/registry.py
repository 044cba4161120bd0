"""The loaders themselves, by suffix: imports every parser, so only the parsing process needs it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.metadata import EntryPoint
from pathlib import Path

from ingest.loaders import formats
from ingest.loaders.content.options import LoadingOptions
from ingest.loaders.content.outline import Loaded, Loader
from ingest.loaders.formats import Format
from knowledge.domain.errors import DocumentUnreadable


def _of(kind: Format) -> Callable[..., Loaded]:
    module, function = kind.loader.split(":")
    loader: Callable[..., Loaded] = getattr(import_module(module), function)
    return loader


def _plugged_in(declared: EntryPoint) -> Loader:
    """Return another package's loader; one that cannot be loaded refuses its own files only."""
    try:
        loader: Loader = declared.load()
    except Exception as error:  # noqa: BLE001 - what another package does when imported
        said = f"{type(error).__name__}: {error}"
        return partial(_refuse, f"The installed loader {declared.value!r} does not load ({said}).")
    return loader


def _refuse(reason: str, path: Path) -> Loaded:
    raise DocumentUnreadable(f"{reason} {path.name!r} was not read.")


PLAIN: dict[str, Loader] = {
    **{suffix: _plugged_in(each) for suffix, each in formats.plug_ins().items()},
    **{suffix: _of(each) for each in formats.PLAIN for suffix in each.suffixes},
}
"""Those that need no options and open no other files."""


def loaders_for(options: LoadingOptions) -> dict[str, Loader]:
    """Return the loader of each suffix that is read under these options."""
    loaders: dict[str, Loader] = {**PLAIN}

    def add(kind: Format, **given: object) -> None:
        loaders.update(dict.fromkeys(kind.suffixes, partial(_of(kind), **given)))

    add(formats.PDF, options=options, loaders=PLAIN)
    if options.ocr:
        add(formats.IMAGES, options=options)
    # Mail inside mail is the mail loader's own matter, archives inside anything are not opened.
    attached = dict(loaders)
    for kind in formats.MAIL:
        add(kind, loaders=attached)
    if options.archives:
        add(formats.ARCHIVES, loaders=dict(loaders))
    return loaders


LOADERS = loaders_for(LoadingOptions())
"""Those of the usual options."""
