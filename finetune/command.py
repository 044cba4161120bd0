"""The command `citewell finetune`: lists its parts, imports only the one that is called."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

import typer
from typer.core import TyperGroup
from typer.main import get_command

from finetune.extra import TRAINING, require_extra


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-command; `app` is "module:attribute" of its Typer app.

    `needs` names the packages of the extra `finetune` that its module imports.
    """

    name: str
    help: str
    app: str
    needs: tuple[str, ...] = ()


PARTS = (
    Part(
        "pairs",
        "Make question-and-passage pairs to train on.",
        "finetune.pairing.command:app",
    ),
    Part("negatives", "Find near misses for each pair.", "finetune.pairing.negatives_command:app"),
    Part("train", "Tune an embedding model on pairs.", "finetune.train_command:app", TRAINING),
    Part("reranker", "Tune a reranker on pairs.", "finetune.reranker.command:app", TRAINING),
    Part(
        "compare",
        "Measure a tuned model against its base.",
        "finetune.compare_command:app",
        TRAINING,
    ),
    Part(
        "conversation",
        "Tune how a follow-up is searched; no document is embedded again.",
        "finetune.conversation.command:app",
        TRAINING,
    ),
    Part(
        "notes",
        "Tune on dated notes: from a note to the next of its person.",
        "finetune.notes.command:app",
        TRAINING,
    ),
)


class _Parts(TyperGroup):
    """A group whose help lists every part, and which imports a part when it is called.

    torch takes seconds to import: `citewell finetune --help` must not wait for it.
    """

    def resolve_command(self, ctx, args):  # type: ignore[no-untyped-def] # click's, vendored
        """Return the part's own command in place of the listed one."""
        part = part_named(args[0]) if args else None
        if part is None:
            return super().resolve_command(ctx, args)
        return part.name, get_command(load_part(part)), args[1:]


app = typer.Typer(
    cls=_Parts,
    add_completion=False,
    no_args_is_help=True,
    help="Tune an embedding model or a reranker on your own documents.",
)


@app.callback()
def _finetune() -> None:
    """Tune an embedding model or a reranker on your own documents."""


def _list_in_help(part: Part) -> None:
    @app.command(part.name, help=part.help)
    def _listed() -> None:
        """Never called: `_Parts` sends a known part to its own app."""


for _part in PARTS:
    _list_in_help(_part)


def part_named(name: str) -> Part | None:
    """Return the part of this name."""
    return next((part for part in PARTS if part.name == name), None)


def load_part(part: Part) -> typer.Typer:
    """Import a part's Typer app.

    Raises:
        ConfigurationError: a package that it needs is not installed.
    """
    require_extra(part.needs)
    module, attribute = part.app.split(":")
    loaded = getattr(import_module(module), attribute)
    assert isinstance(loaded, typer.Typer), f"{part.app} is no Typer app"
    return loaded
