"""`citewell people token`: the access tokens of programs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer

from app.database.stored_text import now
from app.database.tokens import AccessToken, Scope
from app.records.opening import open_records
from app.service.tokens_admin import TokensAdmin
from citewell.terminal.columns import columns
from knowledge.common.names import listed as parts_of
from knowledge.settings.settings import Settings
from operations.audit import operator

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Manage the tokens of programs.")


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What uses it: 'ticket desk'.")],
    *,
    person: Annotated[
        str, typer.Option(metavar="ACCOUNT", help="Whose it is; without, it is a service's.")
    ] = "",
    groups: Annotated[
        str, typer.Option(metavar="G,H", help="The groups of a service, or fewer of the person's.")
    ] = "",
    scope: Annotated[
        list[Scope] | None, typer.Option(help="What it is for; may be repeated. Default: ask, read")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it holds.")] = 90,
    per_minute: Annotated[int, typer.Option(min=1, max=100_000, help="Calls a minute.")] = 60,
) -> None:
    """Make a token; its secret is shown this once."""
    with _tokens() as tokens:
        token, secret = tokens.add(
            name,
            account=person,
            scopes=scope or (Scope.ASK, Scope.READ),
            groups=parts_of(groups),
            days=days,
            per_minute=per_minute,
        )
    until = token.expires_at.date()
    typer.echo(f"Token {token.id} holds until {until}; it is not shown again:", err=True)
    typer.echo(secret)


@app.command("list")
def list_tokens() -> None:
    """List the tokens, without their secrets."""
    with _tokens() as tokens:
        rows = [_row(each) for each in tokens.tokens()]
    if not rows:
        typer.echo("There is no token yet: citewell people token add NAME --groups staff.")
        return
    typer.echo(columns([("ID", "NAME", "OF", "SCOPES", "GROUPS", "HOLDS UNTIL"), *rows]))


@app.command()
def revoke(token: Annotated[str, typer.Argument(metavar="ID", help="As listed.")]) -> None:
    """Let a token hold no more, at once."""
    with _tokens() as tokens:
        revoked = tokens.revoke(token)
    typer.echo(f"The token {revoked.name} ({revoked.id}) holds no more.")


@contextmanager
def _tokens() -> Iterator[TokensAdmin]:
    settings = Settings()
    with closing(open_records(settings.database, settings.data_dir)) as records:
        yield TokensAdmin(records, operator)


def _row(token: AccessToken) -> tuple[str, ...]:
    until = token.expires_at.date().isoformat()
    return (
        token.id,
        token.name,
        token.account or "a service",
        ",".join(sorted(token.scopes)),
        ",".join(token.groups) or "the person's",
        until if token.holds(now()) else "ended",
    )
