"""The Knowledge page's uploads: metadata, a check first, then added with live progress."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from app.i18n import curator_texts as words
from app.i18n import labels, texts
from app.ui import curators, state, widgets
from knowledge.common.names import checked_name
from knowledge.common.names import listed as parts_of
from knowledge.domain.errors import AssistantError, InputError
from knowledge.jobs.job import Job, JobKind, JobState

_GOING, _ROUND = "adding", "adding_round"


@dataclass(frozen=True, slots=True)
class Adding:
    """An upload that is under way: its files, and the job that checks or adds them."""

    name: str
    uploads: tuple[str, ...]
    files: tuple[str, ...]
    job: str


def show_first(workspace: curators.CuratorWorkspace) -> None:
    """Draw the upload into a knowledge base that is yet to be made."""
    curators.empty(texts.NO_KNOWLEDGE_BASE, words.FIRST_BELOW)
    # Where the page stands once the knowledge base is there: at what came of the upload.
    curators.go_to(words.ADD)
    name = st.text_input(words.KNOWLEDGE_BASE, value=workspace.resources.settings.default_kb)
    try:
        show(workspace, checked_name(name))
    except InputError as error:
        widgets.trouble(str(error))


def show(workspace: curators.CuratorWorkspace, name: str) -> None:
    """Draw the form, or the upload that is under way."""
    going = st.session_state.get(_GOING)
    if isinstance(going, Adding) and going.name == name:
        curators.heading(", ".join(going.files[:3]) + (" \u2026" if len(going.files) > 3 else ""))  # noqa: PLR2004 - what fits
        curators.watch(workspace.admin, going.job, lambda job: _over(workspace, going, job))
        return
    _form(workspace, name)


def _form(workspace: curators.CuratorWorkspace, name: str) -> None:
    turn = st.session_state.get(_ROUND, 0)
    chosen = st.file_uploader(
        words.DROP,
        accept_multiple_files=True,
        key=f"files_{turn}",
        help=words.DROP_HELP,
        max_upload_size=workspace.resources.settings.uploads.most_megabytes,
    )
    metadata = _metadata(workspace.resources.settings.ingest.default_group)
    st.button(
        words.CHECK,
        key="check_upload",
        type="primary",
        disabled=not chosen or "facets" not in metadata,
        on_click=_check,
        args=(workspace, name, [(each.name, each.getvalue()) for each in chosen], metadata),
    )
    trouble = st.session_state.pop("adding_trouble", "")
    if trouble:
        widgets.trouble(str(trouble))
    curators.soft(words.CHECKING)


def _metadata(default_group: str) -> dict[str, object]:
    left, right = st.columns(2)
    with left:
        version = st.text_input(str(labels.VERSION), key="add_version")
        first = st.date_input(str(labels.FROM), value=None, key="add_from", format="YYYY-MM-DD")
        groups = st.text_input(
            str(labels.GROUPS),
            key="add_groups",
            help=words.GROUPS_HELP.format(default=default_group),
        )
        facets = st.text_input(str(labels.FACETS), key="add_facets", help=words.FACETS_HELP)
    with right:
        key = st.text_input(words.DOCUMENT_KEY, key="add_key", help=words.DOCUMENT_KEY_HELP)
        last = st.date_input(str(labels.UNTIL), value=None, key="add_until", format="YYYY-MM-DD")
        owner = st.text_input(str(labels.OWNER), key="add_owner")
    curators.soft(words.STATED)
    pairs, odd = named(facets)
    if odd:
        widgets.trouble(words.FACETS_ODD.format(part=odd[0]))
    stated: dict[str, object] = {} if odd else {"facets": pairs}
    return stated | {
        "version": version.strip(),
        "document_key": key.strip(),
        "effective_from": str(first) if isinstance(first, date) else "",
        "effective_to": str(last) if isinstance(last, date) else "",
        "owner": owner.strip(),
        "groups": listed(groups),
    }


def listed(text: str) -> list[str]:
    """Return the parts of "hr, staff"."""
    return list(parts_of(text))


def named(text: str) -> tuple[dict[str, str], list[str]]:
    """Return the pairs of "plan=silver, state=NY", and the parts that are none."""
    pairs: dict[str, str] = {}
    odd: list[str] = []
    for part in listed(text):
        name, _, value = (each.strip() for each in part.partition("="))
        if not name or not value or name in pairs:
            odd.append(part)
        else:
            pairs[name] = value
    return pairs, odd


def _check(
    workspace: curators.CuratorWorkspace,
    name: str,
    files: list[tuple[str, bytes]],
    metadata: dict[str, object],
) -> None:
    if metadata["document_key"] and len(files) > 1:
        st.session_state["adding_trouble"] = words.ONE_KEY
        return
    try:
        taken = workspace.admin.take(name, files, metadata)
        uploads = tuple(each.id for each in taken)
        job = workspace.admin.ask(JobKind.DRY_RUN, name, {"uploads": list(uploads)})
    except AssistantError as error:
        st.session_state["adding_trouble"] = str(error)
        return
    st.session_state[_GOING] = Adding(name, uploads, tuple(each.name for each in taken), job)


def _over(workspace: curators.CuratorWorkspace, going: Adding, job: Job) -> None:
    if job.request.kind is JobKind.DRY_RUN:
        _checked(workspace, going, job)
        return
    if job.state is JobState.DONE:
        totals = job.result.get("totals")
        counts = totals if isinstance(totals, dict) else {}
        told = [f"{counts[state]} {did}" for state, did in words.DID.items() if counts.get(state)]
        curators.good(
            f"{', '.join(told)}. {words.ANSWERS.format(generation=job.result.get('generation'))}"
        )
    _trouble(job)
    curators.files(job.result.get("files"), words.DID, label=words.DOCUMENTS)
    with st.container(horizontal=True):
        st.button(words.DONE_ADDING, key="done_adding", type="primary", on_click=_begin_anew)
        if job.state is not JobState.DONE:
            _discard_button(workspace, going)


def _checked(workspace: curators.CuratorWorkspace, going: Adding, job: Job) -> None:
    _trouble(job)
    curators.files(job.result.get("files"), words.WOULD, label=words.CHECK)
    totals = job.result.get("totals")
    counts = totals if isinstance(totals, dict) else {}
    useful = any(counts.get(state) for state in ("added", "changed", "unchanged"))
    if job.state is JobState.DONE:
        if useful:
            curators.soft(_cost(job))
        else:
            widgets.trouble(words.NOTHING_TO_ADD)
    with st.container(horizontal=True):
        if useful:
            st.button(
                words.ADD_THEM,
                key="add_them",
                type="primary",
                on_click=_add,
                args=(workspace, going),
            )
        _discard_button(workspace, going)


def _cost(job: Job) -> str:
    seconds = job.result.get("seconds")
    about = (
        words.PLAN_SECONDS.format(seconds=words.plain_number(max(1.0, seconds)))
        if isinstance(seconds, int | float)
        else ""
    )
    return words.PLAN_COST.format(
        passages=texts.passages(int(str(job.result.get("passages", 0)))),
        fresh=words.plain_number(float(str(job.result.get("to_embed", 0)))),
        seconds=about,
    )


def _trouble(job: Job) -> None:
    if job.state is JobState.CANCELLED:
        curators.soft(words.CANCELLED)
    elif job.state is JobState.FAILED:
        widgets.trouble(job.error)


def _discard_button(workspace: curators.CuratorWorkspace, going: Adding) -> None:
    st.button(words.DISCARD, key="discard_upload", on_click=_discard, args=(workspace, going))


@state.telling
def _add(workspace: curators.CuratorWorkspace, going: Adding) -> None:
    job = workspace.admin.ask(
        JobKind.INGEST, going.name, {"uploads": list(going.uploads)}, what=", ".join(going.files)
    )
    st.session_state[_GOING] = Adding(going.name, going.uploads, going.files, job)


@state.telling
def _discard(workspace: curators.CuratorWorkspace, going: Adding) -> None:
    workspace.admin.discard(going.name, going.uploads)
    _begin_anew()


def _begin_anew() -> None:
    st.session_state.pop(_GOING, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    for key in ("add_version", "add_key", "add_groups", "add_facets", "add_owner"):
        st.session_state[key] = ""
