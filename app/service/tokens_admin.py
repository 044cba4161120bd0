"""Access tokens as whoever manages them makes, lists and revokes them; each change is noted."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from datetime import timedelta

from app.auth.accounts import account_name
from app.auth.tokens import new_secret, secret_hash
from app.database.audit import Action
from app.database.stored_text import now
from app.database.tokens import AccessToken, Scope
from app.records.opening import Records
from knowledge.domain.errors import InputError

_ID_BYTES = 5


class TokensAdmin:
    """Manages tokens. `by` says who does it, and raises where they may not."""

    def __init__(self, records: Records, by: Callable[[], str]) -> None:
        self._records = records
        self._by = by

    def tokens(self) -> list[AccessToken]:
        """Return all tokens, the oldest first."""
        self._by()
        return self._records.tokens.tokens()

    def add(
        self,
        name: str,
        *,
        account: str,
        scopes: Collection[Scope],
        groups: Sequence[str],
        days: int,
        per_minute: int,
    ) -> tuple[AccessToken, str]:
        """Make a token for an account, or for a service where none is named.

        Returns the token and its secret, which nobody can be told again.

        Raises:
            InputError: the account is not there, or a service would be of no group.
        """
        by, owner = self._by(), account_name(account)
        if not name.strip():
            raise InputError("A token needs a name that says what uses it, such as 'ticket desk'.")
        if owner and self._records.accounts.account(owner) is None:
            raise InputError(f"There is no account {owner!r}. 'citewell people list' lists them.")
        if not owner and not groups:
            raise InputError("A service's token needs the groups whose documents it may see.")
        token = AccessToken(
            id=secrets.token_hex(_ID_BYTES),
            name=name.strip(),
            account=owner,
            scopes=frozenset(scopes),
            groups=tuple(groups),
            per_minute=per_minute,
            created_at=now(),
            expires_at=now() + timedelta(days=days),
        )
        secret = new_secret()
        self._records.tokens.add(token, secret_hash(secret))
        self._note(by, f"made the token {token.name} ({token.id}) for {owner or 'a service'}")
        return token, secret

    def revoke(self, token_id: str) -> AccessToken:
        """Let a token hold no more, from the next call on.

        Raises:
            InputError: there is none of this id.
        """
        by = self._by()
        found = next((each for each in self._records.tokens.tokens() if each.id == token_id), None)
        if found is None:
            raise InputError(f"There is no token {token_id!r}. 'citewell people token list' lists.")
        self._records.tokens.revoke(token_id, now())
        self._note(by, f"revoked the token {found.name} ({found.id})")
        return found

    def _note(self, by: str, what: str) -> None:
        self._records.audit.note(by, Action.CHANGED_PERSON, what)
