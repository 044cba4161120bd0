"""What a question asks for to the letter (codes, quotations), and what in it is misspelt."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rapidfuzz.distance import OSA

from knowledge.domain.passages import Passage, SparseVector
from knowledge.domain.queries import Filters, Fusion, Hit, Query, SparseSearch
from knowledge.lexical.codes import (
    Spelled,
    code_term,
    codes_in,
    is_slip,
    near_terms,
    possible_codes,
)
from knowledge.lexical.expressions import replaced_words
from knowledge.store.protocol import Reader

_MOST_ASKED = 12
_NEAR = 5
RARE = 3.0
"""The inverse document frequency of what about one passage in twenty has."""


class QueryTerms(Protocol):
    """The sparse encoder's half that a search needs."""

    @property
    def reads_codes(self) -> bool:
        """Whether codes are terms of their own, whatever their spelling."""
        ...

    def encode_query(self, text: str) -> SparseVector:
        """Return the text's terms; equal terms have equal ids."""
        ...


@dataclass(frozen=True, slots=True)
class Correction:
    """What was typed, which no passage has, and what the passages have in its place."""

    typed: str
    found: str


@dataclass(frozen=True, slots=True)
class CodesRead:
    """The terms of a question's codes that few passages have, and its misspelt codes."""

    rare: tuple[int, ...] = ()
    corrections: tuple[Correction, ...] = ()


class Wording:
    """Holds a question's words against a knowledge base, as its asker may see it."""

    def __init__(
        self, reader: Reader, terms: QueryTerms, count_tokens: Callable[[Sequence[str]], list[int]]
    ) -> None:
        self._reader = reader
        self._terms = terms
        self._count_tokens = count_tokens

    def codes(self, question: str, filters: Filters) -> CodesRead:
        """Look the question's codes up; those that no passage has are held against near ones."""
        asked = possible_codes(question)[:_MOST_ASKED] if self._terms.reads_codes else []
        if not asked:
            return CodesRead()
        rarity = self._rarity([code_term(each.code) for each in asked], filters)
        known = [each for each in asked if code_term(each.code) in rarity]
        unknown = _apart([each for each in asked if not each.loose], known)
        return CodesRead(
            tuple(sorted(term for term, value in rarity.items() if value >= RARE)),
            tuple(
                Correction(question[each.start : each.end], near)
                for each in unknown
                if (near := self._near_code(each.code, filters))
            ),
        )

    def missing_codes(self, codes: Sequence[str], filters: Filters) -> tuple[str, ...]:
        """Return those of some codes that no passage has, however it sets their parts apart."""
        if not self._terms.reads_codes:
            return ()
        read = {code: possible_codes(code) for code in codes[:_MOST_ASKED]}
        terms = {code: code_term(found[0].code) for code, found in read.items() if found}
        known = self._rarity(list(dict.fromkeys(terms.values())), filters)
        return tuple(code for code, term in terms.items() if term not in known)

    def held(self, texts: Sequence[str], filters: Filters) -> frozenset[str]:
        """Return those of some short texts that a passage has, however it sets them apart."""
        return frozenset(text for text in texts[:_MOST_ASKED] if self._holds(text, filters))

    def _holds(self, text: str, filters: Filters) -> bool:
        terms = self._terms.encode_query(text)
        wanted = _signs(text)
        if not terms.indices or not wanted:
            return False
        hits = self._reader.search([SparseSearch(terms, depth=_NEAR)], filters, limit=_NEAR)
        return any(wanted in _signs(hit.passage.search_text) for hit in hits)

    def unknown_words(
        self, question: str, found: Sequence[Passage], filters: Filters
    ) -> tuple[str, ...]:
        """Return the question's longer words that no visible passage has and that may be slips.

        Most stand in what was found; only the others are looked up. A word of the language is none,
        whatever the passages have: "massage" is no "message".
        """
        seen = " ".join(each.search_text for each in found).lower()
        unseen = [word for word in long_words(question) if word.lower() not in seen]
        by_term = {terms[0]: word for word in unseen if (terms := self._terms_of(word))}
        asked = list(by_term)[:_MOST_ASKED]
        known = self._rarity(asked, filters)
        unknown = [by_term[term] for term in asked if term not in known]
        return tuple(word for word in unknown if not self._is_a_word(word))

    def _is_a_word(self, word: str) -> bool:
        """Tell whether the embedding model has a word in one piece, as it has only common words.

        One that counts whole words, and so takes two written as one for one, tells nothing.
        """
        once, twice = self._count_tokens([word, word + word])
        return once == 1 < twice

    def rarity(self, words: Sequence[str], filters: Filters) -> dict[str, float]:
        """Return how rare each word of some is among the visible passages; 0 where none has it.

        Words that are no term of a passage (stop words, signs) are left out.
        """
        terms = {word: self._terms_of(word) for word in words[:_MOST_ASKED]}
        found = self._rarity(
            list(dict.fromkeys(t for each in terms.values() for t in each)), filters
        )
        return {
            word: max(found.get(term, 0.0) for term in each) for word, each in terms.items() if each
        }

    def meant(self, unknown: Sequence[str], found: Sequence[Passage]) -> tuple[Correction, ...]:
        """Return for each misspelt word the one word, in whatever form, that is a slip away."""
        texts = [each.search_text for each in found]
        near = {word: words_near(word, texts) for word in unknown}
        return tuple(
            Correction(word, forms[0])
            for word, forms in near.items()
            if len({self._terms_of(form) for form in forms}) == 1
        )

    def _terms_of(self, text: str) -> tuple[int, ...]:
        return self._terms.encode_query(text).indices

    def _rarity(self, terms: Sequence[int], filters: Filters) -> dict[int, float]:
        """Return how rare those of the terms are that some visible passage has, in one search."""
        if not terms:
            return {}
        legs = [SparseSearch(SparseVector((term,), (1.0,)), depth=1) for term in terms]
        hits = self._reader.search(legs, filters, limit=len(legs), fusion=Fusion.RANKS)
        return {
            term: rank.score
            for hit in hits
            for term, rank in zip(terms, hit.ranks, strict=True)
            if rank.score is not None
        }

    def _near_code(self, code: str, filters: Filters) -> str:
        """Return how the passages spell the one code that this is a slip of, or nothing."""
        terms = near_terms(code)
        if not terms:
            return ""
        leg = SparseSearch(SparseVector(tuple(terms), (1.0,) * len(terms)), depth=_NEAR)
        texts = [
            hit.passage.search_text for hit in self._reader.search([leg], filters, limit=_NEAR)
        ]
        spelled = {
            each.code: text[each.start : each.end]
            for text in reversed(texts)
            for each in codes_in(text)
            if is_slip(code, each.code)
        }
        return next(iter(spelled.values())) if len(spelled) == 1 else ""


def _signs(text: str) -> str:
    """Return a text's letters and digits alone."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def corrected(text: str, corrections: Sequence[Correction]) -> str:
    """Return the text with every misspelling put right."""
    right = {each.typed: each.found for each in corrections}
    if not right:
        return text
    return replaced_words(text, right)


def corrected_query(query: Query, corrections: Sequence[Correction]) -> Query:
    """Return the query with its question and every leg's texts put right."""
    if not corrections:
        return query
    legs = (
        replace(leg, parts=tuple((corrected(text, corrections), w) for text, w in leg.parts))
        for leg in query.legs
    )
    return replace(query, question=corrected(query.question, corrections), legs=tuple(legs))


def _apart(asked: Sequence[Spelled], known: Sequence[Spelled]) -> list[Spelled]:
    """Return the longest of what was asked that overlap neither each other nor what is known."""
    taken = list(known)
    found = []
    for each in asked:
        if all(each.end <= other.start or other.end <= each.start for other in taken):
            found.append(each)
            taken.append(each)
    return found


# Phrases in quotation marks: who quotes wants the words as they stand.


_QUOTED = re.compile(
    r"[\"\u201c\u201d\u201e\u00ab\u00bb]([^\"\u201c\u201d\u201e\u00ab\u00bb]{3,}?)[\"\u201c\u201d\u00bb\u00ab]"
)
_FEWEST_WORDS = 2


def quoted_phrases(question: str) -> list[str]:
    """Return what the question quotes, of two words or more, as bare words."""
    phrases = [_bare(match.group(1)) for match in _QUOTED.finditer(question)]
    return [phrase for phrase in phrases if len(phrase.split()) >= _FEWEST_WORDS]


def quoting_first(hits: Sequence[Hit], phrases: Sequence[str]) -> list[Hit]:
    """Return the hits that have more of the phrases first, otherwise in their order."""
    return sorted(hits, key=lambda hit: -_phrases_in(hit.passage.search_text, phrases))


def _phrases_in(text: str, phrases: Sequence[str]) -> int:
    bare = f" {_bare(text)} "
    return sum(f" {phrase} " in bare for phrase in phrases)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


# Misspelt words: which words of a question are worth a look, and which word was meant.


_WORD = re.compile(r"(?<![\w-])[^\W\d_]{6,}(?![\w-])")


def long_words(question: str) -> list[str]:
    """Return the question's words that are long enough for a slip to leave them recognisable."""
    return list(dict.fromkeys(_WORD.findall(question)))


def words_near(typed: str, texts: Sequence[str]) -> list[str]:
    """Return the words of the texts that are one slip away from what was typed, most used first.

    Only one slip, and never in the first letter: "hypotension" is no misspelt "hypertension".
    """
    wanted = typed.lower()
    used = Counter(word for text in texts for word in _WORD.findall(text.lower()))
    near = [word for word in used if is_one_slip_away(wanted, word)]
    return sorted(near, key=lambda word: (-used[word], word))


def is_one_slip_away(typed: str, word: str) -> bool:
    """Tell whether one letter is wrong, missing, too many or changed places with its neighbour."""
    return typed[:1] == word[:1] and OSA.distance(typed, word, score_cutoff=1) == 1
