"""What the person at the terminal reads when a command fails: one line on standard error."""

from __future__ import annotations

import errno
import sys

from pydantic import ValidationError

from knowledge.common.names import printable
from knowledge.domain.errors import AssistantError
from knowledge.settings.settings import Settings
from knowledge.settings.variables import variable_at

FAILED = 1
REPORT_AT = "run the command again with --verbose for the trace"


def explain(error: Exception, *, verbose: bool = False) -> str:
    """Say in one line what happened and, where it is known, what to do."""
    if isinstance(error, AssistantError):
        text = str(error)
    elif isinstance(error, ValidationError) and error.title == "Settings":
        text = _explain_settings(error)
    elif isinstance(error, OSError) and error.errno is not None:
        text = _explain_system(error)
    else:
        hint = "" if verbose else f" This should not happen: {REPORT_AT}."
        text = f"{type(error).__name__}: {error}.{hint}"
    return printable(text)


def _explain_settings(error: ValidationError) -> str:
    # Pydantic quotes the value it refused, which may be a secret: only field and reason are told.
    faults = "; ".join(
        f"{name}: {reason}"
        for name, reason in {
            variable_at(Settings, fault["loc"]): fault["msg"]
            for fault in error.errors(include_input=False, include_url=False)
        }.items()
    )
    return f"A setting is wrong. {faults}. See .env.example for what is allowed."


def _explain_system(error: OSError) -> str:
    name = f" ({error.filename})" if error.filename else ""
    hint = ""
    if error.errno == errno.ENOSPC:
        hint = (
            " Free some space, or set CITEWELL_DATA_DIR to another disk; nothing published is lost."
        )
    elif error.errno in {errno.EACCES, errno.EROFS, errno.EPERM}:
        hint = " Check the permissions, or set CITEWELL_DATA_DIR to a folder of your own."
    return f"{error.strerror or error}{name}.{hint}"


def report(error: Exception, *, verbose: bool = False) -> int:
    """Print the line and return the exit code."""
    print(f"citewell: {explain(error, verbose=verbose)}", file=sys.stderr)  # noqa: T201
    return FAILED
