"""What a curator does to one document: new version, retire, delete, hide and correct passages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from html import escape

import streamlit as st

from app.i18n import curator_texts as words
from app.i18n import labels, texts
from app.pipeline.search_trials import place_of
from app.service.knowledge_admin import DocumentRow, PassageRow
from app.ui import curators, state, widgets
from knowledge.domain.documents import DocumentMetadata
from knowledge.domain.passages import COMMANDS_MODELS
from knowledge.jobs.job import Job, JobKind, JobState

_JOB = "change_job"


def new_version(row: DocumentRow) -> None:
    """Lead to the upload of a document's next version."""
    curators.soft(words.NEW_VERSION_BELOW)
    st.button(
        words.NEW_VERSION_GO,
        key="new_version",
        type="primary",
        on_click=_to_new_version,
        args=(row.record.metadata,),
    )


def retire(workspace: curators.CuratorWorkspace, name: str, row: DocumentRow) -> None:
    """Give a document its last day."""
    curators.soft(words.RETIRE_BELOW)
    metadata = row.record.metadata
    last_day = st.date_input(
        words.LAST_DAY,
        value=metadata.effective_to or date.today(),
        format="YYYY-MM-DD",
        key=f"last_day_{row.record.id}",
        width=220,
    )
    wanted: dict[str, object] = {
        "document_key": metadata.key,
        "version": metadata.version,
        "last_day": str(last_day),
    }
    what = f"{metadata.key}, last day {last_day}"
    affected = workspace.admin.affected(name, [row.record])
    curators.ask_once(
        curators.RiskyChange(
            name="retire",
            about=f"{row.record.id} {last_day}",
            label=words.RETIRE_ASK,
            lines=[
                words.RETIRES.format(title=row.record.title, day=last_day),
                *curators.reached(affected),
                words.CAN_UNDO,
            ],
            go=words.RETIRE_GO,
        ),
        partial(_ask, workspace, JobKind.RETIRE, name, wanted, what),
    )
    watch_change(workspace)


def delete(workspace: curators.CuratorWorkspace, name: str, row: DocumentRow) -> None:
    """Delete a document in all versions; purging it is a second, explicit choice."""
    key = row.record.metadata.key
    curators.soft(words.DELETE_BELOW)
    if not row.uploaded:
        widgets.notices((words.DELETE_FOLDER.format(root=row.record.root),))
    purge = st.checkbox(words.PURGE, key=f"purge_{row.record.id}")
    sure = (
        st.text_input(words.TYPE_KEY.format(key=widgets.plain_label(key)), key=f"sure_{key}")
        if purge
        else key
    )
    if sure.strip() == key:
        affected = workspace.admin.affected(name, workspace.admin.versions(name, key))
        # Undone by going back to the generation before, which is for who may see all of it.
        undone = words.CAN_UNDO if workspace.admin.sees_all(name) else words.CANT_UNDO_ALONE
        curators.ask_once(
            curators.RiskyChange(
                name="delete",
                about=f"{key} {purge}",
                label=words.PURGE_ASK if purge else words.DELETE_ASK,
                lines=[
                    words.DELETES.format(title=row.record.title),
                    *curators.reached(affected),
                    words.CANT_UNDO if purge else undone,
                ],
                go=words.PURGE_GO if purge else words.DELETE_GO,
            ),
            partial(
                _ask,
                workspace,
                JobKind.DELETE,
                name,
                {"document_key": key, "purge": purge},
                key,
            ),
        )
    watch_change(workspace)


def turn_to_document(identifier: str) -> None:
    """Forget what was said of another document's change."""
    if st.session_state.get("document_now") != identifier:
        st.session_state["document_now"] = identifier
        st.session_state.pop(_JOB, None)
        curators.forget_question()


def watch_change(workspace: curators.CuratorWorkspace) -> None:
    """Show the change that was asked for last, until the next one."""
    identifier = str(st.session_state.get(_JOB, ""))
    if identifier:
        curators.watch(workspace.admin, identifier, partial(_show_with_undo, workspace))


def _show_with_undo(workspace: curators.CuratorWorkspace, job: Job) -> None:
    show_end(job)
    undo_button(
        workspace,
        job,
        lambda kind, wanted, what: _ask(workspace, kind, job.request.knowledge_base, wanted, what),
    )


def undo_button(
    workspace: curators.CuratorWorkspace,
    job: Job,
    ask: Callable[[JobKind, dict[str, object], str], None],
) -> None:
    """Offer to undo what a job did, while that can be done."""
    undoing = workspace.admin.undoing(job)
    if undoing is not None:
        kind, wanted = undoing
        st.button(
            words.UNDO,
            key=f"undo_{job.id}",
            icon=":material/undo:",
            on_click=ask,
            args=(kind, dict(wanted), "undone"),
        )


def passage_html(row: PassageRow) -> None:
    """Draw a passage as the assistant has it."""
    passage = row.passage
    place = place_of(passage.headings, passage.first_page) or passage.place
    if COMMANDS_MODELS in passage.flags:
        place = f"{place} · {words.COMMANDS_MODELS}"
    corrected = (
        f'<p class="cw-piece-head">{escape(words.CORRECTED.format(original=row.original))}</p>'
        if row.original
        else ""
    )
    st.html(
        f'<div class="cw-piece"><p class="cw-piece-head"><span>{escape(place)}</span>'
        f"<span>{passage.position + 1}</span></p>{corrected}{escape(passage.text)}</div>"
    )


def hidden_passage(original: str) -> None:
    """Draw a passage that is out of all answers."""
    st.html(
        f'<div class="cw-piece cw-piece-gone"><p class="cw-piece-head">{escape(words.HIDDEN)}</p>'
        f"{escape(original)}</div>"
    )


def passage_buttons(workspace: curators.CuratorWorkspace, name: str, row: PassageRow) -> None:
    """Draw what can be done to a passage."""
    passage = row.passage
    with st.popover(words.CORRECT, type="tertiary"):
        text = st.text_area(
            words.CORRECT_TO, value=passage.text, key=f"correct_{passage.id}", height=160
        )
        st.button(
            words.SAVE,
            key=f"save_{passage.id}",
            type="primary",
            disabled=not text.strip() or text == passage.text,
            on_click=_ask,
            args=(
                workspace,
                JobKind.CURATE,
                name,
                {"passage_id": passage.id, "text": text.strip()},
                f"corrected a passage of {passage.document_key}",
            ),
        )
    st.button(
        words.HIDE,
        key=f"hide_{passage.id}",
        type="tertiary",
        on_click=_ask,
        args=(
            workspace,
            JobKind.CURATE,
            name,
            {"passage_id": passage.id, "text": None},
            f"hid a passage of {passage.document_key}",
        ),
    )


@state.telling
def _ask(
    workspace: curators.CuratorWorkspace,
    kind: JobKind,
    name: str,
    wanted: dict[str, object],
    what: str,
) -> None:
    st.session_state[_JOB] = workspace.admin.ask(kind, name, wanted, what=what)


def _to_new_version(metadata: DocumentMetadata) -> None:
    st.session_state["add_key"] = metadata.key
    st.session_state["add_groups"] = ", ".join(metadata.groups)
    st.session_state["add_owner"] = metadata.owner
    st.session_state["add_facets"] = ", ".join(f"{k}={v}" for k, v in metadata.facets.items())
    curators.go_to(words.ADD)


def show_end(job: Job) -> None:
    """Say what came of a job."""
    if job.state is JobState.CANCELLED:
        curators.soft(words.CANCELLED)
    elif job.state is JobState.FAILED:
        widgets.trouble(job.error)
    elif job.request.kind is JobKind.DELETE:
        said = words.PURGED if job.result.get("purged") else words.DELETED
        curators.good(
            said.format(
                searches=job.result.get("searches", 0),
                files=words.plain_number(float(str(job.result.get("files_searched", 0)))),
                bytes=words.plain_number(float(str(job.result.get("bytes_searched", 0)))),
            )
        )
    elif job.request.kind is JobKind.VERIFY:
        _verified(job)
    else:
        curators.good(words.RETIRED.format(generation=job.result.get("generation", "")))


def _verified(job: Job) -> None:
    count = int(str(job.result.get("faults_count", 0)))
    if not count:
        curators.good(
            words.VERIFIED.format(
                passages=texts.passages(int(str(job.result.get("passages", 0)))),
                documents=texts.documents(int(str(job.result.get("documents", 0)))),
            )
        )
        return
    widgets.trouble(words.FAULTS.format(count=count))
    faults = job.result.get("faults")
    listed = faults if isinstance(faults, list) else []
    curators.table(
        (str(labels.KEY), words.WHAT),
        [(str(each.get("document_key")), str(each.get("what"))) for each in listed],
        label=words.VERIFY,
    )
