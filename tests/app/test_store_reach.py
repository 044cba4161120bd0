"""A page that goes on while the store is away."""

from __future__ import annotations

from app.store_reach import StoreReach
from knowledge.errors import StoreUnavailable


class Server:
    """A store that answers, or does not; its clock stands where it is set."""

    def __init__(self) -> None:
        self.away = False
        self.asked = 0
        self.seconds = 0.0

    def names(self) -> list[str]:
        self.asked += 1
        if self.away:
            raise StoreUnavailable("Nobody answers.")
        return ["benefits", "demo"]


def reach_of(server: Server) -> StoreReach:
    return StoreReach(server.names, "demo", clock=lambda: server.seconds)


def test_the_last_list_stays_while_the_store_is_away() -> None:
    server = Server()
    reach = reach_of(server)
    reach.names()
    server.away = True

    assert reach.names() == ["benefits", "demo"]
    assert reach.away == "Nobody answers."


def test_before_any_list_was_read_the_usual_knowledge_base_is_named() -> None:
    server = Server()
    server.away = True

    assert reach_of(server).names() == ["demo"]


def test_a_store_that_is_away_is_not_asked_again_at_once() -> None:
    server = Server()
    server.away = True
    reach = reach_of(server)

    said = [reach.ask(server.names, ["none"]) for _ in range(3)]
    server.seconds = 60.0
    later = reach.ask(server.names, ["none"])

    assert said == [["none"], ["none"], ["none"]]
    assert later == ["none"]
    assert server.asked == 2


def test_who_looks_again_finds_it_back() -> None:
    server = Server()
    server.away = True
    reach = reach_of(server)
    reach.names()
    server.away = False

    assert reach.is_back()
    assert reach.away == ""
