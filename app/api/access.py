"""Who calls: a bearer token's visitor, with the same service as at the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from math import ceil
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.auth.tokens import RateCaps, TokenSignIn
from app.auth.visitor import Visitor
from app.database.audit import Action
from app.database.tokens import AccessToken, Scope
from app.domain.person import Person
from app.service.chat import ChatService
from knowledge.common.addresses import plain_address
from knowledge.domain.access import Role
from knowledge.domain.errors import KnowledgeBaseMissing
from knowledge.settings.settings import Settings

_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
# A browser says which page a call comes from, a proxy for whom it passes one on.
_FROM_ELSEWHERE = frozenset({"origin", "forwarded", "x-forwarded-for"})
_BEARER = HTTPBearer(auto_error=False, description="A token of `citewell people token add`.")


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever calls, and the service as they have it."""

    visitor: Visitor
    service: ChatService

    def knowledge_base(self, name: str) -> str:
        """Return the name, the default one where it is empty.

        Raises:
            KnowledgeBaseMissing: there is none of that name.
        """
        name = name or self.service.default_name
        if name not in self.service.names():
            raise KnowledgeBaseMissing(f"There is no knowledge base {name!r}.")
        return name


class ApiAccess:
    """Lets callers in. What it looks into is opened at the first call."""

    def __init__(
        self, settings: Callable[[], Settings], service: Callable[[], ChatService]
    ) -> None:
        self._open_settings = settings
        self._open_service = service
        self._caps = RateCaps()

    @cached_property
    def _settings(self) -> Settings:
        return self._open_settings()

    @cached_property
    def _service(self) -> ChatService:
        return self._open_service()

    def caller(self, request: Request, secret: str, scope: Scope) -> Caller:
        """Return who calls, and note that they did.

        Raises:
            HTTPException: they may not, or not so often.
        """
        token, visitor = self._known(request, secret)
        if token is not None:
            if not token.scopes & {scope, Scope.ADMIN}:
                raise HTTPException(HTTPStatus.FORBIDDEN, f"This token is not for {scope!s}.")
            if wait := self._caps.wait_for(token):
                raise HTTPException(
                    HTTPStatus.TOO_MANY_REQUESTS,
                    f"This token has made its {token.per_minute} calls of the minute.",
                    {"Retry-After": str(ceil(wait))},
                )
        called = f"{request.method} {request.scope['path']}"
        if self._service.records is not None:
            what = f"{called} with the token {token.name} ({token.id})" if token else called
            self._service.records.audit.note(visitor.person().name, Action.CALLED_API, what)
        return Caller(visitor, self._service.of(visitor))

    def _known(self, request: Request, secret: str) -> tuple[AccessToken | None, Visitor]:
        records, auth = self._service.records, self._settings.auth
        if secret and records is not None:
            sign_in = TokenSignIn(
                records.tokens, records.accounts, personal=auth.sign_in == "accounts"
            )
            found = sign_in.visitor(secret)
            if found is not None:
                return found
        elif not secret and auth.sign_in == "none" and self._is_local(request):
            return None, Visitor.always(Person("", Role.ADMIN, auth.reader_groups))
        raise HTTPException(
            HTTPStatus.UNAUTHORIZED,
            "Send a token that holds: 'Authorization: Bearer citewell_...'.",
            {"WWW-Authenticate": "Bearer"},
        )

    def _is_local(self, request: Request) -> bool:
        """Tell whether nobody beyond this machine can call.

        The name is looked at as well: a web page can have its own name lead to this machine.
        """
        here = plain_address(request.client.host if request.client else "")
        listens = self._settings.chat.host in _LOCAL_NAMES
        named = request.url.hostname in _LOCAL_NAMES
        passed_on = not _FROM_ELSEWHERE.isdisjoint(request.headers.keys())
        return listens and named and bool(here and here.is_loopback) and not passed_on


def allowed(scope: Scope) -> Callable[..., Caller]:
    """Return the dependency that lets callers in whose token has a scope."""

    def caller(
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
    ) -> Caller:
        access: ApiAccess = request.app.state.access
        return access.caller(request, bearer.credentials if bearer else "", scope)

    return caller


Asking = Annotated[Caller, Depends(allowed(Scope.ASK))]
Reading = Annotated[Caller, Depends(allowed(Scope.READ))]
