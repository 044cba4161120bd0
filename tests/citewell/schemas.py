"""The published schemas, for tests to hold what is printed to them."""

from __future__ import annotations

import json
from pathlib import Path

from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def faults(document: object, schema: str) -> list[str]:
    """Return what a document breaks of `docs/schemas/<schema>.schema.json`."""
    text = (SCHEMAS / f"{schema}.schema.json").read_text("utf-8")
    validator = Draft202012Validator(
        json.loads(text), format_checker=Draft202012Validator.FORMAT_CHECKER
    )
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(document)]
