"""The Knowledge page's history: generations to go back to, and the jobs of late."""

from __future__ import annotations

import streamlit as st

from app import curator_texts as words
from app import texts
from app.views import curating, knowledge_changing, state
from knowledge.job import Job, JobKind

_JOB = "history_job"


def show_history(bench: curating.Bench, name: str) -> None:
    """Draw generations and jobs."""
    library = bench.library
    curating.heading(words.GENERATIONS)
    curating.soft(words.GENERATIONS_BELOW)
    generations, whole = library.generations(name), library.sees_all(name)
    curating.table(
        (words.NUMBER, words.PUBLISHED, words.DOCUMENTS, words.PASSAGES, ""),
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
        _of_the_whole(bench, name, [each.number for each in generations if not each.live])
    else:
        curating.soft(texts.NOT_ALL_YOURS)
    identifier = str(st.session_state.get(_JOB, ""))
    if identifier:
        curating.watch(library, identifier, knowledge_changing.show_end)
    curating.heading(words.JOBS)
    jobs = library.jobs(name)
    if not jobs:
        curating.soft(words.NO_JOBS)
        return
    curating.table(
        (words.WHEN, words.WHAT, words.WHO, words.STATE),
        [_row(job) for job in jobs],
        label=words.JOBS,
    )


def _of_the_whole(bench: curating.Bench, name: str, others: list[int]) -> None:
    """Draw what is done to a knowledge base as a whole; `others` are generations to go back to."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if others:
            with st.popover(words.ROLL_BACK):
                number = st.selectbox(words.NUMBER, others)
                st.button(
                    words.ROLL_BACK_TO.format(number=number),
                    key="roll_back",
                    type="primary",
                    on_click=_ask,
                    args=(bench, JobKind.ROLLBACK, name, {"generation": number}),
                )
        st.button(
            words.VERIFY,
            key="verify",
            on_click=_ask,
            args=(bench, JobKind.VERIFY, name, {}),
        )


@state.telling
def _ask(bench: curating.Bench, kind: JobKind, name: str, wanted: dict[str, object]) -> None:
    st.session_state[_JOB] = bench.library.ask(
        kind, name, wanted, what=", ".join(f"{key} {value}" for key, value in wanted.items())
    )


def _row(job: Job) -> tuple[str, str, str, str]:
    what = words.JOB_KINDS.get(job.order.kind.value, job.order.kind.value)
    about = str(job.order.wanted.get("document_key") or "")
    progress = job.progress.get("files")
    if not about and isinstance(progress, list):
        about = ", ".join(str(each.get("path")) for each in progress[:3])
        about += " \u2026" if len(progress) > 3 else ""  # noqa: PLR2004 - what fits
    return (
        f"{job.asked_at:%Y-%m-%d %H:%M}",
        f"{what}\n{about}",
        job.order.owner,
        f"{words.JOB_STATES[job.state.value]}\n{job.error}",
    )
