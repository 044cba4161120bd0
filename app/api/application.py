"""The API as an application, and where it is mounted: in the page's server or alone."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from starlette.routing import Mount

from app.api import asking, reading
from app.api.access import ApiAccess
from app.api.problems import EVERYWHERE, answer_with_problems
from app.service.chat import ChatService
from knowledge.settings.settings import Settings

VERSION = "1"


def api_routes(settings: Callable[[], Settings], service: Callable[[], ChatService]) -> list[Mount]:
    """Return what a server mounts. Nothing is opened before the first call."""
    api = FastAPI(
        title="Citewell",
        version=VERSION,
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        responses=EVERYWHERE,
    )
    api.state.access = ApiAccess(settings, service)
    answer_with_problems(api)
    api.include_router(asking.router)
    api.include_router(reading.router)
    return [Mount("/api/v1", app=api)]
