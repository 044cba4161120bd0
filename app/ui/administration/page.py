"""The People page: who has an account, what they may do and see, and who was seen when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from app.auth.visitor import Visitor
from app.i18n import curator_texts as words
from app.i18n import labels, texts
from app.records.opening import Records
from app.service.people_admin import PeopleAdmin, PersonRow
from app.ui import curators, state
from app.ui.administration import audit_log
from knowledge.common.names import listed
from knowledge.domain.access import Role

_SECTION = "people_section"
_CHOSEN = "person_chosen"


@dataclass(frozen=True, slots=True)
class AdminWorkspace:
    """What the People page works with; `has_accounts` where Citewell itself keeps passwords."""

    records: Records
    visitor: Visitor
    has_accounts: bool
    groups: tuple[str, ...]

    @property
    def people(self) -> PeopleAdmin:
        """The accounts, as this admin may change them."""
        return PeopleAdmin(self.records, lambda: self.visitor.admin().name)


def show(workspace: AdminWorkspace) -> None:
    """Draw the page."""
    workspace.visitor.admin()
    with curators.frame(words.PEOPLE_PAGE):
        chosen = st.segmented_control(
            words.PEOPLE_PAGE,
            [words.ACCOUNTS, words.AUDIT],
            default=words.ACCOUNTS,
            key=_SECTION,
            label_visibility="collapsed",
            required=True,
        )
        if chosen == words.AUDIT:
            audit_log.show(workspace.records, workspace.people)
        elif workspace.has_accounts:
            _accounts(workspace)
        else:
            _seen(workspace.records)


def _seen(records: Records) -> None:
    """Draw who was seen, where somebody else signs people in."""
    curators.soft(words.SIGNED_IN_ELSEWHERE)
    seen = sorted(records.audit.last_seen().items(), key=lambda pair: pair[1], reverse=True)
    rows = [(name, f"{at:%Y-%m-%d %H:%M}") for name, at in seen if name]
    if rows:
        curators.table((words.PERSON, words.LAST_SEEN), rows, label=words.ACCOUNTS)


def _accounts(workspace: AdminWorkspace) -> None:
    rows = workspace.people.rows()
    if rows:
        curators.table(
            (words.PERSON, words.ROLE, str(labels.GROUPS), words.SESSIONS, words.LAST_SEEN),
            [_cells(row) for row in rows],
            label=words.ACCOUNTS,
        )
    else:
        curators.empty(words.NO_ACCOUNTS, words.NO_ACCOUNTS_BELOW)
    by_name = {row.account.person.name: row for row in rows}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            words.CHANGE_PERSON,
            list(by_name),
            index=None,
            key=_CHOSEN,
            placeholder=words.CHOOSE_PERSON,
            width=280,
        )
    if name in by_name:
        _person(workspace, by_name[name])
    with st.expander(words.ADD_PERSON, expanded=not rows):
        _form(workspace)


def _cells(row: PersonRow) -> tuple[str, ...]:
    person = row.account.person
    locked = f"\n{words.LOCKED}" if row.locked else ""
    return (
        person.name + locked,
        texts.ROLES[person.role.value],
        ", ".join(person.groups) or words.NO_GROUP,
        str(row.sessions or ""),
        f"{row.last_seen:%Y-%m-%d %H:%M}" if row.last_seen else "",
    )


def _person(workspace: AdminWorkspace, row: PersonRow) -> None:
    person, people = row.account.person, workspace.people
    with st.container(key="person"):
        curators.heading(person.name)
        left, right = st.columns(2)
        with left:
            role = st.selectbox(
                words.ROLE,
                list(Role),
                index=list(Role).index(person.role),
                format_func=lambda each: texts.ROLES[each.value],
                key=f"role_{person.name}",
            )
            groups = st.text_input(
                str(labels.GROUPS),
                ", ".join(person.groups),
                key=f"groups_{person.name}",
                help=words.PERSON_GROUPS_HELP,
            )
            st.button(
                words.SAVE,
                key="save_person",
                type="primary",
                disabled=role is person.role and listed(groups) == person.groups,
                on_click=_save,
                args=(people, row, role, listed(groups)),
            )
        with right:
            password = st.text_input(
                words.NEW_PASSWORD, type="password", key=f"password_{person.name}"
            )
            st.button(
                words.SET_PASSWORD,
                key="set_password",
                disabled=not password,
                on_click=_act,
                args=(partial(people.set_password, person.name, lambda: password),),
            )
            st.button(
                words.END_SESSIONS,
                key="end_sessions",
                disabled=not row.sessions,
                on_click=_act,
                args=(partial(people.end_sessions, person.name),),
            )
        _remove(workspace, row)


def _remove(workspace: AdminWorkspace, row: PersonRow) -> None:
    name = row.account.person.name
    threads = len(workspace.records.conversations.threads(name))
    with_conversations = bool(threads) and st.checkbox(
        words.REMOVE_CONVERSATIONS.format(count=threads), key=f"threads_{name}"
    )
    change = curators.RiskyChange(
        name="remove_person",
        about=f"{name} {with_conversations}",
        label=words.REMOVE_PERSON_ASK,
        lines=[
            words.REMOVES_PERSON.format(name=name, sessions=row.sessions),
            words.DELETES_CONVERSATIONS.format(count=threads)
            if with_conversations
            else words.KEEPS_CONVERSATIONS.format(count=threads),
            words.CANT_UNDO,
        ],
        go=words.REMOVE_PERSON,
    )
    removing = partial(workspace.people.remove, name, conversations=with_conversations)
    curators.ask_once(change, partial(_act, removing))


def _form(workspace: AdminWorkspace) -> None:
    name = st.text_input(words.SIGN_IN_NAME, key="new_name")
    role = st.selectbox(
        words.ROLE, list(Role), format_func=lambda each: texts.ROLES[each.value], key="new_role"
    )
    groups = st.text_input(
        str(labels.GROUPS),
        ", ".join(workspace.groups),
        key="new_groups",
        help=words.PERSON_GROUPS_HELP,
    )
    password = st.text_input(
        words.NEW_PASSWORD, type="password", key="new_password", help=words.PASSWORD_HELP
    )
    st.button(
        words.ADD_PERSON,
        key="add_person",
        type="primary",
        disabled=not (name.strip() and password),
        on_click=_add,
        args=(workspace.people, name, role, listed(groups), password),
    )


@state.telling
def _add(
    people: PeopleAdmin, name: str, role: Role, groups: tuple[str, ...], password: str
) -> None:
    people.add(name, role, groups, lambda: password)
    for key in ("new_name", "new_password"):
        st.session_state[key] = ""


@state.telling
def _save(people: PeopleAdmin, row: PersonRow, role: Role, groups: tuple[str, ...]) -> None:
    person = row.account.person
    if role is not person.role:
        people.set_role(person.name, role)
    if groups != person.groups:
        people.set_groups(person.name, groups)


@state.telling
def _act(change: Callable[[], object]) -> None:
    change()
    for key in [key for key in st.session_state if str(key).startswith("password_")]:
        st.session_state[key] = ""
