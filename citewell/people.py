"""`citewell people`: the local accounts, with CITEWELL_SIGN_IN=accounts."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app.database.accounts import Account
from app.records.opening import open_records
from app.service.people_admin import PeopleAdmin
from citewell import tokens
from citewell.terminal.columns import columns
from knowledge.common.names import listed as parts_of
from knowledge.domain.access import Role
from knowledge.domain.errors import InputError
from knowledge.settings.parts import DatabaseSettings
from knowledge.settings.settings import Settings
from operations.audit import operator

PEOPLE_SCHEMA_VERSION = 1

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Manage the local accounts.")
app.add_typer(tokens.app, name="token")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.")]
Groups = Annotated[
    str, typer.Option(metavar="G,H", help="Groups whose documents are seen, with commas.")
]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@app.command()
def add(
    name: Name,
    *,
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.READER,
    groups: Groups = "",
    password_stdin: FromStdin = False,
) -> None:
    """Add somebody; asks for a password."""
    settings = Settings()
    listed = parts_of(groups) or settings.auth.reader_groups
    with _people(settings.database, settings.data_dir) as people:
        person = people.add(name, role, listed, lambda: _password(from_stdin=password_stdin))
    typer.echo(f"Added {person.name}: {role.value}, groups {', '.join(listed) or 'none'}.")
    if settings.auth.sign_in != "accounts":
        typer.echo("Accounts are used once CITEWELL_SIGN_IN is accounts.")


@app.command("list")
def list_people(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """List everybody with an account."""
    settings = Settings()
    with closing(open_records(settings.database, settings.data_dir)) as records:
        accounts = records.accounts.accounts()
    if as_json:
        typer.echo(json.dumps(as_document(accounts), indent=2))
    elif not accounts:
        typer.echo("Nobody has an account yet: citewell people add NAME.")
    else:
        typer.echo(columns([("NAME", "ROLE", "GROUPS", "SINCE"), *map(_row, accounts)]))


@app.command("role")
def set_role(name: Name, role: Annotated[Role, typer.Argument(help="What they may do.")]) -> None:
    """Change what somebody may do, at once."""
    settings = Settings()
    with _people(settings.database, settings.data_dir) as people:
        account = people.set_role(name, role)
    typer.echo(f"{account} is {role.value} now.")


@app.command("groups")
def set_groups(
    name: Name,
    groups: Annotated[str, typer.Argument(metavar="G,H", help='The new groups; "" is none.')],
) -> None:
    """Change whose documents somebody sees, at once."""
    listed = parts_of(groups)
    settings = Settings()
    with _people(settings.database, settings.data_dir) as people:
        account = people.set_groups(name, listed)
    typer.echo(f"{account} sees the documents of {', '.join(listed) or 'no group'} now.")


@app.command("password")
def set_password(name: Name, *, password_stdin: FromStdin = False) -> None:
    """Set somebody's password, lift a lock, end their sessions."""
    settings = Settings()
    with _people(settings.database, settings.data_dir) as people:
        account = people.set_password(name, lambda: _password(from_stdin=password_stdin))
    typer.echo(f"{account} has a new password and has to sign in again.")


@app.command()
def remove(
    name: Name,
    *,
    conversations: Annotated[
        bool, typer.Option("--conversations", help="Delete their conversations as well.")
    ] = False,
) -> None:
    """Remove somebody's account and end their sessions."""
    settings = Settings()
    with _people(settings.database, settings.data_dir) as people:
        account, threads = people.remove(name, conversations=conversations)
    typer.echo(f"Removed {account}; {threads} conversation(s) deleted.")


def as_document(accounts: Sequence[Account]) -> dict[str, object]:
    """Return docs/schemas/people.schema.json; no hash leaves."""
    return {
        "schema_version": PEOPLE_SCHEMA_VERSION,
        "people": [
            {
                "name": each.person.name,
                "role": each.person.role.value,
                "groups": list(each.person.groups),
                "created_at": each.created_at.isoformat(),
                "locked_until": each.locked_until.isoformat() if each.locked_until else None,
            }
            for each in accounts
        ],
    }


@contextmanager
def _people(database: DatabaseSettings, data_dir: Path) -> Iterator[PeopleAdmin]:
    with closing(open_records(database, data_dir)) as records:
        yield PeopleAdmin(records, operator)


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass("Password: ")
        if getpass.getpass("Once more: ") != password:
            raise InputError("The two passwords differ. Nothing was changed.")
    return password


def _row(account: Account) -> tuple[str, ...]:
    person = account.person
    groups = ",".join(person.groups) or "none"
    return (person.name, person.role.value, groups, account.created_at.date().isoformat())
