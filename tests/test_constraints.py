"""Every pin admits every Python that pyproject.toml claims, and every range holds its pin."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CLAIMED = SpecifierSet(PROJECT["project"]["requires-python"])
# The first and a late release of each, since pins differ by them: soupsieve 4 wants 3.11.5.
PYTHONS = [f"3.{minor}.{patch}" for minor in range(9, 17) for patch in (0, 2, 4, 5, 9)]


def pins() -> list[Requirement]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if line]


def holds(pin: Requirement, python: str) -> bool:
    """Tell whether a pin counts on a Python, here."""
    environment = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    return pin.marker is None or pin.marker.evaluate(environment)


def installed() -> Iterator[tuple[Requirement, str]]:
    """Yield the pins that are installed here as they are pinned, and the Pythons they admit."""
    for pin in pins():
        try:
            found = metadata(pin.name)
        except PackageNotFoundError:
            continue
        if pin.specifier.contains(found["Version"]):
            yield pin, found["Requires-Python"] or ""


def test_every_pin_admits_every_python_that_we_claim() -> None:
    claimed = [python for python in PYTHONS if CLAIMED.contains(python)]

    refused = [
        f"{pin} on {python}"
        for pin, admits in installed()
        for python in claimed
        if holds(pin, python) and not SpecifierSet(admits).contains(python)
    ]

    assert {"3.11.0", "3.14.9"} <= set(claimed)
    assert "3.10.9" not in claimed
    assert refused == []


def test_the_pins_are_those_that_are_installed_and_tested() -> None:
    assert len(list(installed())) > 100


@pytest.mark.parametrize("python", [python for python in PYTHONS if CLAIMED.contains(python)])
def test_on_each_python_one_version_of_a_package_is_pinned(python: str) -> None:
    names = [pin.name for pin in pins() if holds(pin, python)]

    assert len(names) == len(set(names))


def required() -> list[Requirement]:
    """Return what pyproject.toml asks for, extras and the developers' tools too."""
    project = PROJECT["project"]
    groups = [*project["optional-dependencies"].values(), PROJECT["dependency-groups"]["dev"]]
    texts = [*project["dependencies"], *(text for group in groups for text in group)]
    return [Requirement(text) for text in texts if not text.startswith("citewell[")]


@pytest.mark.parametrize("requirement", required(), ids=lambda requirement: requirement.name)
def test_every_range_holds_its_pin(requirement: Requirement) -> None:
    pinned = {
        re.sub(r"[-_.]+", "-", pin.name).lower(): next(iter(pin.specifier)).version
        for pin in pins()
    }

    version = pinned[re.sub(r"[-_.]+", "-", requirement.name).lower()]

    assert requirement.specifier.contains(version)
    assert any(each.operator in {">=", "=="} for each in requirement.specifier)
