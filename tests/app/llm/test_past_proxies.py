"""What is on the own network is asked directly; what a proxy takes is outside, and masked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from app.identifiers.masking import MaskedChatModel
from app.llm.chat import ChatModel, Message
from app.llm.chat_model import LangChainChatModel
from app.llm.providers import ChatModelSettings, options_for, usual_parameters
from app.llm.served_models import served_models
from app.pipeline.building import masks
from knowledge.domain.errors import GenerationFailed
from tests.flat_settings import settings_with
from tests.llm_stub import LlmStub, llm_stub
from tests.proxy_stub import ProxyStub, proxy_stub

ASK = [Message("user", "caller 206-555-0147: may I cancel?")]


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProxyStub]:
    with proxy_stub(monkeypatch) as stub:
        yield stub


@pytest.fixture
def server() -> Iterator[LlmStub]:
    with llm_stub(["Yes [1]."]) as stub:
        yield stub


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1"])
def test_a_model_on_this_machine_is_never_asked_through_a_proxy(
    proxy: ProxyStub, server: LlmStub, host: str
) -> None:
    url = server.url.replace("127.0.0.1", host)
    model = LangChainChatModel(ChatModelSettings("stub", url))

    answer = "".join(model.stream(ASK))

    assert answer == "Yes [1]."
    assert proxy.asked == []
    assert "206-555-0147" in server.texts()[0]


def test_a_proxy_set_for_openai_alone_is_not_asked_either(
    proxy: ProxyStub, server: LlmStub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_PROXY", "http://127.0.0.1:1")

    answer = "".join(LangChainChatModel(ChatModelSettings("stub", server.url)).stream(ASK))

    assert (answer, proxy.asked) == ("Yes [1].", [])


def test_a_list_of_models_is_not_asked_for_through_a_proxy(
    proxy: ProxyStub, server: LlmStub
) -> None:
    model = LangChainChatModel(ChatModelSettings("stub", server.url))

    model.window()

    assert proxy.asked == []
    with pytest.raises(OSError, match="403"):
        served_models("http://llm.example/v1", timeout_seconds=5)
    assert proxy.asked == ["GET http://llm.example/v1/models HTTP/1.1"]


def test_what_a_proxy_takes_is_outside_and_sees_stand_ins(proxy: ProxyStub) -> None:
    settings = settings_with(llm_model="stub", llm_base_url="http://llm.example/v1")
    plain = LangChainChatModel(ChatModelSettings("stub", settings.llm.base_url, retries=0))
    model: ChatModel = MaskedChatModel(plain)

    with pytest.raises(GenerationFailed):
        list(model.stream(ASK))

    assert masks(settings.masking, settings.llm)
    assert proxy.asked == ["POST http://llm.example/v1/chat/completions HTTP/1.1"]
    assert "[PHONE_1]" in proxy.bodies[0]
    assert "206-555-0147" not in proxy.bodies[0]


def test_a_server_of_one_s_own_cannot_send_a_question_elsewhere(server: LlmStub) -> None:
    elsewhere = server.url.replace("127.0.0.1", "localhost")

    class Redirecting(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(307)
            self.send_header("Location", f"{elsewhere}/chat/completions")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_parts: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Redirecting) as redirecting:
        thread = threading.Thread(target=redirecting.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{redirecting.server_port}/v1"
        model = LangChainChatModel(ChatModelSettings("stub", url, retries=0))
        with pytest.raises(GenerationFailed):
            list(model.stream(ASK))
        redirecting.shutdown()
        thread.join()

    assert server.requests == []


def test_ollama_on_this_machine_is_told_to_ask_directly() -> None:
    settings = ChatModelSettings("ollama:llama3.2:3b")
    options = options_for(settings, window=8_000, accepted=usual_parameters(settings))

    assert options["base_url"] == "http://127.0.0.1:11434"
    assert options["client_kwargs"] == {
        "timeout": 60.0,
        "trust_env": False,
        "follow_redirects": False,
    }
