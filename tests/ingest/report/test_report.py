from __future__ import annotations

import json
from pathlib import Path

import jsonschema

import tests
from ingest.report.report import write_json
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
