"""Access tokens of programs; their secrets are kept as hashes only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import RowMapping, insert, select, update

from app.database import stored_text
from app.database.engine import Database
from app.database.schema import TOKENS


class Scope(StrEnum):
    """What a token may be used for."""

    ASK = "ask"
    READ = "read"
    CURATE = "curate"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token without its secret.

    `account` is whose it is, empty for a service's. `groups` narrow an account's, where there are
    any; a service has no others.
    """

    id: str
    name: str
    account: str
    scopes: frozenset[Scope]
    groups: tuple[str, ...]
    per_minute: int
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Tell whether it lets anybody in at a moment."""
        return self.revoked_at is None and moment < self.expires_at


class TokenStore:
    """Keeps tokens; those of an account go with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, token: AccessToken, secret_hash: str) -> None:
        """Add a token.

        Raises:
            StoreUnavailable: it cannot be written.
        """
        self._database.run(
            insert(TOKENS).values(
                id=token.id,
                secret_hash=secret_hash,
                name=token.name,
                account=token.account or None,
                scopes=json.dumps(sorted(token.scopes)),
                groups=json.dumps(list(token.groups)),
                per_minute=token.per_minute,
                created_at=stored_text.written(token.created_at),
                expires_at=stored_text.written(token.expires_at),
                revoked_at="",
            )
        )

    def tokens(self) -> list[AccessToken]:
        """Return all tokens, the oldest first."""
        wanted = select(TOKENS).order_by(TOKENS.c.created_at)
        return [_token(row) for row in self._database.rows(wanted)]

    def of_secret(self, secret_hash: str) -> AccessToken | None:
        """Return the token of a secret, whether it still holds or not."""
        rows = self._database.rows(select(TOKENS).where(TOKENS.c.secret_hash == secret_hash))
        return _token(rows[0]) if rows else None

    def revoke(self, token_id: str, moment: datetime) -> None:
        """Let a token hold no more."""
        self._database.run(
            update(TOKENS)
            .where(TOKENS.c.id == token_id)
            .values(revoked_at=stored_text.written(moment))
        )


def _token(row: RowMapping) -> AccessToken:
    return AccessToken(
        id=row["id"],
        name=row["name"],
        account=row["account"] or "",
        scopes=frozenset(Scope(each) for each in json.loads(row["scopes"])),
        groups=tuple(json.loads(row["groups"])),
        per_minute=row["per_minute"],
        created_at=stored_text.read(row["created_at"]),
        expires_at=stored_text.read(row["expires_at"]),
        revoked_at=stored_text.read(row["revoked_at"]) if row["revoked_at"] else None,
    )
