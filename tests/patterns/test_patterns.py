"""No text takes the service hostage: the work of every pattern grows with its text, no faster."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.patterns.aside import Aside
from tests.patterns.finding import (
    ProjectPattern,
    ProjectPatterns,
    held_patterns,
    inline_patterns,
    project_patterns,
)
from tests.patterns.growth import seconds
from tests.patterns.walking import faults, report, walk

SHARES = 8
"""The walk in parts, so that several processes share it."""
BUILDERS = {
    # Made of the module's own words when it is imported; they are walked by their name.
    "app/identifiers/labelled.py: re.compile(f'(?<![a-z0-9])(?:{words})(?![a-z])', re.IGNORECASE)",
    # Whoever trains a model gives the pattern of a label with the command, for their own texts.
    "finetune/notes/labels.py: re.compile(rule, re.IGNORECASE)",
}


@pytest.fixture(scope="module")
def found() -> ProjectPatterns:
    return project_patterns()


@pytest.mark.parametrize("share", range(SHARES))
def test_every_pattern_works_off_hostile_repetitions_in_linear_time(
    found: ProjectPatterns, share: int, aside: Aside
) -> None:
    walked = aside.call(walk, found.patterns[share::SHARES])

    sys.stdout.write(report(walked))
    assert faults(walked) == []


@pytest.mark.slow
def test_every_pattern_works_off_repetitions_drawn_from_its_own_signs(
    found: ProjectPatterns, aside: Aside
) -> None:
    walked = aside.call(walk, found.patterns, drawn=300)

    sys.stdout.write(report(walked))
    assert faults(walked) == []


def test_no_pattern_is_built_from_outside_words(found: ProjectPatterns) -> None:
    assert set(found.builders) == BUILDERS


def test_the_walk_finds_the_projects_patterns(found: ProjectPatterns) -> None:
    assert len(found.patterns) > 250


@pytest.mark.parametrize(
    "planted",
    [
        re.compile(r"\s*$"),
        re.compile(r"[.!?]+(?=\s)"),
        re.compile(r"\d+%"),
        re.compile(r"\[\*.*?\*\]"),
        re.compile(r"[a-z]+@[a-z]+\.com"),
        re.compile(r"^\s*\w*\s*\d*\s*x$"),
        re.compile(r"(?:a|a)+\d"),
        re.compile(r"(?m)^[ \t]*\|?(?:[ \t]*:?-{3,}:?[ \t]*\|?)+[ \t]*$\n?"),
        re.compile(r"(?:[*_]*\*[*_]*)+x"),
        re.compile(rb"x[ ]*\r?[ ]*y"),
    ],
)
def test_the_walk_catches_what_is_quadratic_or_endless(
    planted: re.Pattern[Any], aside: Aside
) -> None:
    assert faults(aside.call(walk, [ProjectPattern("planted", planted)])) != []


@pytest.mark.parametrize(
    "planted",
    [
        re.compile(r"(?<!\s)\s+$"),
        re.compile(r"\b(?:one|two|three|four) (?:times|days)\b", re.IGNORECASE),
        re.compile(r"[^\W_]+(?:'[^\W_]+)?"),
        re.compile(r"\[\d{1,3}\]"),
    ],
)
def test_the_walk_lets_linear_patterns_pass(planted: re.Pattern[Any], aside: Aside) -> None:
    assert faults(aside.call(walk, [ProjectPattern("planted", planted)])) == []


def test_a_signal_that_comes_late_ends_nothing(aside: Aside) -> None:
    assert aside.call(_late) < 1.0


def _late() -> float:
    taken = seconds(lambda: None, at_most=1.0)
    signal.raise_signal(signal.SIGVTALRM)
    return taken


class _Holder:
    kept = (re.compile("in a class"),)


def _closing_over() -> Callable[[], object]:
    held = re.compile("in a closure")
    return lambda: held


def _by_default(given: object = re.compile("in a default")) -> object:
    return given


def test_patterns_are_found_wherever_they_are_kept() -> None:
    scope = {
        "a": {"key": [re.compile("in a dictionary")]},
        "b": _Holder,
        "c": _closing_over(),
        "d": _by_default,
    }

    assert {pattern.pattern for _, pattern in held_patterns(scope)} == {
        "in a dictionary",
        "in a class",
        "in a closure",
        "in a default",
    }


def test_inline_patterns_are_worked_out_and_built_ones_are_told() -> None:
    source = (
        "def f(text, word):\n"
        "    re.sub(rf'{PART}+x', '', text, flags=re.I)\n"
        "    re.search(rf'{word}', text)\n"
        "    re.split(PART, text)\n"
    )

    patterns, builders = inline_patterns(source, {"PART": r"\d", "re": re})

    assert [(line, each.pattern, bool(each.flags & re.I)) for line, each in patterns] == [
        (2, r"\d+x", True),
        (4, r"\d", False),
    ]
    assert builders == ["re.search(f'{word}', text)"]
