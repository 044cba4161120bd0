"""A command whose help lists every part, and which imports only the part that is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

import typer
from typer.core import TyperGroup
from typer.main import get_command


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-command; `at` is "module:attribute" of its function or Typer app.

    `needs` names packages outside the usual installation that its module imports.
    """

    name: str
    help: str
    at: str
    needs: tuple[str, ...] = ()


def parts_app(
    parts: Sequence[Part], *, about: str, require: Callable[[Sequence[str]], None] | None = None
) -> typer.Typer:
    """Return a Typer app of parts that are imported when they are called.

    torch takes seconds to import, which a help must not wait for. `require` is asked for a part's
    `needs` before, and says what to install.
    """
    named = {part.name: part for part in parts}

    class Parts(TyperGroup):
        def resolve_command(self, ctx, args):  # type: ignore[no-untyped-def] # click's, vendored
            """Return the part's own command in place of the listed one."""
            part = named.get(args[0]) if args else None
            if part is None:
                return super().resolve_command(ctx, args)
            if require is not None:
                require(part.needs)
            return part.name, get_command(load_part(part)), args[1:]

    app = typer.Typer(cls=Parts, add_completion=False, no_args_is_help=True, help=about)
    app.callback(help=about)(lambda: None)
    for part in parts:
        # Never called: a part that is known goes to its own command.
        app.command(part.name, help=part.help)(lambda: None)
    return app


def load_part(part: Part) -> typer.Typer:
    """Import a part and return its Typer app."""
    module, attribute = part.at.split(":")
    loaded = getattr(import_module(module), attribute)
    if isinstance(loaded, typer.Typer):
        return loaded
    app = typer.Typer(add_completion=False)
    app.command(part.name)(loaded)
    return app
