from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.facts import StatedFacts
from ingest.sidecars import SIDECAR, SidecarFacts, Sidecars
from knowledge.errors import DocumentUnreadable


def test_an_entry_and_defaults_are_found_for_a_file_in_a_folder_below(tmp_path: Path) -> None:
    (tmp_path / SIDECAR).write_text(
        "defaults: {groups: [staff], version: '1'}\n"
        "documents:\n  plans/silver.pdf: {title: Silver, facets: {plan: silver}}\n"
    )

    facts = Sidecars(tmp_path).facts_of("plans/silver.pdf")

    assert facts == SidecarFacts(
        entry=StatedFacts(title="Silver", facets={"plan": "silver"}),
        defaults=StatedFacts(groups=("staff",), version="1"),
    )


def test_the_sidecar_nearer_to_the_file_wins(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / SIDECAR).write_text("documents: {in/a.pdf: {title: Outer, version: '1'}}")
    (tmp_path / "in" / SIDECAR).write_text("documents: {a.pdf: {title: Inner}}")

    facts = Sidecars(tmp_path).facts_of("in/a.pdf")

    assert facts.entry == StatedFacts(title="Inner", version="1")


def test_a_wrong_entry_fails_only_its_own_file(tmp_path: Path) -> None:
    (tmp_path / SIDECAR).write_text("documents: {a.pdf: {effective_from: soon}}")
    sidecars = Sidecars(tmp_path)

    with pytest.raises(DocumentUnreadable, match=r"citewell.yaml, a.pdf: effective_from is 'soon'"):
        sidecars.facts_of("a.pdf")

    assert sidecars.facts_of("b.pdf").entry == StatedFacts()


@pytest.mark.parametrize("content", ["documents: [", "- a\n- b\n", "documents: [a.pdf]\n"])
def test_a_broken_sidecar_keeps_its_files_out(tmp_path: Path, content: str) -> None:
    (tmp_path / SIDECAR).write_text(content)

    with pytest.raises(DocumentUnreadable, match=SIDECAR):
        Sidecars(tmp_path).facts_of("a.pdf")


def test_a_table_states_facts_by_file(tmp_path: Path) -> None:
    (tmp_path / "citewell.csv").write_text(
        "file,version,effective_from,groups,plan,facet:region\n"
        'in/a.pdf,2027,2027-01-01,"billing, claims",silver,west\n'
        "b.pdf,,,,,\n"
    )

    facts = Sidecars(tmp_path)

    found = facts.facts_of("in/a.pdf").entry
    assert (found.version, found.effective_from) == ("2027", date(2027, 1, 1))
    assert found.groups == ("billing", "claims")
    assert found.facets == {"plan": "silver", "region": "west"}
    assert facts.facts_of("b.pdf").entry.fingerprint() == "{}"
    assert facts.names() == ["b.pdf", "in/a.pdf"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"citewell.csv": "name,version\na.pdf,1\n"}, "citewell.csv needs a column 'file'"),
        ({"citewell.csv": "file\na.pdf\n", "citewell.yaml": ""}, "keep one of the two"),
        ({"citewell.csv": "file,effective_from\na.pdf,soon\n"}, "effective_from is 'soon'"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    [(tmp_path / name).write_text(text) for name, text in files.items()]

    with pytest.raises(DocumentUnreadable, match=said):
        Sidecars(tmp_path).facts_of("a.pdf")
