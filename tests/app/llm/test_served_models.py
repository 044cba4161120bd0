"""What servers of OpenAI's protocol say of their models' windows, asked over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.llm.served_models import OLLAMA_WINDOW, Window, listed, served_models, window_of


@contextmanager
def serving(pages: Mapping[str, object]) -> Iterator[str]:
    """Serve JSON by path, 404 otherwise; yield the address that ends in /v1."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = json.dumps(pages.get(self.path)).encode()
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}/v1"
        http.shutdown()
        thread.join()


def asked(pages: Mapping[str, object], model: str = "m") -> Window | None:
    with serving(pages) as address:
        return window_of(address, model, timeout_seconds=2.0)


def window(pages: Mapping[str, object], model: str = "m") -> int | None:
    found = asked(pages, model)
    return found.tokens if found else None


@pytest.mark.parametrize(
    ("told", "tokens"),
    [
        ({"max_model_len": 32_768}, 32_768),
        ({"context_window": 131_072}, 131_072),
        ({"context_length": 16_000}, 16_000),
        ({"max_model_len": None, "context_length": 4_000}, 4_000),
        ({"max_model_len": True}, None),
        ({"max_model_len": "many"}, None),
        ({}, None),
    ],
)
def test_the_list_of_models_tells_the_window(told: dict[str, object], tokens: int | None) -> None:
    assert window({"/v1/models": {"data": [{"id": "n"}, {"id": "m", **told}]}}) == tokens


def test_ollama_tells_the_window_of_what_is_loaded() -> None:
    pages = {
        "/v1/models": {"data": [{"id": "llama3.2:latest", "owned_by": "library"}]},
        "/api/ps": {"models": [{"name": "llama3.2:latest", "context_length": 32_768}]},
    }

    assert window(pages, "llama3.2") == 32_768


@pytest.mark.parametrize("loaded", [{"models": []}, {"models": [{"name": "m"}]}, None])
def test_what_ollama_has_not_loaded_reads_as_little_as_it_does_by_default(loaded: object) -> None:
    pages: dict[str, object] = {"/v1/models": {"data": [{"id": "m", "owned_by": "library"}]}}
    if loaded:
        pages["/api/ps"] = loaded

    assert asked(pages) == Window(OLLAMA_WINDOW, certain=False)


def test_llama_cpp_tells_the_window_that_it_runs_with() -> None:
    pages = {
        "/v1/models": {"data": [{"id": "m", "owned_by": "llamacpp", "meta": {"n_ctx_train": 9}}]},
        "/props": {"default_generation_settings": {"n_ctx": 12_288}},
    }

    assert window(pages) == 12_288


def test_a_model_that_is_not_listed_has_no_window() -> None:
    assert window({"/v1/models": {"data": [{"id": "other", "max_model_len": 5}]}}) is None


@pytest.mark.parametrize("pages", [{}, {"/v1/models": []}, {"/v1/models": {"data": [{}]}}])
def test_a_server_that_lists_nothing_readable_tells_no_window(pages: dict[str, object]) -> None:
    assert window(pages) is None


def test_a_server_that_is_not_there_tells_no_window() -> None:
    assert window_of("http://127.0.0.1:9/v1", "m", timeout_seconds=0.5) is None


def test_models_are_found_by_name_with_or_without_ollama_s_tag() -> None:
    with serving({"/v1/models": {"data": [{"id": "qwen:latest"}, {"id": "m"}]}}) as address:
        models = served_models(address, timeout_seconds=2.0)

    names = [found.name if (found := listed(models, each)) else None for each in ("qwen", "m", "x")]
    assert names == ["qwen:latest", "m", None]


def test_llama_cpp_tells_how_many_requests_it_works_on_at_once() -> None:
    pages = {
        "/v1/models": {"data": [{"id": "m", "owned_by": "llamacpp"}]},
        "/props": {"default_generation_settings": {"n_ctx": 2_048}, "total_slots": 1},
    }

    assert asked(pages) == Window(2_048, slots=1)
