"""The command `citewell serve`: the API without the page."""

from __future__ import annotations

from typing import Annotated

import typer
import uvicorn
from starlette.applications import Starlette

from app.api.application import api_routes
from app.chat_command import check_port_is_free
from app.service.opening import open_chat_service
from knowledge.settings.settings import Settings

app = typer.Typer(add_completion=False)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0: CITEWELL_CHAT_PORT.")] = 0,
) -> None:
    """Serve the API without the page."""
    settings = Settings()
    port = port or settings.chat.port
    check_port_is_free(settings.chat.host, port)
    service = open_chat_service(settings)
    server = Starlette(routes=api_routes(lambda: settings, lambda: service))
    typer.echo(f"The API is on http://{settings.chat.host}:{port}/api/v1 (Ctrl-C ends it).")
    uvicorn.run(
        server, host=settings.chat.host, port=port, log_level="warning", proxy_headers=False
    )
