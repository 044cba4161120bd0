"""The audit log on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.database.audit import Action
from tests.citewell.test_people import audit, records


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))


def test_the_audit_log_is_printed_by_person_day_and_action() -> None:
    with records() as kept:
        kept.audit.note("ann", Action.ASKED, "What is the copay?", knowledge_base="demo")
        kept.audit.note("bob", Action.SIGNED_IN, "")

    of_ann = audit("--person", "ann").splitlines()

    assert of_ann[0].split() == ["WHEN", "(UTC)", "WHO", "ACTION", "WHERE", "WHAT"]
    assert of_ann[1].endswith("ann  asked   demo   What is the copay?")
    assert len(of_ann) == 2
    assert "bob" in audit("--action", "signed in")
    assert audit("--since", "2099-01-01") == "Nothing was noted.\n"
