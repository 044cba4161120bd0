"""`citewell kb glossary`: listed, added, struck, restored."""

from __future__ import annotations

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from citewell.kb.command import app
from knowledge.domain.documents import DefinedTerm
from knowledge.domain.errors import InputError
from knowledge.store.edge.store import EdgeStore
from tests.builders import MANIFEST, passage, record, vectors

LEAVE = passage("Paid time off (PTO).", document_key="leave", title="Leave")


def glossary(*arguments: str) -> list[list[str]]:
    result = CliRunner().invoke(app, ["glossary", "desk", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [line.split() for line in result.stdout.splitlines()]


@pytest.fixture(autouse=True)
def defining(store: EdgeStore) -> None:
    made = replace(record([LEAVE]), terms=(DefinedTerm(("PTO", "paid time off")),))
    with store.write("desk", MANIFEST) as writer:
        writer.put(made, [LEAVE], vectors([LEAVE]))
        writer.publish()


def test_terms_are_listed_with_their_documents() -> None:
    assert glossary()[1:] == [
        ["1", *["PTO", "=", "paid", "time", "off"], "leave", "from", "the", "document"]
    ]


def test_a_term_is_added_struck_and_restored() -> None:
    added = glossary("--add", "money back => refund")
    struck = glossary("--strike", "2")
    restored = glossary("--restore", "2")

    assert added[1] == ["1", *["money", "back", "=>", "refund"], "(all)", "added"]
    assert struck[2][-2:] == ["not", "used"]
    assert restored[2][-1] == "document"


def test_an_added_term_may_be_for_a_documents_readers() -> None:
    assert glossary("--add", "off = away", "--document", "leave")[1][-2:] == ["leave", "added"]


@pytest.mark.parametrize(
    "wrong", [("--add", "PTO"), ("--strike", "9"), ("--add", "a = b", "--document", "none")]
)
def test_what_is_not_there_or_no_term_is_told(wrong: tuple[str, ...]) -> None:
    with pytest.raises(InputError):
        glossary(*wrong)
