"""Whether the language model is reached, asked of a real HTTP server."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import SecretStr

from citewell.doctor.checks import Check, State
from citewell.doctor.language_model import check_language_model
from tests.flat_settings import settings_with

KEY = "sk-secret-1"
MODELS = {
    "data": [
        {"id": "llama3.2:3b"},
        {"id": "qwen:latest"},
        {"id": "wide", "max_model_len": 32_768},
        {"id": "small", "owned_by": "library"},
    ]
}


class _Handler(BaseHTTPRequestHandler):
    """Lists models under /v1 to who has the key; answers otherwise as the path says."""

    def do_GET(self) -> None:
        if self.path == "/v1/models" and self.headers["Authorization"] != f"Bearer {KEY}":
            self._send(401, "{}")
        elif self.path == "/v1/models":
            self._send(200, json.dumps(MODELS))
        elif self.path == "/page/models":
            self._send(200, "<html>Hello</html>")
        elif self.path == "/broken/models":
            self._send(500, "{}")
        else:
            self._send(404, "{}")

    def _send(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a running server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def checked(url: str, *, model: str = "llama3.2:3b", key: str = KEY) -> Check:
    """Check a language model at an address."""
    settings = settings_with(llm_model=model, llm_base_url=url, llm_api_key=SecretStr(key))
    check = check_language_model(settings.llm, settings.masking, timeout_seconds=2.0)
    assert key not in check.found + check.advice
    return check


@pytest.mark.parametrize("model", ["llama3.2:3b", "openai:llama3.2:3b", "qwen"])
def test_a_server_that_has_the_model_is_well(server: str, model: str) -> None:
    check = checked(f"{server}/v1", model=model)

    assert check.state is State.OK
    assert check.found == f"{model!r} at {server}/v1 answers and has the model"


def test_what_the_model_reads_is_said_where_the_server_tells_it(server: str) -> None:
    assert checked(f"{server}/v1", model="wide").found.endswith("which reads 32,768 tokens")


def test_a_window_that_is_larger_than_the_model_s_is_warned_of(server: str) -> None:
    whole = settings_with(
        llm_model="wide",
        llm_base_url=f"{server}/v1",
        llm_api_key=SecretStr(KEY),
        llm_context_tokens=40_000,
    )
    check = check_language_model(whole.llm, whole.masking)

    assert check.state is State.WARNING
    assert "CITEWELL_LLM_CONTEXT_TOKENS is 40000" in check.advice


def test_ollama_s_silent_cut_is_said(server: str) -> None:
    check = checked(f"{server}/v1", model="small")

    assert check.found.endswith("which reads 4,096 tokens")
    assert "OLLAMA_CONTEXT_LENGTH" in check.advice


def test_a_provider_whose_package_is_missing_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_anthropic", None)

    whole = settings_with(llm_model="anthropic:claude", llm_base_url="")
    check = check_language_model(whole.llm, whole.masking)

    assert check.state is State.WRONG
    assert "pip install langchain-anthropic" in check.advice


def test_a_model_that_is_not_listed_is_said_with_those_that_are(server: str) -> None:
    check = checked(f"{server}/v1/", model="gpt-9")

    assert check.state is State.WARNING
    assert check.found.endswith("its models: llama3.2:3b, qwen:latest, wide, small")


def test_a_refused_key_is_wrong(server: str) -> None:
    check = checked(f"{server}/v1", key="sk-other")

    assert (check.state, check.advice) == (State.WRONG, "Check CITEWELL_LLM_API_KEY.")


def test_a_server_without_a_list_may_serve_all_the_same(server: str) -> None:
    assert checked(f"{server}/nolist").state is State.WARNING


@pytest.mark.parametrize("path", ["/page", "/broken"])
def test_a_server_that_fails_or_speaks_otherwise_is_wrong(server: str, path: str) -> None:
    assert checked(f"{server}{path}").state is State.WRONG


def test_a_server_that_is_not_there_is_wrong() -> None:
    check = checked("http://user:pass-1@127.0.0.1:9/v1")

    assert check.state is State.WRONG
    assert "cannot be reached" in check.found
    assert "pass-1" not in check.found


def test_an_address_without_a_scheme_is_wrong() -> None:
    assert checked("localhost:11434/v1").state is State.WRONG


def test_no_language_model_is_well() -> None:
    whole = settings_with(llm_model="")
    assert check_language_model(whole.llm, whole.masking).state is State.OK


def test_an_address_without_a_model_is_said() -> None:
    whole = settings_with(llm_model="", llm_base_url="http://localhost:1/v1")
    check = check_language_model(whole.llm, whole.masking)

    assert check.state is State.WARNING
    assert "CITEWELL_LLM_MODEL" in check.advice


def test_openai_itself_needs_a_key() -> None:
    whole = settings_with(llm_model="gpt-5", llm_base_url="", llm_api_key=None)
    check = check_language_model(whole.llm, whole.masking)

    assert check.state is State.WRONG
    assert "needs a key" in check.found


def test_sending_identifiers_outside_is_warned_of(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.llm.providers.is_local", lambda _url: False)
    settings = settings_with(
        llm_model="llama3.2:3b",
        llm_base_url=f"{server}/v1",
        llm_api_key=SecretStr(KEY),
        mask_phi="never",
    )

    check = check_language_model(settings.llm, settings.masking)

    assert check.state is State.WARNING
    assert "CITEWELL_MASK_PHI" in check.advice
