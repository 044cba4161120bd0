"""The command `citewell chat`: the pages' server, with a worker beside it."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from knowledge.domain.errors import ConfigurationError
from knowledge.settings.parts import AuthSettings
from knowledge.settings.settings import Settings

_LOG = logging.getLogger(__name__)
_COMMAND = (sys.executable, "-m", "citewell", "worker", "--beside")
_PAUSE_SECONDS = 3.0
_GRACE_SECONDS = 10.0


class WorkerBeside:
    """Keeps one worker process running. A file that ends it does not end the chat."""

    def __init__(
        self, command: Sequence[str] = _COMMAND, *, pause_seconds: float = _PAUSE_SECONDS
    ) -> None:
        self._command = list(command)
        self._pause_seconds = pause_seconds
        self._ended = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._changing = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="worker beside", daemon=True)

    def start(self) -> None:
        """Start the worker."""
        self._thread.start()

    def end(self) -> None:
        """Ask the worker to end, which gives its job back; kill it where it does not."""
        with self._changing:
            self._ended.set()
            process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join()

    def _keep(self) -> None:
        while not self._ended.is_set():
            with self._changing:
                if self._ended.is_set():
                    return
                self._process = subprocess.Popen(self._command)
            code = self._process.wait()
            if not self._ended.is_set():
                _LOG.warning("The worker ended with code %s; it is restarted.", code)
            self._ended.wait(self._pause_seconds)


@contextmanager
def worker_beside(*, wanted: bool) -> Iterator[None]:
    """Run a worker as long as the block runs, if one is wanted."""
    if not wanted:
        yield
        return
    worker = WorkerBeside()
    worker.start()
    try:
        yield
    finally:
        worker.end()


# The command `citewell chat`: imports nothing heavy, as the page's own process does that.


chat_app = typer.Typer(add_completion=False)
_PAGE = Path(__file__).with_name("server.py")


@chat_app.command()
def chat(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0: CITEWELL_CHAT_PORT.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
    worker: Annotated[
        bool, typer.Option(help="Run a worker beside it, for the Knowledge page.")
    ] = True,
) -> None:
    """Open the chat in the browser."""
    settings = Settings()
    port = port or settings.chat.port
    check_port_is_free(settings.chat.host, port)
    typer.echo(f"The chat is on http://{settings.chat.host}:{port} (Ctrl-C ends it).")
    command = chat_command(
        settings.chat.host, port, browser=browser, megabytes=settings.uploads.most_megabytes
    )
    with worker_beside(wanted=worker):
        code = serve(command, chat_environment(settings.auth))
    raise typer.Exit(code)


def serve(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run the page's own process and return its exit code; who ends us (SIGTERM) ends it too."""
    with subprocess.Popen(command, env=environment) as page:
        before = signal.signal(signal.SIGTERM, lambda *_: page.terminate())
        try:
            return page.wait()
        except KeyboardInterrupt:
            page.kill()
            raise
        finally:
            signal.signal(signal.SIGTERM, before)


def chat_command(host: str, port: int, *, browser: bool, megabytes: int) -> list[str]:
    """Return the command line that serves the page; an upload has at most so many megabytes."""
    options = {
        "server.address": host,
        "server.port": str(port),
        "server.headless": str(not browser).lower(),
        "server.maxUploadSize": str(megabytes),
        "browser.gatherUsageStats": "false",
        "client.showErrorDetails": "none",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(_PAGE), *flags]


def chat_environment(auth: AuthSettings) -> dict[str, str]:
    """Return the environment of the page's own process."""
    if auth.sign_in != "proxy":
        return dict(os.environ)
    # The server would take a visitor's X-Forwarded-For for the address of the connection, by which
    # the page tells its proxy (CITEWELL_PROXY_ADDRESSES).
    return {**os.environ, "FORWARDED_ALLOW_IPS": ""}


def check_port_is_free(host: str, port: int) -> None:
    """Make sure that the chat can listen there.

    Raises:
        ConfigurationError: something else does, or the host is not this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise ConfigurationError(
            f"The chat cannot listen on {host}:{port} ({error.strerror or error}). Is it running "
            "already? Else choose another port: citewell chat --port 8502, or CITEWELL_CHAT_PORT."
        ) from error
