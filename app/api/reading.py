"""Routes that read: knowledge bases, documents, the caller's own conversations."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

from app.api.access import Reading
from app.export.answer_json import answer_content
from app.records.conversations import Exchange
from knowledge.domain.documents import DocumentRecord

router = APIRouter(tags=["read"])
_OBJECT = {"content": {"application/json": {"schema": {"type": "object"}}}}
_CACHED: dict[int | str, dict[str, Any]] = {
    200: {"description": "As it is now, with its ETag.", **_OBJECT},
    304: {"description": "It is still as If-None-Match says."},
}
After = Annotated[str, Query(max_length=2_000, description="`next` of the page before.")]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/knowledge-bases", responses=_CACHED)
def knowledge_bases(request: Request, caller: Reading) -> Response:
    """List the knowledge bases."""
    return _tagged(request, {"knowledge_bases": caller.service.names()})


@router.get("/documents", responses=_CACHED)
def documents(
    request: Request,
    caller: Reading,
    knowledge_base: str = "",
    after: After = "",
    limit: Limit = 50,
) -> Response:
    """List the documents that the caller may see, by key: the newest version of each."""
    name = caller.knowledge_base(knowledge_base)
    by_key = {each.metadata.key: each for each in _sorted(caller.service.documents(name))}
    keys = [key for key in sorted(by_key) if key > after]
    page = [_document(by_key[key]) for key in keys[:limit]]
    following = keys[limit - 1] if len(keys) > limit else None
    return _tagged(request, {"knowledge_base": name, "documents": page, "next": following})


@router.get("/documents/{key:path}", responses=_CACHED)
def document(request: Request, caller: Reading, key: str, knowledge_base: str = "") -> Response:
    """Return a document's versions, the newest first."""
    name = caller.knowledge_base(knowledge_base)
    versions = [each for each in caller.service.documents(name) if each.metadata.key == key]
    if not versions:
        # One that the caller may not see is answered like one that is not there.
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no document {key!r}.")
    told = [_document(each) for each in reversed(_sorted(versions))]
    return _tagged(request, {"knowledge_base": name, "key": key, "versions": told})


@router.get("/conversations", responses=_CACHED)
def conversations(
    request: Request,
    caller: Reading,
    knowledge_base: str = "",
    after: After = "",
    limit: Limit = 50,
) -> Response:
    """List the caller's conversations, the latest first."""
    name = caller.knowledge_base(knowledge_base)
    entries = [
        {"id": each.id, "title": each.title, "changed_at": each.changed_at.isoformat()}
        for each in caller.service.conversations(name)
    ]
    identifiers = [each["id"] for each in entries]
    first = identifiers.index(after) + 1 if after in identifiers else 0
    page = entries[first : first + limit]
    following = page[-1]["id"] if len(entries) > first + limit else None
    return _tagged(request, {"knowledge_base": name, "conversations": page, "next": following})


@router.get("/conversations/{identifier}", responses=_CACHED)
def conversation(
    request: Request, caller: Reading, identifier: str, knowledge_base: str = ""
) -> Response:
    """Return one of the caller's conversations."""
    name = caller.knowledge_base(knowledge_base)
    if not caller.service.repository.holds(identifier):
        raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no conversation {identifier!r}.")
    turns = [_exchange(each, name) for each in caller.service.exchanges(identifier)]
    return _tagged(request, {"id": identifier, "turns": turns})


def _exchange(exchange: Exchange, name: str) -> dict[str, object]:
    answer = exchange.answer
    return {
        "question": exchange.question,
        "asked_at": exchange.asked_at.isoformat(),
        "answer": answer_content(answer, knowledge_base=name) if answer else None,
        "error": exchange.error,
        "rating": exchange.rating,
    }


def _sorted(records: Sequence[DocumentRecord]) -> list[DocumentRecord]:
    return sorted(records, key=lambda each: (str(each.metadata.effective_from or ""), each.id))


def _document(record: DocumentRecord) -> dict[str, object]:
    metadata = record.metadata
    first, last = metadata.effective_from, metadata.effective_to
    return {
        "id": record.id,
        "key": metadata.key,
        "version": metadata.version,
        "title": record.title,
        "source": record.source,
        "source_url": metadata.source_url,
        "effective_from": first.isoformat() if first else None,
        "effective_to": last.isoformat() if last else None,
        "facets": dict(metadata.facets),
        "passages": record.passages,
    }


def _tagged(request: Request, content: dict[str, Any]) -> Response:
    """Return the content with its ETag, or that the caller has it already."""
    tag = f'"{hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]}"'
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    return JSONResponse(content, headers={"ETag": tag})
