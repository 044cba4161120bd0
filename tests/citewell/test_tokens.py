"""`citewell people token`, as it is typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from citewell import people


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))


def token(*arguments: str) -> Result:
    result = CliRunner().invoke(people.app, ["token", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def test_a_token_is_made_listed_and_revoked() -> None:
    assert "no token yet" in token("list").stdout
    made = token("add", "ticket desk", "--groups", "staff,board", "--scope", "ask")
    assert made.stdout.startswith("citewell_")
    assert "not shown again" in " ".join(made.stderr.split())

    row = token("list").stdout.splitlines()[1]
    assert "staff,board" in row
    assert made.stdout.strip() not in row

    token("revoke", row.split()[0])
    assert "ended" in token("list").stdout
