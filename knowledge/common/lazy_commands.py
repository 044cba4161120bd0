"""A command whose help lists every sub-command, and which imports only the one that is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """A sub-command; `at` is "module:attribute" of its function or Typer app.

    `needs` names packages outside the usual installation that its module imports. `cls` reads a
    function's arguments.
    """

    name: str
    help: str
    at: str
    needs: tuple[str, ...] = ()
    cls: type[TyperCommand] = TyperCommand


def lazy_app(
    commands: Sequence[LazyCommand],
    *,
    about: str,
    options: Callable[..., None] = lambda: None,
    epilog: str | None = None,
    default: str = "",
    require: Callable[[Sequence[str]], None] | None = None,
) -> typer.Typer:
    """Return a Typer app of commands that are imported when they are called.

    torch takes seconds to import, which a help must not wait for. `options` takes what stands
    before the sub-command. `default` is called where none is named. `require` is asked for a
    command's `needs` before, and says what to install.
    """
    named = {command.name: command for command in commands}

    class LazyGroup(TyperGroup):
        def parse_args(self, ctx, args):  # type: ignore[no-untyped-def] # click's, vendored
            """Put the default command in where the arguments begin with an option of its own."""
            begins_with_option = not args or (args[0].startswith("-") and args[0] != "--help")
            return super().parse_args(
                ctx, [default, *args] if default and begins_with_option else args
            )

        def resolve_command(self, ctx, args):  # type: ignore[no-untyped-def] # click's, vendored
            """Return the called command itself in place of the listed one."""
            command = named.get(args[0]) if args else None
            if command is None:
                return super().resolve_command(ctx, args)
            if require is not None:
                require(command.needs)
            return command.name, get_command(load_command(command)), args[1:]

    app = typer.Typer(
        cls=LazyGroup, add_completion=False, no_args_is_help=not default, help=about, epilog=epilog
    )
    app.callback(help=about, epilog=epilog)(options)
    for command in commands:
        # Never called: a command that is known is imported instead.
        app.command(command.name, help=command.help)(lambda: None)
    return app


def load_command(command: LazyCommand) -> typer.Typer:
    """Import a command and return its Typer app."""
    module, attribute = command.at.split(":")
    loaded = getattr(import_module(module), attribute)
    if isinstance(loaded, typer.Typer):
        return loaded
    app = typer.Typer(add_completion=False)
    app.command(command.name, cls=command.cls)(loaded)
    return app
