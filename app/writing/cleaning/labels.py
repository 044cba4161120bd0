"""Labels at the beginning of a line: whose turn it is, where the answer or its sources begin."""

from __future__ import annotations

from enum import StrEnum, auto

from app.writing.cleaning.word_lists import listed


class Label(StrEnum):
    """What a label says of the text after it."""

    ANSWER = auto()
    """It is the answer: the label goes, what follows stays."""
    THOUGHT = auto()
    """It is thought aloud; the answer comes under a label of its own."""
    FINAL = auto()
    """It is the answer, and what came before was not."""
    QUESTION = auto()
    """It is what was asked, repeated."""
    TURN = auto()
    """It is another's turn, which the model invents."""
    SOURCES = auto()
    """It is a list of sources."""


_ANSWERS = listed(
    """
    assistant, ai, bot, chatbot, model, answer, the answer, response, reply, final answer,
    final response, a, asistente, assistent, antwort, respuesta, respuesta final,
    endgültige antwort, assistant's answer, ai assistant
    """
)
_THOUGHTS = listed(
    """
    thought, thoughts, thinking, thinking process, my thinking, reasoning, my reasoning, analysis,
    chain of thought, step-by-step reasoning, überlegung, überlegungen, gedankengang, begründung,
    razonamiento, pensamiento, análisis
    """
)
_FINALS = frozenset(["final answer", "final response", "respuesta final", "endgültige antwort"])
_QUESTIONS = listed(
    """
    user, human, question, q, frage, pregunta, benutzer, nutzer, usuario, query, user question,
    user query
    """
)
# In the middle of an answer; "Agent" and "Caller" speak in documents, too.
_TURNS = listed(
    """
    user, human, assistant, ai, ai assistant, chatbot, benutzer, nutzer, usuario, asistente,
    assistent
    """
)
# Others only after a blank line.
_TURNS_APART = _TURNS | listed(
    """
    question, q, frage, pregunta, next question, follow-up question, user question, bot
    """
)
# Only as headings, as prompts for training have them.
_TURNS_AS_HEADINGS = frozenset({"instruction", "input"})
_SOURCES = listed(
    """
    source, sources, reference, references, citation, citations, cited passages, passages cited,
    passages used, passages, sources used, sources cited, source documents, source passages,
    works cited, bibliography, footnotes, reference list, quelle, quellen, quellenangaben,
    referenzen, belege, fußnoten, fuente, fuentes, referencias, citas, notas al pie,
    pasajes citados, zitierte passagen
    """
)
_EVERY = tuple(_ANSWERS | _THOUGHTS | _QUESTIONS | _TURNS_APART | _TURNS_AS_HEADINGS | _SOURCES)
_MARKUP = "#*_> \t"
_COLONS = (":", "\uff1a")


def label_of(
    line: str, *, first: bool, apart: bool, ended: bool, thinking: bool = False
) -> Label | bool | None:
    """Read the label that a line begins with, by what is there of it so far.

    Returns None where it has none, and True where more text decides. `first` tells that nothing of
    the answer came before, `apart` that a blank line stands before; `ended` that the line is whole;
    `thinking` that what came before is thought, as its own label says.
    """
    core = line.lstrip(_MARKUP)
    named = core[: -len(_COLONS[0])] if core.endswith(_COLONS) else ""
    bare = ended and not named
    if named or bare:
        name = (named or core).strip(_MARKUP).casefold()
        found = _label(name, first=first, apart=apart)
        if thinking and name in _ANSWERS:
            return Label.FINAL
        if not found and line.startswith("#") and name in _TURNS_AS_HEADINGS:
            found = Label.TURN if not first else None
        # Without a colon only a heading or a line of one word says so.
        return found if named or found is Label.SOURCES or line[:1] in "#*" else None
    begun = core.rstrip("*_ \t").casefold()
    return True if any(each.startswith(begun) for each in _EVERY) else None


def sources_label(begun: str) -> bool | None:
    """Tell whether a sentence is the label of a list of sources; None: more text decides."""
    if begun.endswith(_COLONS):
        return begun[:-1].casefold() in _SOURCES
    return None if any(each.startswith(begun.casefold()) for each in _SOURCES) else False


def _label(name: str, *, first: bool, apart: bool) -> Label | None:
    if first:
        if name in _ANSWERS:
            return Label.ANSWER
        if name in _THOUGHTS:
            return Label.THOUGHT
        return Label.QUESTION if name in _QUESTIONS else None
    if name in _FINALS:
        return Label.FINAL
    if name in _SOURCES:
        return Label.SOURCES
    return Label.TURN if name in (_TURNS_APART if apart else _TURNS) else None
