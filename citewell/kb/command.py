"""The command `citewell kb`: lists its parts, imports only the one that is called."""

from __future__ import annotations

import typer
from typer.core import TyperCommand

from knowledge.common.lazy_commands import LazyCommand, lazy_app

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


COMMANDS = (
    LazyCommand("list", "List the knowledge bases of the store.", "citewell.kb.listing:list_all"),
    LazyCommand(
        "show",
        "Show how a knowledge base was made, and what is in it.",
        "citewell.kb.listing:show",
        cls=NamedEitherWay,
    ),
    LazyCommand(
        "delete",
        "Delete a knowledge base, or one document of it.",
        "citewell.kb.delete:delete",
        cls=NamedEitherWay,
    ),
    LazyCommand(
        "rollback",
        "Answer from an older generation again.",
        "citewell.kb.undoing:rollback",
        cls=NamedEitherWay,
    ),
    LazyCommand("allow", "Let a purged document be ingested again.", "citewell.kb.undoing:allow"),
    LazyCommand(
        "history", "Show a document's versions and their changes.", "citewell.kb.history:history"
    ),
    LazyCommand("hide", "Take a passage out of all answers.", "citewell.kb.curate:hide"),
    LazyCommand("correct", "Replace the words of a passage.", "citewell.kb.curate:correct"),
    LazyCommand(
        "curated",
        "List what was hidden and corrected.",
        "citewell.kb.curate:curated",
        cls=NamedEitherWay,
    ),
    LazyCommand(
        "uncurate",
        "Show a passage as its document has it, again.",
        "citewell.kb.curate:uncurate_command",
    ),
    LazyCommand(
        "glossary",
        "List the terms that widen searches; add, strike, restore one.",
        "citewell.kb.glossary:glossary",
        cls=NamedEitherWay,
    ),
    LazyCommand(
        "export",
        "Write every passage as a line of JSON.",
        "citewell.kb.listing:export",
        cls=NamedEitherWay,
    ),
    LazyCommand(
        "import",
        "Make a knowledge base from what export --vectors wrote.",
        "citewell.kb.rebuild:import_command",
    ),
    LazyCommand("backup", "Write a knowledge base into one file.", "citewell.kb.rebuild:backup"),
    LazyCommand("restore", "Make a knowledge base from a backup.", "citewell.kb.rebuild:restore"),
    LazyCommand("snapshot", "Make, list, restore a server's snapshots.", "citewell.kb.server:app"),
    LazyCommand(
        "replicas",
        "Show which nodes of a cluster hold a knowledge base.",
        "citewell.kb.server:replicas_command",
        cls=NamedEitherWay,
    ),
    LazyCommand(
        "verify",
        "Check every passage, vector and original.",
        "citewell.kb.verify:verify_command",
        cls=NamedEitherWay,
    ),
    LazyCommand("cache", "Check every kept embedding.", "citewell.kb.verify:cache"),
    LazyCommand(
        "rebuild",
        "Read all folders again with the settings in force now.",
        "citewell.kb.rebuild:rebuild_command",
        cls=NamedEitherWay,
    ),
    LazyCommand(
        "migrate",
        "Bring a knowledge base to this release's layout.",
        "citewell.kb.rebuild:migrate_command",
        cls=NamedEitherWay,
    ),
)

app: typer.Typer = lazy_app(
    COMMANDS, about="List, show, delete, roll back, export knowledge bases."
)
