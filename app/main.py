"""The pages and who may see them; `app/server.py` serves them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import streamlit as st
from pydantic import ValidationError
from streamlit.navigation.page import StreamlitPage

from app.auth.sign_in import Authenticator
from app.i18n import curator_texts, texts
from app.records.opening import records_in
from app.service.knowledge_admin import KnowledgeAdmin
from app.ui import curators, state, widgets
from app.ui.administration import page as people_page
from app.ui.chat import page as chat
from app.ui.chat import sidebar, standing
from app.ui.knowledge import page as knowledge_page
from app.ui.opened import jobs, resources, service
from app.ui.people import sidebar_foot, sign_in
from app.ui.people.sign_in import current_visitor
from app.ui.people.upload_gate import PERMITS, UploadLimits
from app.ui.quality import page as quality
from knowledge.domain.access import Role
from knowledge.domain.errors import AssistantError, StoreUnavailable
from knowledge.settings.parts import UploadSettings
from knowledge.settings.settings import Settings
from knowledge.settings.variables import variable_at

_LOG = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def auth() -> Authenticator:
    """Return how people come in."""
    return Authenticator(resources().settings.auth, service().records)


def drawn(show: Callable[[], None]) -> Callable[[], None]:
    """Return a page that says in one line what goes wrong with it."""

    def page() -> None:
        try:
            show()
        except StoreUnavailable as error:
            _LOG.warning("The page failed: %s", error)
            widgets.trouble(str(error))
            widgets.look_again(lambda: True)
        except AssistantError as error:
            widgets.trouble(str(error))
        except ValidationError as error:
            names = {variable_at(Settings, fault["loc"]): None for fault in error.errors()}
            widgets.trouble(texts.wrong_settings(list(names)))
        except Exception:  # noqa: BLE001 - the last place before the reader
            _LOG.exception("The page failed")
            widgets.trouble(texts.UNEXPECTED)

    return page


def show_chat() -> None:
    """Draw sidebar and conversation."""
    way_in, visitor = auth(), current_visitor()
    person, shared = visitor.person(), service().of(visitor)
    names = shared.names()
    if not names:
        chat.show_no_knowledge_base(
            knowledge_link() if person.role.includes(Role.CURATOR) else None
        )
        sidebar_foot.show(way_in, person)
        return
    state.come_back()
    name = sidebar.show_choices(shared, names)
    # In a container of its own, for a bare chat input makes Streamlit drag the page to its end.
    conversation, asking = st.container(key="conversation"), st.container(key="asking")
    try:
        with asking:
            chat.take_question(shared, name)
    finally:
        sidebar.show_conversations(shared, name)
        sidebar_foot.show(way_in, person)
    with conversation:
        chat.show(shared, name)
    if shared.away:
        with asking:
            # What failed where tells only those who can mend it.
            detail = shared.away if person.role.includes(Role.ADMIN) else ""
            widgets.trouble(f"{texts.STORE_AWAY}\n\n{detail}".strip())
        widgets.look_again(shared.is_back)
    else:
        shared.warm(name)


def show_knowledge() -> None:
    """Draw the Knowledge page."""
    knowledge_page.show(workspace())
    sidebar_foot.show(auth(), current_visitor().person())


def show_quality() -> None:
    """Draw the Quality page."""
    quality.show(workspace())
    sidebar_foot.show(auth(), current_visitor().person())


def show_people() -> None:
    """Draw the People page.

    Raises:
        NotPermitted: the person is no admin.
    """
    visitor, shared = current_visitor(), resources()
    state.leave_chat()
    people_page.show(
        people_page.AdminWorkspace(
            records_in(shared.database),
            visitor,
            has_accounts=shared.settings.auth.sign_in == "accounts",
            groups=shared.settings.auth.reader_groups,
        )
    )
    sidebar_foot.show(auth(), visitor.person())


def workspace() -> curators.CuratorWorkspace:
    """Return what a curator's page works with.

    Raises:
        NotPermitted: the person is no curator.
    """
    visitor, shared = current_visitor(), resources()
    # The page is not offered to readers; an address typed by hand leads here.
    visitor.curator()
    state.leave_chat()
    admin = KnowledgeAdmin(shared.settings, shared.store, shared.database, jobs(), visitor)
    return curators.CuratorWorkspace(shared, admin, visitor)


def upload_limits(uploads: UploadSettings) -> UploadLimits:
    """Return how much is held of what curators upload."""
    return UploadLimits.of_megabytes(
        file=uploads.most_megabytes,
        page=uploads.page_megabytes,
        everybody=uploads.all_megabytes,
    )


def knowledge_link() -> StreamlitPage:
    """Return the Knowledge page as the navigation and links know it."""
    return st.Page(
        drawn(show_knowledge),
        title=curator_texts.KNOWLEDGE_PAGE,
        icon=":material/library_books:",
        url_path="knowledge",
    )


def show() -> None:
    """Let the person in, then draw the page of their choice, in their language."""
    standing.begin_run()
    sidebar_foot.speak_for(resources().settings.chat.language)
    person = sign_in.person_at(auth())
    if person is None:
        return
    pages = [
        st.Page(
            drawn(show_chat),
            title=curator_texts.CHAT_PAGE,
            icon=":material/chat:",
            url_path="chat",
            default=True,
        )
    ]
    with st.sidebar:
        widgets.brand()
    curates = person.role.includes(Role.CURATOR)
    if curates:
        sign_in.allow_uploads(PERMITS, upload_limits(resources().settings.uploads))
        pages += [
            knowledge_link(),
            st.Page(
                drawn(show_quality),
                title=curator_texts.QUALITY_PAGE,
                icon=":material/insights:",
                url_path="quality",
            ),
        ]
    if person.role.includes(Role.ADMIN) and auth().mode != "none":
        pages.append(
            st.Page(
                drawn(show_people),
                title=curator_texts.PEOPLE_PAGE,
                icon=":material/group:",
                url_path="people",
            )
        )
    st.navigation(pages, position="sidebar" if curates else "hidden").run()


st.set_page_config(
    page_title=texts.PRODUCT,
    page_icon=Path(__file__).with_name("icon.svg"),
    menu_items={"About": texts.ABOUT},
)
widgets.page_style()
drawn(show)()
