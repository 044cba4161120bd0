"""Errors as problem details (RFC 9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from app.i18n import texts
from knowledge.domain.errors import (
    AssistantError,
    InputError,
    KnowledgeBaseBusy,
    KnowledgeBaseMismatch,
    KnowledgeBaseMissing,
    NotPermitted,
    SignInRefused,
)

_LOG = logging.getLogger(__name__)
_MEDIA_TYPE = "application/problem+json"
_STATUS: dict[type[AssistantError], HTTPStatus] = {
    InputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    KnowledgeBaseMissing: HTTPStatus.NOT_FOUND,
    KnowledgeBaseBusy: HTTPStatus.CONFLICT,
    KnowledgeBaseMismatch: HTTPStatus.CONFLICT,
    SignInRefused: HTTPStatus.UNAUTHORIZED,
    NotPermitted: HTTPStatus.FORBIDDEN,
}


class Problem(BaseModel):
    """What went wrong."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


def documented(*statuses: HTTPStatus) -> dict[int | str, dict[str, object]]:
    """Return how problems of these statuses are described in the OpenAPI document."""
    content = {_MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {int(each): {"description": each.phrase, "content": content} for each in statuses}


EVERYWHERE = documented(
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)


def answer_with_problems(api: FastAPI) -> None:
    """Have all errors of an application answered as problems."""
    api.add_exception_handler(HTTPException, _http_problem)
    api.add_exception_handler(RequestValidationError, _request_problem)
    api.add_exception_handler(AssistantError, _explained_problem)
    api.add_exception_handler(Exception, _unexpected_problem)


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """Return a problem."""
    content = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    return JSONResponse(content.model_dump(), status, headers, _MEDIA_TYPE)


def _http_problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException), "registered for these"
    return problem(error.status_code, error.detail, dict(error.headers or {}))


def _request_problem(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError), "registered for these"
    faults = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(faults))


def _explained_problem(_: Request, error: Exception) -> JSONResponse:
    known = (status for kind, status in _STATUS.items() if isinstance(error, kind))
    return problem(next(known, HTTPStatus.SERVICE_UNAVAILABLE), str(error))


def _unexpected_problem(_: Request, error: Exception) -> JSONResponse:
    _LOG.error("A call of the API failed", exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, texts.UNEXPECTED)
