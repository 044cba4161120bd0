"""A refusal in a model's own words: "The passages do not contain information about this."."""

from __future__ import annotations

from app.checking.terms import words
from app.writing.cleaning.word_lists import listed

_SOURCES = listed(
    """
    passage, passages, document, documents, source, sources, context, text, information, details,
    passagen, dokument, dokumente, dokumenten, quelle, quellen, auszüge, informationen, angaben,
    pasaje, pasajes, documento, documentos, fuente, fuentes, información, textos, texto
    """
)
_NOT = listed(
    """
    not, no, don't, doesn't, didn't, cannot, can't, couldn't, isn't, aren't, without, neither,
    unable, nicht, kein, keine, keinen, keiner, nichts, no, ningún, ninguna, ninguno, nada
    """
)
_SAYING = listed(
    """
    contain, contains, contained, mention, mentions, mentioned, say, says, provide, provides,
    provided, include, includes, cover, covers, address, addresses, specify, specifies, state,
    states, find, answer, answers, describe, describes, available, discuss, discusses, enthalten,
    enthält, erwähnen, erwähnt, sagen, sagt, nennen, nennt, finden, beantworten, beschreiben,
    contienen, contiene, mencionan, menciona, dicen, dice, indican, indica, encuentro, encontrar,
    proporcionan, proporciona, incluyen, incluye, responden, especifican
    """
)
_LONGEST_REFUSAL_WORDS, _FEW_WORDS = 60, 6


def refuses(text: str) -> bool:
    """Tell whether a short text says that the documents do not say it; it is to cite nothing."""
    said = words(text)
    if len(said) <= _FEW_WORDS and all(any(w in kind for w in said) for kind in (_SOURCES, _NOT)):
        return True  # "Not in the documents."
    return len(said) <= _LONGEST_REFUSAL_WORDS and all(
        any(word in kind for word in said) for kind in (_SOURCES, _NOT, _SAYING)
    )
