"""`.env.example` and docs/operators/configuration.md name every setting, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from knowledge.settings.settings import Settings
from knowledge.settings.variables import fields_by_variable

ROOT = Path(__file__).resolve().parents[1]
ENTRY = re.compile(r"((?:^# .+\n)+)^# CITEWELL_([A-Z0-9_]+)=(.*)$", re.MULTILINE)
ENTRIES = {
    name.lower(): (" ".join(comment.split()), default)
    for comment, name, default in ENTRY.findall((ROOT / ".env.example").read_text("utf-8"))
}
FIELDS = {name.lower(): field for name, field in fields_by_variable(Settings).items()}
TABLE_ROW = re.compile(r"^\| `CITEWELL_([A-Z0-9_]+)` \| (?:`([^`]*)`)? *\|", re.MULTILINE)


def bounds(field: FieldInfo) -> set[str]:
    """Return the numbers that limit a setting, as they are written in the comment."""
    limits = (getattr(rule, name, None) for rule in field.metadata for name in ("ge", "gt", "le"))
    return {f"{limit}" for limit in limits if limit is not None}


def written_default(field: FieldInfo) -> str:
    """Return a setting's default as a line of `.env` has it; empty where there is none."""
    default = field.default if field.default_factory is None else ""
    return ",".join(default) if isinstance(default, tuple) else str(default or "")


def same_value(left: str, right: str) -> bool:
    """Tell whether two defaults are equal, 60 and 60.0 being so."""
    return left == right or (left and right and float(left) == float(right)) is True


def test_every_setting_has_a_line_with_its_meaning() -> None:
    assert set(ENTRIES) == set(FIELDS)


def test_the_default_shown_is_the_default_in_force() -> None:
    different = {
        name: (ENTRIES[name][1], written_default(field))
        for name, field in FIELDS.items()
        if not same_value(ENTRIES[name][1], written_default(field).removesuffix(".0"))
        and not (ENTRIES[name][1] == "0" and written_default(field) == "")
    }

    assert different == {}


def test_the_bounds_of_a_number_are_said() -> None:
    missing = {
        name: limit
        for name, field in FIELDS.items()
        for limit in bounds(field)
        if not re.search(rf"\b{re.escape(limit.removesuffix('.0'))}\b", ENTRIES[name][0])
    }

    assert missing == {}


def test_no_secret_is_filled_in() -> None:
    secrets = [name for name, field in FIELDS.items() if SecretStr in _parts(field)]

    assert secrets == [
        "store_api_key",
        "database_url",
        "proxy_secret",
        "embedding_api_key",
        "reranker_api_key",
        "llm_api_key",
        "llm_fallback_api_key",
        "judge_api_key",
    ]
    assert {ENTRIES[name][1] for name in secrets} == {""}


def test_the_configuration_page_has_a_row_for_every_setting() -> None:
    page = (ROOT / "docs" / "operators" / "configuration.md").read_text("utf-8")

    rows = {name.lower(): default for name, default in TABLE_ROW.findall(page)}

    assert rows == {name: default for name, (_, default) in ENTRIES.items()}


def _parts(field: FieldInfo) -> tuple[object, ...]:
    return getattr(field.annotation, "__args__", (field.annotation,))
