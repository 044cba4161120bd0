"""The gate before Streamlit's own uploads: who is let through, and how much."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, MutableMapping

import pytest

from app.auth.visitor import Visitor
from app.domain.person import Person
from app.ui.people.upload_gate import (
    Message,
    Receive,
    Send,
    UploadGuard,
    UploadLimits,
    UploadPermits,
    weight,
)
from knowledge.domain.access import Role

CURATOR = Person("carl", Role.CURATOR, ("staff",))
LIMITS = UploadLimits.of_megabytes(file=1, page=2, everybody=3)
UPLOAD = "/_stcore/upload_file/{}/one"


class Behind:
    """What stands behind the gate: notes what reaches it, and can be made to take its time."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def __call__(
        self, scope: MutableMapping[str, object], receive: Receive, send: Send
    ) -> None:
        del receive
        self.reached.append(str(scope["path"]))
        await self.go_on.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})


def permits(*sessions: str, visitor: Visitor | None = None) -> UploadPermits:
    """Return permits for open pages."""
    made = UploadPermits()
    for session in sessions:
        made.allow(session, visitor or Visitor.always(CURATOR), LIMITS, is_open=lambda _: True)
    return made


async def sent(
    guard: UploadGuard, path: str, *, length: int | None = 10, method: str = "PUT"
) -> int:
    """Send a request and return the status that came."""
    statuses: list[int] = []

    async def receive() -> Message:
        raise AssertionError("the body of a refused upload is not read")

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            status = message["status"]
            assert isinstance(status, int)
            statuses.append(status)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope: dict[str, object] = {"type": "http", "method": method, "path": path, "headers": headers}
    await guard(scope, receive, send)
    return statuses[0]


def answered(
    session: str,
    allowed: UploadPermits,
    *,
    held: Mapping[str, int] | None = None,
    length: int | None = 10,
) -> int:
    """Return how an upload is answered."""

    async def run() -> int:
        guard = UploadGuard(Behind(), permits=allowed, held=lambda: held or {})
        return await sent(guard, UPLOAD.format(session), length=length)

    return asyncio.run(run())


def test_a_page_that_no_curator_has_open_uploads_nothing() -> None:
    assert answered("visitor", permits("mine")) == 403
    assert answered("mine", permits("mine")) == 204


@pytest.mark.parametrize("now", [None, Person("carl", Role.READER, ("staff",))])
def test_who_is_signed_out_or_no_curator_any_more_uploads_nothing(now: Person | None) -> None:
    assert answered("mine", permits("mine", visitor=Visitor("carl", lambda: now))) == 403


@pytest.mark.parametrize(
    ("held", "length", "status"),
    [
        ({}, 1_000_000, 204),
        ({"mine": 1_500_000}, 400_000, 204),
        ({"mine": 1_500_000}, 600_000, 413),
        ({"other": 2_500_000}, 600_000, 413),
        ({"mine": 1_999_000}, 0, 413),
        ({"mine": 1_500_000}, None, 413),
        ({"mine": 500_000}, None, 204),
    ],
)
def test_a_page_and_all_pages_together_hold_so_much(
    held: Mapping[str, int], length: int | None, status: int
) -> None:
    assert answered("mine", permits("mine"), held=held, length=length) == status


def test_what_is_on_its_way_counts_and_counts_no_more_when_it_is_there() -> None:
    async def run() -> list[int]:
        behind = Behind()
        guard = UploadGuard(behind, permits=permits("mine"), held=dict)
        behind.go_on.clear()
        first = asyncio.create_task(sent(guard, UPLOAD.format("mine"), length=1_500_000))
        await _until(lambda: bool(behind.reached))
        second = await sent(guard, UPLOAD.format("mine"), length=1_500_000)
        behind.go_on.set()
        return [await first, second, await sent(guard, UPLOAD.format("mine"), length=1_500_000)]

    assert asyncio.run(run()) == [204, 413, 204]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/_stcore/health"),
        ("OPTIONS", UPLOAD.format("anybody")),
        ("DELETE", UPLOAD.format("anybody")),
    ],
)
def test_everything_else_passes(method: str, path: str) -> None:
    async def run() -> int:
        guard = UploadGuard(Behind(), permits=permits(), held=dict)
        return await sent(guard, path, method=method)

    assert asyncio.run(run()) == 204


def test_a_desk_below_a_path_is_guarded_as_well() -> None:
    async def run() -> int:
        guard = UploadGuard(Behind(), permits=permits(), held=dict)
        return await sent(guard, "/desk" + UPLOAD.format("anybody"))

    assert asyncio.run(run()) == 403


def test_pages_that_are_closed_are_forgotten() -> None:
    allowed = permits(*(f"page {n}" for n in range(256)))

    allowed.allow("new", Visitor.always(CURATOR), LIMITS, is_open=lambda each: each == "page 7")

    assert allowed.limits("page 1") is None
    assert allowed.limits("page 7") == allowed.limits("new") == LIMITS


def test_limits_let_each_other_through_and_empty_files_count() -> None:
    limits = UploadLimits.of_megabytes(file=500, page=300, everybody=100)

    assert limits == UploadLimits(500_000_000, 500_000_000, 500_000_000)
    assert weight({"a": 0, "b": 0}) == 2 * 65_536


async def _until(happens: object) -> None:
    assert callable(happens)
    while not happens():
        await asyncio.sleep(0.001)
