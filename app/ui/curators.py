"""What the curators' pages share: their frame, tables, metadata, empty states and live jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.auth.visitor import Visitor
from app.domain.person import Person
from app.i18n import curator_texts as words
from app.i18n import texts
from app.i18n.labels import Label
from app.service.knowledge_admin import Affected, KnowledgeAdmin
from app.service.opening import ServerResources
from app.ui import state, widgets
from knowledge.domain.errors import AssistantError
from knowledge.jobs.job import Job, JobState

SECTION = "knowledge_section"
"""Where the session keeps which part of the Knowledge page is shown."""

_STYLE = Path(__file__).with_name("curating.css")
_MARKS = {
    "added": ("+", "good"),
    "changed": ("~", "good"),
    "removed": ("\u2212", "soft"),
    "failed": ("!", "bad"),
    "skipped": ("\u2013", "soft"),
    "unchanged": ("=", "soft"),
}


@dataclass(frozen=True, slots=True)
class CuratorWorkspace:
    """What a curator's page works with."""

    resources: ServerResources
    admin: KnowledgeAdmin
    visitor: Visitor

    @property
    def person(self) -> Person:
        """The curator, as they are at this moment.

        Raises:
            SignInRefused: they are not signed in any more.
            NotPermitted: they are no curator any more.
        """
        return self.visitor.curator()


def frame(title: str) -> DeltaGenerator:
    """Return the container that a curator's page is drawn in, with its heading."""
    st.html(_STYLE)
    container = st.container(key="curating")
    container.html(f"<h1>{escape(title)}</h1>")
    if trouble := state.take_trouble():
        with container:
            widgets.trouble(trouble)
    return container


def go_to(section: str) -> None:
    """Turn to a part of the Knowledge page at the next run; for callbacks."""
    st.session_state[SECTION] = section


def choose_knowledge_base(names: Sequence[str], default: str) -> str:
    """Draw the choice of a knowledge base in the sidebar; return the chosen one."""
    wanted = (st.session_state.get("curated_base", ""), st.query_params.get("kb", ""), default)
    start = next((names.index(name) for name in wanted if name in names), 0)
    with st.sidebar:
        chosen = st.selectbox(words.KNOWLEDGE_BASE, names, index=start)
    st.session_state["curated_base"] = chosen
    st.query_params["kb"] = chosen
    return chosen


def heading(text: str) -> None:
    """Draw a heading."""
    st.html(f"<h2>{escape(text)}</h2>")


def soft(text: str) -> None:
    """Draw a quiet line."""
    st.html(f'<p class="cw-soft">{escape(text)}</p>')


def good(text: str) -> None:
    """Say that something went well."""
    st.html(f'<div class="cw-good" role="status">{escape(text)}</div>')


def empty(title: str, below: str) -> None:
    """Draw what stands where there is nothing yet."""
    st.html(f'<div class="cw-empty"><strong>{escape(title)}</strong>{escape(below)}</div>')


_ASKED = "asked_once"


@dataclass(frozen=True, slots=True)
class RiskyChange:
    """A change that is asked once before it is made: `name` it, `about` what it is made.

    `label` asks for it, `lines` say what it reaches, `go` makes it.
    """

    name: str
    about: str
    label: str
    lines: Sequence[str]
    go: str


def ask_once(change: RiskyChange, on_go: Callable[[], None]) -> None:
    """Draw a button for a risky change; a click asks once, and says what it reaches."""
    if st.session_state.get(_ASKED) != (change.name, change.about):
        st.button(
            change.label,
            key=f"ask_{change.name}",
            on_click=_ask_for,
            args=(change.name, change.about),
        )
        return
    with st.container(key="danger"):
        items = "".join(f"<li>{escape(line)}</li>" for line in change.lines)
        st.html(
            f'<div class="cw-danger-words" role="alert"><strong>{escape(words.SURE)}</strong>'
            f"<ul>{items}</ul></div>"
        )
        with st.container(horizontal=True):
            st.button(
                change.go, key=f"go_{change.name}", type="primary", on_click=_go, args=(on_go,)
            )
            st.button(words.CANCEL, key=f"leave_{change.name}", on_click=forget_question)


def forget_question() -> None:
    """Take back what was asked once and not gone through with."""
    st.session_state.pop(_ASKED, None)


def _ask_for(name: str, about: str) -> None:
    st.session_state[_ASKED] = (name, about)


def _go(on_go: Callable[[], None]) -> None:
    forget_question()
    on_go()


def reached(affected: Affected) -> list[str]:
    """Return in words what a change reaches."""
    uses = affected.uses
    lines = [words.REACHES_PASSAGES.format(passages=texts.passages(affected.passages))]
    if affected.documents > 1:
        lines.append(words.REACHES_VERSIONS.format(count=affected.documents))
    if uses.approved:
        lines.append(words.REACHES_APPROVED.format(count=uses.approved))
    if uses.answers:
        lines.append(
            words.REACHES_ANSWERS.format(answers=uses.answers, conversations=uses.conversations)
        )
    return lines


def details(pairs: Sequence[tuple[Label, str]]) -> None:
    """Draw labels and values; empty values are left out."""
    items = "".join(
        f"<dt>{escape(str(label))}</dt><dd>{escape(value)}</dd>" for label, value in pairs if value
    )
    st.html(f'<dl class="cw-facts">{items}</dl>')


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, label: str, numbers: bool = False
) -> None:
    """Draw a table; cells are plain words, the first line of a cell stands out."""
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    kind = "cw-table cw-num" if numbers else "cw-table"
    st.html(
        f'<div class="{kind}" tabindex="0" role="region" aria-label="{escape(label)}"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def files(listed: object, named: Mapping[str, str], *, label: str) -> None:
    """Draw what became, or would become, of files: state, name, reason."""
    rows = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    if not rows:
        return
    body = "".join(_file_row(row, named) for row in rows)
    st.html(
        f'<div class="cw-table" tabindex="0" role="region" aria-label="{escape(label)}"><table>'
        f"<tbody>{body}</tbody></table></div>"
    )


def watch(admin: KnowledgeAdmin, identifier: str, when_over: Callable[[Job], None]) -> None:
    """Show a job as it goes on, once a second; then what came of it."""
    job = admin.job(identifier)
    if job is None:
        return
    if job.over:
        when_over(job)
        return

    @st.fragment(run_every=1.0)
    def look() -> None:
        try:
            now = admin.job(identifier)
        except AssistantError:
            # Signed out or a curator no more: the whole page is drawn again, and says so.
            now = None
        if now is None or now.over:
            st.rerun()
            return
        _progress(now)
        cancel = state.telling(admin.cancel)
        st.button(words.CANCEL, on_click=cancel, args=(identifier,), key="cancel_job")

    look()


def _progress(job: Job) -> None:
    progress = job.progress
    if job.state is JobState.WAITING or not progress:
        st.html(f'<p class="cw-waiting" role="status">{escape(words.WAITING)}</p>')
        return
    read, total = _number(progress, "files_read"), _number(progress, "files_to_read")
    done, met = _number(progress, "passages_embedded"), _number(progress, "passages_met")
    share = 0.5 * (read / total if total else 0) + 0.5 * (done / met if met else 0)
    lines = [
        words.AT_WORK.format(
            read=words.plain_number(read),
            all=words.plain_number(total),
            embedded=words.plain_number(done),
            met=words.plain_number(met),
        )
    ]
    rate, left = _number(progress, "passages_per_second"), progress.get("seconds_left")
    if rate:
        lines.append(words.RATE.format(rate=words.plain_number(rate)))
    if isinstance(left, int | float):
        lines.append(words.LEFT.format(seconds=words.plain_number(left)))
    current = str(progress.get("current_file") or "")
    st.html(
        f'<div role="status"><div class="cw-bar"><span style="width:{share * 100:.0f}%"></span>'
        f'</div><p class="cw-soft">{escape(" · ".join(lines))}</p>'
        + (
            f'<p class="cw-soft">{escape(words.READING_NOW.format(name=current))}</p>'
            if current
            else ""
        )
        + "</div>"
    )
    files(progress.get("files"), words.DID, label=words.DOCUMENTS)


def _number(values: Mapping[str, object], name: str) -> float:
    value = values.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _file_row(row: Mapping[str, object], named: Mapping[str, str]) -> str:
    state = str(row.get("state", ""))
    mark, tone = _MARKS.get(state, ("", "soft"))
    title, path = str(row.get("title") or ""), str(row.get("path") or "")
    version = str(row.get("version") or "")
    told = " · ".join(part for part in (path if title else "", version) if part)
    warnings = row.get("warnings")
    said = [str(row.get("reason") or "")]
    said += [str(each) for each in warnings] if isinstance(warnings, list) else []
    reasons = "".join(f'<div class="cw-place">{escape(each)}</div>' for each in said if each)
    passages = f"{row.get('passages')}" if row.get("passages") else ""
    return (
        f'<tr><td><span class="cw-state cw-state-{tone}"><span aria-hidden="true">{mark}</span>'
        f"{escape(named.get(state, state))}</span></td><td>{escape(title or path)}"
        f'<div class="cw-place">{escape(told)}</div>{reasons}</td>'
        f"<td>{escape(passages)}</td></tr>"
    )


def _cell(text: str) -> str:
    first, *others = text.split("\n")
    below = "".join(f'<div class="cw-place">{escape(line)}</div>' for line in others if line)
    return escape(first) + below
