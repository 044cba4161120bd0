"""The desk: asks with the caller's details, asks anew, suggests what the reader may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.auth.visitor import Visitor
from app.database.conversations import ConversationStore
from app.database.engine import Database, file_url
from app.database.escalations import EscalationStore
from app.database.feedback import FeedbackStore
from app.dates.resolution import LocalTime
from app.domain.answers import Answerer, Citation, NamedDay
from app.domain.caller_context import CallerContext, FacetChoice
from app.domain.conversations import Turn
from app.domain.person import Person
from app.domain.replies import DateChoice
from app.i18n import texts
from app.records.conversations import Exchange
from app.records.opening import Records
from app.records.stored_conversations import DatabaseConversations
from app.service.chat import ApprovalWish, ChatService, StoreAvailability, history
from app.service.documents import DocumentCatalog
from knowledge.domain.access import Role
from knowledge.domain.errors import (
    ConfigurationError,
    InputError,
    NotPermitted,
    SignInRefused,
    StoreUnavailable,
)
from knowledge.domain.passages import Passage
from knowledge.store.edge.store import EdgeStore
from tests.builders import passage, published
from tests.flat_settings import settings_with
from tests.opening import open_records
from tests.scripted_assistant import LIFE_EVENTS, SPOUSE, ScriptedAssistant, answered, scripted

GOLD = CallerContext({"plan": "Gold"}, date(2026, 3, 1))
ADA = Person("ada", Role.READER, ("staff",))


def of_life_events(position: int, heading: str, *groups: str, plan: str) -> Passage:
    return passage(
        f"About {heading.lower()}.",
        document_key=plan,
        position=position,
        title="Qualifying Life Events",
        headings=("Qualifying Life Events", heading),
        groups=groups,
        facets={"plan": plan},
    )


GOLD_BOOK = of_life_events(0, "Newborn children", "staff", plan="Gold")
SILVER_BOOK = of_life_events(0, "Divorce papers", "staff", plan="Silver")
BOARD_BOOK = of_life_events(0, "Executive bonus", "board", plan="Platinum")


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return scripted()


@pytest.fixture
def service(assistant: ScriptedAssistant, tmp_path: Path) -> Iterator[ChatService]:
    database = Database(file_url(tmp_path / "conversations.sqlite3"))
    store = EdgeStore(tmp_path / "kb", tmp_path / "run")
    published(store, "demo", [GOLD_BOOK], [SILVER_BOOK], [BOARD_BOOK])
    repository = DatabaseConversations(
        ConversationStore(database), FeedbackStore(database), EscalationStore(database)
    )
    settings = settings_with(data_dir=tmp_path)
    whole = ChatService(
        settings, store.names, lambda _: assistant, repository, catalog=DocumentCatalog(store.open)
    )
    yield whole.of(Visitor.always(ADA))
    assistant.hold.set()
    database.close()


def answered_in(service: ChatService, conversation: str) -> tuple[Exchange, ...]:
    reply = service.running(conversation)
    assert reply is None or reply.wait(30)
    return service.exchanges(conversation)


def test_every_search_keeps_to_what_is_known_about_the_caller(
    service: ChatService, assistant: ScriptedAssistant
) -> None:
    conversation = service.set_context("", "demo", GOLD)

    answered_in(service, service.ask(conversation, "demo", SPOUSE))
    answered_in(service, service.ask(conversation, "demo", "and my child?"))

    asked = [(request.facets, request.as_of) for _, _, request in assistant.asked]
    assert asked == [({"plan": "Gold"}, date(2026, 3, 1))] * 2


def test_a_wish_for_a_day_goes_with_its_question_only(
    service: ChatService, assistant: ScriptedAssistant
) -> None:
    conversation = service.ask("", "demo", SPOUSE)
    answered_in(service, conversation)

    answered_in(
        service, service.ask(conversation, "demo", SPOUSE, anew=True, date_choice=DateChoice.SET)
    )
    answered_in(service, service.ask(conversation, "demo", "and my child?"))

    choices = [request.date_choice for _, _, request in assistant.asked]
    assert choices == [DateChoice.RULE, DateChoice.SET, DateChoice.RULE]


def test_the_day_that_an_answer_was_for_goes_into_its_conversation(service: ChatService) -> None:
    named = NamedDay(date(2027, 1, 1), "2027")
    answer = answered(SPOUSE)
    exchange = Exchange(SPOUSE, replace(answer, found=replace(answer.found, named=named)))

    talk = history((exchange, Exchange("and my child?", partial="A child")))

    assert talk.turns == (
        Turn(SPOUSE, answer.text, named),
        Turn("and my child?", "A child"),
    )


def test_a_question_asked_anew_is_asked_without_the_turn_that_it_replaces(
    service: ChatService, assistant: ScriptedAssistant
) -> None:
    conversation = service.ask("", "demo", "first?")
    answered_in(service, conversation)
    answered_in(service, service.ask(conversation, "demo", "second?"))

    answered_in(service, service.ask(conversation, "demo", "second, better?", anew=True))

    before, question, _ = assistant.asked[-1]
    assert question == "second, better?"
    assert [turn.question for turn in before.turns] == ["first?"]
    assert [e.question for e in service.exchanges(conversation)] == ["first?", "second, better?"]


def test_asking_anew_while_an_answer_is_written_stops_that_one(
    service: ChatService, assistant: ScriptedAssistant
) -> None:
    assistant.hold.clear()
    conversation = service.ask("", "demo", SPOUSE)
    first = service.running(conversation)

    service.ask(conversation, "demo", "better?", anew=True)

    assistant.hold.set()
    assert first is not None
    assert first.progress.over
    assert [e.question for e in answered_in(service, conversation)] == ["better?"]


def test_deleting_a_conversation_stops_its_answer(
    service: ChatService, assistant: ScriptedAssistant
) -> None:
    assistant.hold.clear()
    conversation = service.ask("", "demo", SPOUSE)
    reply = service.running(conversation)

    service.delete(conversation)

    assert reply is not None
    assert reply.progress.over
    assert service.conversations("demo") == []


def test_a_question_that_is_too_long_is_not_written_down(service: ChatService) -> None:
    with pytest.raises(InputError, match="4001 characters; the limit is 4000"):
        service.ask("", "demo", "a" * 4_001)

    assert service.conversations("demo") == []


def test_nothing_is_asked_in_a_conversation_of_somebody_else(service: ChatService) -> None:
    conversation = service.ask("", "demo", SPOUSE)
    answered_in(service, conversation)
    bob = service.of(Visitor.always(Person("bob", Role.READER, ("staff",))))

    with pytest.raises(InputError, match=r"no longer here"):
        bob.ask(conversation, "demo", "and then?")

    assert bob.running(conversation) is None
    assert bob.conversations("demo") == []


def test_the_caller_can_have_what_tells_the_readers_documents_apart(service: ChatService) -> None:
    assert service.choices("demo") == (FacetChoice("plan", ("Gold", "Silver")),)


def test_follow_ups_come_from_documents_of_the_readers_groups_only(service: ChatService) -> None:
    board = service.of(Visitor.always(Person("eve", Role.READER, ("board",))))
    talk = (citing(BOARD_BOOK),)

    assert board.follow_ups("demo", talk) == (texts.WHAT_ABOUT.format(heading="executive bonus"),)
    assert service.follow_ups("demo", talk) == ()


def citing(repository: Passage) -> Exchange:
    """Return an exchange whose answer cites another section of the book's document."""
    answer = answered(SPOUSE)
    cited = replace(LIFE_EVENTS, document_id=repository.document_id)
    found = answer.found
    filters = replace(found.query.filters, as_of=None)
    found = replace(found, query=replace(found.query, filters=filters))
    answer = replace(answer, citations=(Citation(1, cited),), found=found)
    return Exchange(SPOUSE, answer)


def test_the_desks_time_is_in_its_zone() -> None:
    moment = datetime(2026, 11, 20, 16, 40, tzinfo=UTC)

    assert f"{LocalTime('America/New_York').local(moment):%H:%M %Z}" == "11:40 EST"


def test_a_time_zone_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(ConfigurationError, match=r"'Mars/Olympus'.*CITEWELL_TIME_ZONE"):
        LocalTime("Mars/Olympus")


def test_groups_that_changed_meanwhile_count_from_the_next_question_on(
    service: ChatService, assistant: ScriptedAssistant
) -> None:
    now = [ADA]
    open_page = service.of(Visitor("ada", lambda: now[0]))
    answered_in(open_page, open_page.ask("", "demo", SPOUSE))
    now[0] = replace(ADA, groups=("board",))

    answered_in(open_page, open_page.ask("", "demo", SPOUSE))

    assert [request.groups for _, _, request in assistant.asked] == [("staff",), ("board",)]
    assert open_page.choices("demo") == ()


def test_the_open_page_of_who_is_signed_out_does_and_shows_nothing(service: ChatService) -> None:
    now: list[Person | None] = [ADA]
    open_page = service.of(Visitor("ada", lambda: now[0]))
    conversation = open_page.set_context("", "demo", GOLD)
    now[0] = None
    uses: list[Callable[[], object]] = [
        lambda: open_page.ask("", "demo", SPOUSE),
        lambda: open_page.delete(conversation),
        lambda: open_page.set_context(conversation, "demo", GOLD),
        lambda: open_page.exchanges(conversation),
        lambda: open_page.conversations("demo"),
        lambda: open_page.running(conversation),
        lambda: open_page.choices("demo"),
        lambda: open_page.repository,
    ]

    refused = [_is_refused(use) for use in uses]

    assert refused == [True] * len(uses)
    assert service.repository.context(conversation) == GOLD


def _is_refused(use: Callable[[], object]) -> bool:
    try:
        use()
    except SignInRefused:
        return True
    return False


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


def reach_of(server: Server) -> StoreAvailability:
    return StoreAvailability(server.names, "demo", clock=lambda: server.seconds)


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


def in_records(service: ChatService, records: Records, person: Person) -> ChatService:
    """Return the service as somebody has it, over records that can be looked at."""
    service.records = records
    return service.of(Visitor.always(person))


EVE = Person("eve", Role.CURATOR, ("staff",))
WISH = ApprovalWish(SPOUSE, answered(SPOUSE).text, date(2027, 6, 30))


def test_a_curator_vouches_for_an_answer_in_the_chat(service: ChatService, tmp_path: Path) -> None:
    with closing(open_records(settings_with(data_dir=tmp_path))) as records:
        curator = in_records(service, records, EVE)

        curator.approve("demo", Exchange(SPOUSE, answered(SPOUSE)), WISH)

        (approved,) = records.approved.answers("demo")
    assert curator.can_approve
    assert (approved.question, approved.answer) == (SPOUSE, answered(SPOUSE))
    assert (approved.owner, approved.expires_on) == ("eve", WISH.until)


def test_a_curator_may_put_it_in_other_words(service: ChatService, tmp_path: Path) -> None:
    with closing(open_records(settings_with(data_dir=tmp_path))) as records:
        curator = in_records(service, records, EVE)

        curator.approve(
            "demo", Exchange(SPOUSE, answered(SPOUSE)), replace(WISH, text="Within 60 days [1].")
        )

        (approved,) = records.approved.answers("demo")
    assert approved.text == "Within 60 days [1]."
    assert approved.answer is not None
    assert approved.answer.answerer is Answerer.PERSON


@pytest.mark.parametrize(
    ("person", "wish"),
    [
        (ADA, WISH),
        (replace(EVE, groups=("claims",)), WISH),
        (EVE, replace(WISH, text="Nobody says so.")),
        (EVE, replace(WISH, question="and my child?")),
    ],
)
def test_what_nobody_can_vouch_for_is_refused(
    service: ChatService, tmp_path: Path, person: Person, wish: ApprovalWish
) -> None:
    with closing(open_records(settings_with(data_dir=tmp_path))) as records:
        somebody = in_records(service, records, person)

        with pytest.raises((NotPermitted, InputError)):
            somebody.approve("demo", Exchange(SPOUSE, answered(SPOUSE)), wish)

        assert records.approved.answers("demo") == []
