from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import jsonschema
from rich.console import Console

import tests
from ingest.report.report import write_json
from ingest.report.table import show
from tests.ingest.conftest import IngestHarness

SCHEMA = (
    Path(str(tests.__file__)).resolve().parents[1]
    / "docs"
    / "schemas"
    / "ingest-report.schema.json"
)


def test_the_report_is_as_its_schema_says(harness: IngestHarness, tmp_path: Path) -> None:
    harness.write("a.md", "Text.")
    harness.write("bad.pdf", "x")
    harness.write("c.zip", "x")
    report = harness.ingest()

    write_json(report.to_json(), tmp_path / "report.json")

    written = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(written)
    assert written["totals"] == {
        "files": 3,
        "added": 1,
        "changed": 0,
        "unchanged": 0,
        "removed": 0,
        "failed": 1,
        "skipped": 1,
        "passages": 1,
        "pages": 0,
        "embedded": 1,
        "from_cache": 0,
    }
    assert sorted(path.name for path in tmp_path.glob("*report.json*")) == ["report.json"]


def test_the_table_counts_and_gives_each_reason_in_one_line(harness: IngestHarness) -> None:
    harness.write("a.md", "Text.")
    harness.write("[red]c.zip", "x")
    console = Console(file=StringIO(), width=60)

    show(harness.ingest(), console)

    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert [line.split() for line in lines[:2]] == [["1", "added"], ["1", "skipped"]]
    assert lines[2] == (
        "skipped [red]c.zip: archives (.zip) are opened only on request: set CITEWELL_ARCHIVES=on, "
        "or unpack it and ingest the folder"
    )
    assert lines[3].startswith("'kb' is now generation 1: 1 passages from these files, 1 embedded")
