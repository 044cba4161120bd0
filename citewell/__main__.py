"""The `citewell` command: sets the process up, runs one job, turns errors into one line."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import MutableMapping, Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer
from typer.main import get_command

from app.identifiers.masking import mask_logs
from citewell.commands import COMMANDS
from knowledge.common.lazy_commands import lazy_app

VERBOSE = "--verbose"
INTERRUPTED = 130
"""128 + SIGINT: what a shell expects of a command that Ctrl-C ended."""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"citewell {version('citewell')}")
        raise typer.Exit


def _options(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
    _verbose: Annotated[bool, typer.Option(VERBOSE, help="Show the trace of an error.")] = False,
) -> None:
    """Only for the help: `main` takes `--verbose` out of the arguments itself."""


front = lazy_app(
    COMMANDS,
    about="Ask your own documents; every sentence of the answer is cited.",
    epilog="Any command takes --help, and --verbose for the trace of an error.",
    options=_options,
)


def without_verbose(arguments: Sequence[str]) -> tuple[list[str], bool]:
    """Return the arguments less `--verbose` (before a bare `--`), and whether it was there."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = [argument for argument in arguments[:end] if argument != VERBOSE]
    return [*options, *arguments[end:]], len(options) < end


_DOWNLOADING = (["models", "pull"], ["eval", "fetch"])


def prepare_environment(environment: MutableMapping[str, str], *, downloads: bool) -> None:
    """Keep libraries from reaching out by themselves; to be called before they are imported.

    Questions can hold what a patient said. LangSmith would send them away as soon as a variable
    left over from another project says so; therefore it is switched off, not only by default.
    """
    environment["LANGSMITH_TRACING"] = environment["LANGCHAIN_TRACING_V2"] = "false"
    environment.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    environment.setdefault("DO_NOT_TRACK", "1")
    environment.setdefault("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "false")
    # It would ask for an e-mail address at its first start, and wait for the answer.
    environment.setdefault("STREAMLIT_SERVER_SHOW_EMAIL_PROMPT", "false")
    environment.setdefault("TOKENIZERS_PARALLELISM", "false")  # else it warns after every fork
    # Threads that spin while they wait starve each other where the cores are shared: six short
    # questions took 1,500 ms instead of 60 on two busy cores.
    environment.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if not downloads:
        environment.setdefault("HF_HUB_OFFLINE", "1")


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    arguments, verbose = without_verbose(sys.argv[1:])
    prepare_environment(os.environ, downloads=arguments[:2] in _DOWNLOADING)
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
    )
    mask_logs()
    try:
        get_command(front)(args=arguments, prog_name="citewell")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:  # the last stop: whatever it is becomes one line
        if verbose:
            logging.getLogger("citewell").exception("the trace:")
        # Imported now: the error family's neighbours cost a tenth of a second that help can spare.
        sys.exit(import_module("citewell.terminal.failures").report(error, verbose=verbose))


if __name__ == "__main__":
    main()
