"""From notes to training pairs: a note and the next one that says something else."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from finetune.notes.records import Note, by_person
from finetune.pairs.pair import Pair, Part, PooledPassage
from knowledge.domain.errors import InputError
from knowledge.lexical.expressions import replaced_words

Mask = Callable[[str], str]
NEARLY_THE_SAME = 0.95
"""Share of words that two notes have in common, from which the second counts as a copy."""

_IN_NEARLY_ALL = 0.9
_FEWEST_FOR_TEMPLATE = 20


@dataclass(frozen=True, slots=True)
class Step:
    """A masked note and the next note of its person that is no copy of it."""

    person: str
    anchor: str
    positive: str
    kind: str = ""
    """The positive's kind."""
    codes: tuple[str, ...] = ()
    """What the anchor was coded with."""


@dataclass(frozen=True, slots=True)
class Split:
    """Persons for training, for stopping early, and for the figures; nobody is in two of them."""

    train: frozenset[str]
    held_out: frozenset[str]
    test: frozenset[str]


def split_persons(
    persons: Sequence[str], *, held_out: float = 0.1, test: float = 0.4, seed: int = 1
) -> Split:
    """Draw who is trained on and who is tested on; the same seed draws the same.

    Raises:
        InputError: there are too few persons for three parts.
    """
    drawn = sorted(set(persons))
    random.Random(seed).shuffle(drawn)
    tested, held = max(1, round(len(drawn) * test)), max(1, round(len(drawn) * held_out))
    if len(drawn) <= tested + held:
        raise InputError(
            f"The notes are of {len(drawn)} persons: too few to train on some and test on others."
        )
    return Split(
        test=frozenset(drawn[:tested]),
        held_out=frozenset(drawn[tested : tested + held]),
        train=frozenset(drawn[tested + held :]),
    )


def masked_notes(notes: Sequence[Note], mask: Mask) -> dict[str, tuple[Note, ...]]:
    """Return each person's notes, masked, without those that copy the one before.

    Templates repeat themselves: a yearly check-up reads as the one of last year. Were copies kept,
    the next note could not be told from the others, and recall would measure luck. For the same
    reason lines that stand in nearly every note (headings, "No complaints.") are taken out.
    """
    texts = _without_template([mask(note.text) for note in notes])
    cleaned = [replace(note, text=text) for note, text in zip(notes, texts, strict=True)]
    kept: dict[str, tuple[Note, ...]] = {}
    for person, theirs in by_person(cleaned).items():
        steps: list[Note] = []
        for note in theirs:
            text = note.text
            if text and not (steps and _is_copy(steps[-1].text, text)):
                steps.append(note)
        kept[person] = tuple(steps)
    return kept


def steps_of(notes: Mapping[str, Sequence[Note]], persons: frozenset[str]) -> tuple[Step, ...]:
    """Return every note with its next one, of these persons."""
    return tuple(
        Step(person, before.text, after.text, after.kind, before.codes)
        for person in sorted(persons & notes.keys())
        for before, after in pairwise(notes[person])
    )


def with_negatives(
    steps: Sequence[Step], notes: Mapping[str, Sequence[Note]], *, seed: int = 1
) -> Iterator[tuple[Step, str]]:
    """Yield each step with another note of the same person, which is neither of the two.

    Told apart by these, a model must learn what comes next, not whose note it is. Where a person
    has no third note, the step is left out.
    """
    drawn = random.Random(seed)
    for step in steps:
        follow = {each.positive for each in steps if each.anchor == step.anchor}
        others = sorted({n.text for n in notes[step.person]} - follow - {step.anchor})
        if others:
            yield step, drawn.choice(others)


def as_pairs(
    notes: Mapping[str, Sequence[Note]], split: Split, *, seed: int = 1
) -> tuple[list[Pair], list[PooledPassage]]:
    """Return the steps as what `citewell finetune train` reads: note and next note, by part.

    The pool holds each text of the tested persons once.
    """
    pairs: list[Pair] = []
    parts: tuple[tuple[Part, frozenset[str]], ...] = (
        ("train", split.train),
        ("dev", split.held_out),
        ("test", split.test),
    )
    for part, persons in parts:
        steps = steps_of(notes, persons)
        pairs += [
            Pair(
                question_id=_name(step.anchor),
                question=step.anchor,
                passage_id=_name(step.positive),
                passage=step.positive,
                document=step.person,
                kind="next note",
                part=part,
                made_from=step.kind,
                negatives=(other,),
            )
            for step, other in with_negatives(steps, notes, seed=seed)
        ]
    tested = {note.text: person for person in split.test for note in notes.get(person, ())}
    pool = [
        PooledPassage(passage_id=_name(text), passage=text, document=person)
        for text, person in sorted(tested.items())
    ]
    return pairs, pool


def code_overlap(first: Sequence[str], second: Sequence[str]) -> float:
    """Return the Jaccard overlap of two notes' codes: 1 the same, 0 none in common."""
    ours, theirs = set(first), set(second)
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0


def _without_template(texts: Sequence[str]) -> list[str]:
    lines = [text.split("\n") for text in texts]
    counts = Counter(line for each in lines for line in {part.strip() for part in each})
    common = {line for line, count in counts.items() if count >= _IN_NEARLY_ALL * len(texts)}
    # In a handful of notes every line of them all would be "common".
    if len(texts) < _FEWEST_FOR_TEMPLATE:
        return list(texts)
    return ["\n".join(p.strip() for p in each if p.strip() not in common) for each in lines]


def _is_copy(before: str, after: str) -> bool:
    ours, theirs = set(before.lower().split()), set(after.lower().split())
    return len(ours & theirs) >= NEARLY_THE_SAME * len(ours | theirs)


def _name(text: str) -> str:
    """Name a text by its words: equal notes of two persons are one and the same passage."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


# Takes out of notes what says who a person is, so that a model cannot match persons instead.


_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), mark)
    for pattern, mark in (
        # MIMIC's own placeholders carry invented names and dates that are stable within a person.
        (r"\[\*\*[^\[\n]*?\*\*\]", "[hidden]"),
        (r"\b\d{4}-\d{2}-\d{2}(?:[T ][\d:.+-]+)?\b", "[date]"),
        (r"\b\d{1,2}/\d{1,2}/\d{2,4}\b", "[date]"),
        (rf"\b{_MONTHS}\.? \d{{1,2}}(?:, ?\d{{4}})?\b", "[date]"),
        (r"\b(?:MRN|SSN|Medical Record Number)\W{0,3}[\d-]+", "[number]"),
        (r"\b\d+[- ](?:day|week|month|year)s?[- ]old\b|\bnewborn\b", "[age]"),
        (r"\b\d+ ?(?:y/?o|yrs?\.? old)\b", "[age]"),
        (r"\bat age \d+\b", "at [age]"),
        (r"\b(?:non-)?hispanic\b|\b(?:white|black|asian|caucasian|african[- ]american)\b", ""),
        (r"\b(?:native|hawaiian|latino|latina)\b", ""),
        (r"\b(?:male|female|man|woman|boy|girl|gentleman|lady)\b", "person"),
        (r"\b(?:he|she)\b", "they"),
        (r"\b(?:his|hers?|him)\b", "their"),
        (r"\b(?:mr|mrs|ms|miss)\.? [A-Z][a-z]+\b", "[name]"),
    )
)
_SENTENCE = re.compile(r"[^.\n]++\.?")
# Sentences that say nothing but where somebody stands in society.
_SOCIAL = re.compile(
    r"\bsocioeconomic\b|\bcurrently has (?:no insurance|unknown insurance|medicare|"
    r"medicaid|dual eligible|humana|aetna|anthem|cigna|unitedhealthcare|blue cross)|"
    r"\b(?:is|was) (?:married|single|divorced|widowed)\b|\b(?:hetero|homo|bi)sexual\b|"
    r"\bhigh school\b|\bcollege (?:courses|graduate)\b",
    re.IGNORECASE,
)
# Synthea writes names with a number: "Alva958".
_NUMBERED_NAME = re.compile(r"\b[A-Z][a-zA-Z'\u2019-]{1,60}\d+\b")
_BLANKS = re.compile(r"[ \t]+")
_EMPTY_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Masking:
    """What is taken out: names, dates, ages, sex, race, and sentences of social standing.

    `names` are further words to hide. This is for training without shortcuts, no de-identification:
    it must not be relied on where privacy does.
    """

    names: Sequence[str] = ()

    def __call__(self, text: str) -> str:
        """Return the text with neutral words in the places of what was taken out."""
        masked = _NUMBERED_NAME.sub("[name]", text)
        masked = replaced_words(masked, dict.fromkeys(self.names, "[name]"))
        masked = _SENTENCE.sub(_without_standing, masked)
        for pattern, mark in _PATTERNS:
            masked = pattern.sub(mark, masked)
        masked = _BLANKS.sub(" ", masked)
        return _EMPTY_LINES.sub("\n", masked).strip()


def _without_standing(sentence: re.Match[str]) -> str:
    """Leave a sentence out that says where somebody stands in society."""
    said = sentence.group()
    return "" if said.endswith(".") and _SOCIAL.search(said) else said


def unmasked(text: str) -> str:
    """Return the text as it is: for the comparison that shows what masking is for."""
    return text
