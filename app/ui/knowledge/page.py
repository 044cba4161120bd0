"""The Knowledge page: its sections, and its history of generations and jobs."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.i18n import curator_texts as words
from app.i18n import labels, texts
from app.ui import curators, state, widgets
from app.ui.knowledge import changes, glossary, search, uploads
from app.ui.knowledge import documents as knowledge_documents
from knowledge.jobs.job import Job, JobKind


def show(workspace: curators.CuratorWorkspace) -> None:
    """Draw the page."""
    admin = workspace.admin
    names = admin.names()
    with curators.frame(words.KNOWLEDGE_PAGE):
        if not names:
            uploads.show_first(workspace)
            return
        name = curators.choose_knowledge_base(names, workspace.resources.settings.default_kb)
        reader = admin.reader(name)
        documents, passages = admin.count(name)
        curators.soft(
            words.SUMMARY.format(
                documents=texts.documents(documents),
                passages=texts.passages(passages),
                generation=reader.generation,
            )
        )
        if not admin.has_worker():
            widgets.notices((words.NO_WORKER,))
        sections = {
            words.DOCUMENTS: knowledge_documents.show,
            words.ADD: uploads.show,
            words.GLOSSARY: glossary.show,
            words.TRY: search.show,
            words.HISTORY: show_history,
        }
        chosen = st.segmented_control(
            words.KNOWLEDGE_PAGE,
            list(sections),
            default=words.DOCUMENTS,
            key=curators.SECTION,
            label_visibility="collapsed",
            required=True,
        )
        sections[str(chosen or words.DOCUMENTS)](workspace, name)


# The Knowledge page's history: generations to go back to, and the jobs of late.


_JOB = "history_job"


def show_history(workspace: curators.CuratorWorkspace, name: str) -> None:
    """Draw generations and jobs."""
    admin = workspace.admin
    curators.heading(words.GENERATIONS)
    curators.soft(words.GENERATIONS_BELOW)
    generations, whole = admin.generations(name), admin.sees_all(name)
    curators.table(
        (words.NUMBER, words.PUBLISHED, words.DOCUMENTS, str(labels.PASSAGES), ""),
        [
            (
                str(each.number),
                f"{each.published_at:%Y-%m-%d %H:%M}",
                words.plain_number(each.documents) if whole else "\u2013",
                words.plain_number(each.passages) if whole else "\u2013",
                words.LIVE if each.live else "",
            )
            for each in generations
        ],
        label=words.GENERATIONS,
    )
    if whole:
        _of_the_whole(workspace, name, [each.number for each in generations if not each.live])
    else:
        curators.soft(texts.NOT_ALL_YOURS)
    identifier = str(st.session_state.get(_JOB, ""))
    if identifier:
        curators.watch(admin, identifier, partial(_show_with_undo, workspace, name))
    curators.heading(words.JOBS)
    jobs = admin.jobs(name)
    if not jobs:
        curators.soft(words.NO_JOBS)
        return
    curators.table(
        (words.WHEN, words.WHAT, words.WHO, str(labels.STATE)),
        [_row(job) for job in jobs],
        label=words.JOBS,
    )


def _of_the_whole(workspace: curators.CuratorWorkspace, name: str, others: list[int]) -> None:
    """Draw what is done to a knowledge base as a whole; `others` are generations to go back to."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(words.EARLIER_GENERATION, others, width=220) if others else None
        st.button(
            words.VERIFY,
            key="verify",
            on_click=_ask,
            args=(workspace, JobKind.VERIFY, name, {}),
        )
    if number is not None:
        _roll_back(workspace, name, number)


def _roll_back(workspace: curators.CuratorWorkspace, name: str, number: int) -> None:
    generations = workspace.admin.generations(name)
    live = next(each for each in generations if each.live)
    wanted = next(each for each in generations if each.number == number)
    change = curators.RiskyChange(
        name="roll_back",
        about=str(number),
        label=words.ROLL_BACK_ASK.format(number=number),
        lines=[
            words.ROLLS_BACK.format(day=f"{wanted.published_at:%Y-%m-%d %H:%M}"),
            words.ROLLS_BACK_TO.format(
                documents=texts.documents(wanted.documents),
                passages=texts.passages(wanted.passages),
                now_documents=texts.documents(live.documents),
                now_passages=texts.passages(live.passages),
            ),
            words.CAN_UNDO,
        ],
        go=words.ROLL_BACK_TO.format(number=number),
    )
    curators.ask_once(
        change, partial(_ask, workspace, JobKind.ROLLBACK, name, {"generation": number})
    )


@state.telling
def _ask(
    workspace: curators.CuratorWorkspace, kind: JobKind, name: str, wanted: dict[str, object]
) -> None:
    st.session_state[_JOB] = workspace.admin.ask(
        kind, name, wanted, what=", ".join(f"{key} {value}" for key, value in wanted.items())
    )


def _show_with_undo(workspace: curators.CuratorWorkspace, name: str, job: Job) -> None:
    changes.show_end(job)
    changes.undo_button(
        workspace, job, lambda kind, wanted, _what: _ask(workspace, kind, name, wanted)
    )


def _row(job: Job) -> tuple[str, str, str, str]:
    what = words.JOB_KINDS.get(job.request.kind.value, job.request.kind.value)
    about = str(job.request.wanted.get("document_key") or "")
    progress = job.progress.get("files")
    if not about and isinstance(progress, list):
        about = ", ".join(str(each.get("path")) for each in progress[:3])
        about += " \u2026" if len(progress) > 3 else ""  # noqa: PLR2004 - what fits
    return (
        f"{job.asked_at:%Y-%m-%d %H:%M}",
        f"{what}\n{about}",
        job.request.owner,
        f"{words.JOB_STATES[job.state.value]}\n{job.error}",
    )
