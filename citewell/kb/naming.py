"""`citewell kb`: list, show, delete, roll back and export knowledge bases."""

from __future__ import annotations

import typer
from typer.core import TyperCommand

_OPTION = "--kb"


class NamedEitherWay(TyperCommand):
    """A command about one knowledge base and nothing else, which people name by both forms."""

    def parse_args(  # type: ignore[override] # typer's name for the class that it has inside
        self, ctx: typer.Context, args: list[str]
    ) -> list[str]:
        """Turn the other form into the one that the command declares."""
        declared = any(_OPTION in parameter.opts for parameter in self.params)
        return super().parse_args(ctx, _as_option(args) if declared else _as_argument(args))


def _as_option(args: list[str]) -> list[str]:
    given = any(arg == _OPTION or arg.startswith(f"{_OPTION}=") for arg in args)
    return [_OPTION, *args] if args and not args[0].startswith("-") and not given else args


def _as_argument(args: list[str]) -> list[str]:
    return [arg.removeprefix(f"{_OPTION}=") for arg in args if arg != _OPTION]
