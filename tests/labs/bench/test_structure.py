from __future__ import annotations

from pathlib import Path

import pytest

from labs.bench.structure import figures_of


def test_files_packages_tests_and_words_are_counted(checkout: Path) -> None:
    figures = figures_of(checkout)

    assert figures["product files outside labs"] == 3
    assert figures["product lines outside labs"] == 3
    assert figures["files in labs"] == 1
    assert figures["files per package, most"] == 2
    assert figures["modules with a test of their name"] == "1 of 4 (25%)"
    assert figures["words of README and docs"] == 5


def test_packages_that_import_each_other_are_a_circle(checkout: Path) -> None:
    _write(checkout, "app/ui/page.py", "from app.domain.answer import A\n")
    before = figures_of(checkout)["packages in circles"]

    _write(checkout, "app/domain/answer.py", "from app.ui.page import A\n")

    assert before == 0
    assert figures_of(checkout)["packages in circles"] == 2


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    _write(tmp_path, "app/domain/answer.py", "A = 1\n")
    _write(tmp_path, "app/domain/question.py", "B = 1\n")
    _write(tmp_path, "app/ui/page.py", "C = 1\n")
    _write(tmp_path, "labs/study/gate.py", "D = 1\n")
    _write(tmp_path, "tests/app/domain/test_answer.py", "")
    _write(tmp_path, "README.md", "two words\n")
    _write(tmp_path, "docs/guide/ask.md", "three more words\n")
    _write(tmp_path, "docs/decisions/0001.md", "not counted\n")
    return tmp_path


def _write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
