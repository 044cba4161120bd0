"""`citewell doctor`: what is configured, what is wrong, what to do."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Annotated

import typer
from pydantic import ValidationError

from citewell.doctor.checks import (
    Check,
    State,
    check_data_folder,
    check_port,
    check_time_zone,
    check_variables,
    check_versions,
    variables_given,
)
from citewell.doctor.language_model import check_language_model
from citewell.terminal.failures import explain
from knowledge.settings.settings import Settings

DOCTOR_SCHEMA_VERSION = 1
MARKS = {State.OK: "ok     ", State.WARNING: "WARNING", State.WRONG: "WRONG  "}

KNOWLEDGE = (
    ("embedding model", "citewell.doctor.models:check_embedding_model"),
    ("reranker", "citewell.doctor.models:check_reranker"),
    ("personal data", "citewell.doctor.language_model:check_hiding"),
    ("names of people", "citewell.doctor.language_model:check_names"),
    ("second reading", "citewell.doctor.models:check_sentence_verifiers"),
    ("store", "citewell.doctor.store:check_store"),
    ("fine-tuning", "citewell.doctor.models:check_finetune"),
    ("worker", "citewell.doctor.database:check_worker"),
    ("database", "citewell.doctor.database:check_people"),
)
LOADED = (
    ("embedding", "citewell.doctor.models:check_embedding"),
    ("writing", "citewell.doctor.writing:check_writing"),
)

app = typer.Typer(add_completion=False)


@app.command()
def doctor(
    *,
    load: Annotated[
        bool,
        typer.Option(
            "--load", help="Load the embedding model and ask the language model a question, too."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Say what is configured, what is reachable, what is wrong and what to do.

    Exits with 1 when something is wrong; a warning is not.
    """
    checks = examine(load=load)
    wrong = any(check.state is State.WRONG for check in checks)
    typer.echo(json.dumps(as_document(checks), indent=2) if as_json else drawn(checks))
    raise typer.Exit(1 if wrong else 0)


def examine(*, load: bool = False) -> list[Check]:
    """Make every check; one that fails does not keep the others from being made."""
    checks = [check_versions(), check_variables(variables_given())]
    if checks[-1].state is State.WRONG:
        return checks
    try:
        settings = Settings()
    except ValidationError as error:
        return [*checks, Check("settings", State.WRONG, explain(error))]
    checks += [check_data_folder(settings.data_dir), check_time_zone(settings.time_zone)]
    for subject, function in (*KNOWLEDGE, *(LOADED if load else ())):
        checks += _from_module(subject, function, settings)
    checks.append(check_language_model(settings.llm, settings.masking))
    checks.append(check_port(settings.chat.host, settings.chat.port))
    return checks


def _from_module(subject: str, function: str, settings: Settings) -> list[Check]:
    """Import and make a check whose libraries may themselves be what is broken."""
    module, name = function.split(":")
    try:
        check: Callable[[Settings], list[Check]] = getattr(import_module(module), name)
        return check(settings)
    except Exception as error:  # noqa: BLE001 - a doctor must finish, whatever is broken
        return [Check(subject, State.WRONG, explain(error))]


def as_document(checks: Sequence[Check]) -> dict[str, object]:
    """Return docs/schemas/doctor.schema.json."""
    return {
        "schema_version": DOCTOR_SCHEMA_VERSION,
        "healthy": not any(check.state is State.WRONG for check in checks),
        "checks": [
            {
                "subject": check.subject,
                "state": check.state.value,
                "found": check.found,
                "advice": check.advice,
            }
            for check in checks
        ],
    }


def drawn(checks: Sequence[Check]) -> str:
    """Return a line per check, and below those that are not well what to do."""
    width = max(len(check.subject) for check in checks)
    lines = []
    for check in checks:
        lines.append(f"{MARKS[check.state]}  {check.subject.ljust(width)}  {check.found}")
        if check.advice:
            lines.append(f"{' ' * (width + 11)}-> {check.advice}")
    faults = sum(check.state is State.WRONG for check in checks)
    lines.append("Everything needed is there." if not faults else f"{faults} thing(s) wrong.")
    return "\n".join(lines)
