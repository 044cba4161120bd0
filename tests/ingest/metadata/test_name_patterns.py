"""Facts in files' names, by the patterns of a sidecar."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.metadata.name_patterns import metadata_in_name
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.conftest import IngestHarness, states


@pytest.mark.parametrize(
    ("pattern", "name", "metadata"),
    [
        (
            "{document_key}-v{version}",
            "leave-policy-v3.pdf",
            {"document_key": "leave-policy", "version": "3"},
        ),
        (
            "{document_key}_{effective_from}",
            "fees_20260131.docx",
            {"document_key": "fees", "effective_from": "2026-01-31"},
        ),
        (
            "{plan}/{document_key} {version}",
            "silver/benefits 2026.pdf",
            {"document_key": "benefits", "version": "2026", "facets": {"plan": "silver"}},
        ),
        (
            "*/{document_key} ({state})",
            "a/b/rules (TX).md",
            {"document_key": "rules", "facets": {"state": "TX"}},
        ),
        ("{document_key}-v{version}", "no version.pdf", {}),
        ("{document_key}.{version}", "a1b2.pdf", {}),  # a dot is a dot
    ],
)
def test_a_name_states_what_the_pattern_names(
    pattern: str, name: str, metadata: dict[str, object]
) -> None:
    found = metadata_in_name(name, [pattern], where="here")

    assert found.get("facets", {}) == metadata.get("facets", {})
    assert {k: v for k, v in found.items() if k != "facets"} == {
        k: v for k, v in metadata.items() if k != "facets"
    }


def test_the_first_pattern_that_fits_counts() -> None:
    patterns = ["{document_key}-v{version}", "{document_key}"]

    found = metadata_in_name("a-v2.md", patterns, where="here")

    assert found == {"document_key": "a", "version": "2"}


@pytest.mark.parametrize("pattern", ["no names", "{a}-{a}", 7])
def test_what_is_no_pattern_is_refused_with_its_value(pattern: object) -> None:
    with pytest.raises(DocumentUnreadable, match=r"here.*is no pattern") as caught:
        metadata_in_name("a.md", [pattern], where="here")

    assert repr(pattern) in str(caught.value)


def test_two_versions_of_a_document_come_from_two_file_names(harness: IngestHarness) -> None:
    harness.write("citewell.yaml", "file_names: ['{document_key} v{version} {effective_from}']\n")
    harness.write("leave v1 2025-01-01.md", "Ten days.")
    harness.write("leave v2 2026-01-01.md", "Twelve days.")

    harness.ingest()

    assert [(p.document_key, p.version, p.effective_from, p.text) for p in harness.passages()] == [
        ("leave", "1", date(2025, 1, 1), "Ten days."),
        ("leave", "2", date(2026, 1, 1), "Twelve days."),
    ]


def test_front_matter_goes_before_the_name(harness: IngestHarness) -> None:
    harness.write("citewell.yaml", "file_names: ['{document_key} v{version}']\n")
    harness.write("leave v1.md", "---\nversion: '7'\n---\nTen days.")

    harness.ingest()

    assert [(p.document_key, p.version) for p in harness.passages()] == [("leave", "7")]


def test_a_day_that_is_none_costs_that_file_only(harness: IngestHarness) -> None:
    harness.write("citewell.yaml", "file_names: ['{document_key} {effective_from}']\n")
    harness.write("a 2026-13-01.md", "Text.")
    harness.write("b 2026-12-01.md", "Text too.")

    report = harness.ingest()

    assert {name: state.value for name, state in states(report).items()} == {
        "a 2026-13-01.md": "failed",
        "b 2026-12-01.md": "added",
    }


@pytest.mark.parametrize(
    ("pattern", "name", "metadata"),
    [
        ("{Groups}/{document_key}", "hr/a.md", {"groups": "hr", "document_key": "a"}),
        ("{document_key}*{version}", "a--1.md", {"document_key": "a", "version": "--1"}),
        ("{document_key}{version}", "abc.md", {"document_key": "a", "version": "bc"}),
        ("{document_key}{version}", "a.md", {}),
        ("{document_key}/{version}", "a/b/c.md", {}),
        ("*{document_key}-", "x--.md", {"document_key": "x-"}),
    ],
)
def test_each_name_stands_for_the_shortest_stretch_that_lets_the_rest_fit(
    pattern: str, name: str, metadata: dict[str, object]
) -> None:
    assert metadata_in_name(name, [pattern], where="here") == metadata


def test_a_hostile_pattern_takes_as_many_steps_as_it_is_long() -> None:
    pattern = "".join(f"{{n{number}}}*" for number in range(40)) + "!"

    # Tried one way after the other, this would not end.
    assert metadata_in_name("a" * 4_000, [pattern], where="here") == {}
