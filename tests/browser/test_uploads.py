"""Uploads to the page's real server, without a browser: who sends what, is answered how."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Origin, Subprotocol
from websockets.sync.client import ClientConnection, connect

from app.auth.accounts import AccountSignIn
from app.domain.person import Person
from knowledge.domain.access import Role
from tests.browser.conftest import served
from tests.flat_settings import settings_with
from tests.opening import open_records

REFUSED = (403, '{"detail": "Sign in as a curator to upload files."}')
PASSWORD = "correct horse battery"
LIMITS = {"CITEWELL_UPLOAD_MOST_MEGABYTES": "1", "CITEWELL_UPLOAD_PAGE_MEGABYTES": "2"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="module")
def url(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a desk with accounts."""
    settings = {**LIMITS, "CITEWELL_SIGN_IN": "accounts"}
    with served(data, settings, tmp_path_factory.mktemp("log") / "page.log") as address:
        yield address


def token(data: Path, name: str, role: Role) -> str:
    """Sign somebody in and return what their browser keeps."""
    with closing(open_records(settings_with(data_dir=data))) as records:
        if records.accounts.account(name) is None:
            hashed = PasswordHasher.from_parameters(CHEAPEST).hash(PASSWORD)
            records.accounts.add(Person(name, role, ("staff",)), hashed)
        sign_in = AccountSignIn(records.accounts, records.audit, session_hours=1)
        return sign_in.sign_in(name, PASSWORD)


@contextmanager
def page(url: str, cookie: str = "") -> Iterator[tuple[str, ClientConnection]]:
    """Open the page as a browser does, wait until it is drawn, and yield its session's id."""
    headers = {"Cookie": f"citewell_session={cookie}"} if cookie else {}
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    with connect(
        address,
        additional_headers=headers,
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(url),
        max_size=None,
    ) as stream:
        ask = BackMsg()
        ask.rerun_script.query_string = ""
        stream.send(ask.SerializeToString())
        yield _session_of(stream), stream


def _session_of(stream: ClientConnection) -> str:
    session = ""
    while True:
        message = ForwardMsg()
        message.ParseFromString(stream.recv(timeout=60))
        kind = message.WhichOneof("type")
        if kind == "new_session":
            session = message.new_session.initialize.session_id
        if kind == "script_finished":
            return session


def put(url: str, session: str, content: bytes, name: str = "one") -> tuple[int, str]:
    """Send a file and return the status that came, with its reason."""
    with httpx.Client(base_url=url) as client:
        client.get("/_stcore/health")
        xsrf = client.cookies.get("_streamlit_xsrf") or ""
        reply = client.put(
            f"/_stcore/upload_file/{session}/{name}",
            files={"file": ("a.md", content, "text/markdown")},
            headers={"X-Xsrftoken": xsrf},
        )
    return reply.status_code, reply.text


def test_the_sign_in_page_takes_no_upload(url: str) -> None:
    with page(url) as (session, _):
        assert session
        assert put(url, session, b"a" * 100_000) == REFUSED


def test_a_reader_uploads_nothing(url: str, data: Path) -> None:
    with page(url, token(data, "rita", Role.READER)) as (session, _):
        assert put(url, session, b"a" * 100_000) == REFUSED


def test_a_curator_uploads_up_to_what_a_page_may_hold(url: str, data: Path) -> None:
    with page(url, token(data, "carl", Role.CURATOR)) as (session, _):
        sent = [put(url, session, b"a" * 900_000, name) for name in ("one", "two", "three")]
        too_large = put(url, session, b"a" * 1_200_000, "four")

    assert [status for status, _ in sent] == [204, 204, 413]
    assert "Add it first" in sent[-1][1]
    assert too_large[0] == 413


def test_a_curator_whose_role_is_taken_uploads_nothing_from_the_open_page(
    url: str, data: Path
) -> None:
    with page(url, token(data, "cleo", Role.CURATOR)) as (session, _):
        before = put(url, session, b"a" * 1000)
        with closing(open_records(settings_with(data_dir=data))) as records:
            records.accounts.set_role("cleo", Role.READER)
        after = put(url, session, b"a" * 1000, "two")

    assert (before[0], after) == (204, REFUSED)


def test_a_session_that_is_not_there_uploads_nothing(url: str) -> None:
    assert put(url, "00000000-0000-0000-0000-000000000000", b"a") == REFUSED
