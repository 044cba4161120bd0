"""Sentences said otherwise and turned."""

from __future__ import annotations

from labs.checker.tables import Binding
from labs.checker.turned import turned_cases
from tests.builders import passage


def test_a_not_is_said_otherwise_and_taken_out() -> None:
    made = turned_cases([passage("A member may never add a person who is not eligible.")])

    assert [(case.binding, case.text) for case in made] == [
        (Binding.RIGHT, "A member may never add a person who isn't eligible."),
        (Binding.TURNED, "A member may never add a person who is eligible."),
    ]


def test_a_limit_is_said_otherwise_and_lifted() -> None:
    made = turned_cases([passage("The child is added up to 60 days before the form is sent.")])

    assert {(case.binding, case.text) for case in made} == {
        (Binding.RIGHT, "The child is added at most 60 days before the form is sent."),
        (Binding.LIFTED, "The child is added without limit days before the form is sent."),
        (Binding.RIGHT, "The child is added up to 60 days prior to the form is sent."),
        (Binding.LIFTED, "The child is added up to 60 days after the form is sent."),
    }
