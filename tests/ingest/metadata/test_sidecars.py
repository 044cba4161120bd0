from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.metadata.fields import StatedMetadata
from ingest.metadata.sidecars import SIDECAR, SidecarMetadata, Sidecars
from knowledge.domain.errors import DocumentUnreadable


def test_an_entry_and_defaults_are_found_for_a_file_in_a_folder_below(tmp_path: Path) -> None:
    (tmp_path / SIDECAR).write_text(
        "defaults: {groups: [staff], version: '1'}\n"
        "documents:\n  plans/silver.pdf: {title: Silver, facets: {plan: silver}}\n"
    )

    metadata = Sidecars(tmp_path).metadata_of("plans/silver.pdf")

    assert metadata == SidecarMetadata(
        entry=StatedMetadata(title="Silver", facets={"plan": "silver"}),
        defaults=StatedMetadata(groups=("staff",), version="1"),
    )


def test_the_sidecar_nearer_to_the_file_wins(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / SIDECAR).write_text("documents: {in/a.pdf: {title: Outer, version: '1'}}")
    (tmp_path / "in" / SIDECAR).write_text("documents: {a.pdf: {title: Inner}}")

    metadata = Sidecars(tmp_path).metadata_of("in/a.pdf")

    assert metadata.entry == StatedMetadata(title="Inner", version="1")


def test_a_wrong_entry_fails_only_its_own_file(tmp_path: Path) -> None:
    (tmp_path / SIDECAR).write_text("documents: {a.pdf: {effective_from: soon}}")
    sidecars = Sidecars(tmp_path)

    with pytest.raises(DocumentUnreadable, match=r"citewell.yaml, a.pdf: effective_from is 'soon'"):
        sidecars.metadata_of("a.pdf")

    assert sidecars.metadata_of("b.pdf").entry == StatedMetadata()


@pytest.mark.parametrize("content", ["documents: [", "- a\n- b\n", "documents: [a.pdf]\n"])
def test_a_broken_sidecar_keeps_its_files_out(tmp_path: Path, content: str) -> None:
    (tmp_path / SIDECAR).write_text(content)

    with pytest.raises(DocumentUnreadable, match=SIDECAR):
        Sidecars(tmp_path).metadata_of("a.pdf")


def test_a_table_states_facts_by_file(tmp_path: Path) -> None:
    (tmp_path / "citewell.csv").write_text(
        "file,version,effective_from,groups,plan,facet:region\n"
        'in/a.pdf,2027,2027-01-01,"billing, claims",silver,west\n'
        "b.pdf,,,,,\n"
    )

    metadata = Sidecars(tmp_path)

    found = metadata.metadata_of("in/a.pdf").entry
    assert (found.version, found.effective_from) == ("2027", date(2027, 1, 1))
    assert found.groups == ("billing", "claims")
    assert found.facets == {"plan": "silver", "region": "west"}
    assert metadata.metadata_of("b.pdf").entry.fingerprint() == "{}"
    assert metadata.misnamed() == []


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
        Sidecars(tmp_path).metadata_of("a.pdf")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Geh\u00e4lter.txt", "Geha\u0308lter.txt"),
        ("Geha\u0308lter.txt", "GEH\u00c4LTER.TXT"),
        ("Bonus.txt", "bonus.TXT"),
        ("in\\Bonus.txt", "In/bonus.txt"),
        ("./stra\u00dfe.md", "Strasse.md"),
        ("/Bonus.txt", "Bonus.txt"),
        ("Bonus\u200b.txt", "Bo\u00adnus.txt"),
    ],
)
def test_a_name_means_the_file_of_the_same_letters(tmp_path: Path, written: str, name: str) -> None:
    (tmp_path / SIDECAR).write_text(f"documents: {{'{written}': {{groups: [hr]}}}}", "utf-8")
    sidecars = Sidecars(tmp_path)

    metadata = sidecars.metadata_of(name)

    assert metadata.entry == StatedMetadata(groups=("hr",))
    assert sidecars.misnamed() == []


def test_a_name_as_it_is_written_goes_before_one_that_is_alike(tmp_path: Path) -> None:
    (tmp_path / SIDECAR).write_text("documents: {a.md: {version: '1'}, A.md: {version: '2'}}")
    sidecars = Sidecars(tmp_path)

    assert [sidecars.metadata_of(name).entry.version for name in ("a.md", "A.md")] == ["1", "2"]
    with pytest.raises(DocumentUnreadable, match=r"'A\.md' and 'a\.md', which both may mean"):
        sidecars.metadata_of("a.MD")


@pytest.mark.parametrize("name", ["citewell.yml", "Citewell.YAML", "CITEWELL.yaml"])
def test_a_sidecar_counts_in_whatever_case_its_name_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Defaults: {Groups: [hr]}")

    assert Sidecars(tmp_path).metadata_of("a.md").defaults == StatedMetadata(groups=("hr",))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a.md: {groups: [hr]}", "it may hold each of documents"),
        ("document: {a.md: {groups: [hr]}}", "it may hold each of documents"),
        ("documents: {'*.md': {groups: [hr]}}", "name each file"),
        ("documents: {in: {groups: [hr]}}", "names the folder 'in'"),
        ("documents: {IN/: {groups: [hr]}}", "names the folder 'in'"),
        ("documents: {in/a.md: {groups: [hr]}, ./in/a.md: {groups: [x]}}", "twice"),
        ("documents: {in/a.md: {group: hr}}", "'group' may be meant"),
        ("documents: {in/a.md: {gruop: hr}}", "'gruop' may be meant"),
        ("documents: {in/a: {groups: hr}}", "which may mean 'in/a.md'"),
        ("documents: {in/a.md: {groups: []}}", "names no group"),
        ("documents: &d {in/a.md: *d}", "aliases"),
        (f"documents: {'[' * 400}", "levels"),
        ("file_names: ['{group}/{document_key}']", "no pattern of file names"),
    ],
)
def test_a_sidecar_that_is_not_understood_keeps_its_files_out(
    tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / SIDECAR).write_text(content)

    with pytest.raises(DocumentUnreadable, match=said):
        Sidecars(tmp_path).metadata_of("in/a.md")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("file,groups\na.md,hr\na.md,all\n", "twice"),
        ("file,groups\na.md,hr,legal\n", "no more cells than columns: see line 2"),
        ("file,Groups,groups\na.md,hr,all\n", "groups is stated twice"),
        ("file,gruops\na.md,hr\n", "'gruops' may be meant"),
        ("file,facet:groups\na.md,hr\n", "not a facet"),
        ("file;groups\na.md;hr\n", "needs a column"),
    ],
)
def test_a_table_that_is_not_understood_keeps_its_files_out(
    tmp_path: Path, content: str, said: str
) -> None:
    (tmp_path / "citewell.csv").write_text(content)

    with pytest.raises(DocumentUnreadable, match=said):
        Sidecars(tmp_path).metadata_of("a.md")


@pytest.mark.parametrize(
    "name",
    ["citewell.yaml.txt", "Citewell.csv.TXT", "citewell.json", "citewell .yaml", "citewell.toml"],
)
def test_a_sidecar_under_a_name_that_is_not_read_keeps_its_files_out(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("documents: {a.md: {groups: [hr]}}")

    with pytest.raises(DocumentUnreadable, match="not read under this name"):
        Sidecars(tmp_path).metadata_of("a.md")


def test_a_sidecar_far_too_large_is_refused(tmp_path: Path) -> None:
    (tmp_path / SIDECAR).write_text("#" * (16 * 1024**2 + 1))

    with pytest.raises(DocumentUnreadable, match="more than 16 MB"):
        Sidecars(tmp_path).metadata_of("a.md")
