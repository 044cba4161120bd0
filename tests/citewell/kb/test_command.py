"""`citewell kb` over an embedded store of two documents."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from citewell.kb.command import app
from knowledge.domain.errors import AssistantError, InputError, KnowledgeBaseMissing
from knowledge.files.durable import copy_folder
from knowledge.store.edge.store import EdgeStore
from tests.builders import passage, published
from tests.citewell.schemas import faults

OLD = [
    passage(
        "Copays are $20.",
        document_key="copays",
        version="2026",
        title="Copays",
        effective_from=date(2026, 1, 1),
        effective_to=date(2026, 12, 31),
        facets={"plan": "silver"},
        first_page=3,
        last_page=4,
    )
]
NEW = [passage("Copays are $25.", document_key="copays", version="2027", title="Copays")]
REFUNDS = [
    passage("Refunds take ten days.", document_key="refunds", title="Refunds", position=0),
    passage("Zurück: 10 €.", document_key="refunds", title="Refunds", position=1),
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the knowledge base "desk", filled once and not to be changed."""
    folder = tmp_path_factory.mktemp("desk")
    published(EdgeStore(folder / "kb"), "desk", OLD, NEW, REFUNDS).close()
    return folder


@pytest.fixture
def unchanged(filled: Path, monkeypatch: pytest.MonkeyPatch) -> EdgeStore:
    """The filled store, where the settings say that it is, for tests that only read."""
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(filled))
    monkeypatch.chdir(filled)
    return EdgeStore(filled / "kb")


@pytest.fixture
def store(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EdgeStore:
    """A copy of the filled store, for tests that change it."""
    copy_folder(filled / "kb", tmp_path / "kb")
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return EdgeStore(tmp_path / "kb")


def kb(*arguments: str, typed: str | None = None) -> str:
    """Run `citewell kb` and return what it printed; its errors are raised."""
    result = CliRunner().invoke(app, arguments, input=typed, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def keys(store: EdgeStore) -> set[str]:
    """Return the keys of the documents that answer now."""
    with closing(store.open("desk")) as reader:
        return {record.metadata.key for record in reader.documents()}


@pytest.mark.usefixtures("unchanged")
def test_list_names_every_knowledge_base() -> None:
    lines = kb("list").splitlines()

    assert lines[0].split() == [
        "name",
        "documents",
        "passages",
        "generation",
        "embedding",
        "model",
    ]
    assert lines[1].split() == ["desk", "3", "4", "1", "hashing"]


@pytest.mark.usefixtures("unchanged")
def test_a_program_can_read_the_list() -> None:
    listed = json.loads(kb("list", "--json"))

    assert faults(listed, "kb-list") == []
    assert listed == {
        "schema_version": 1,
        "knowledge_bases": [
            {
                "name": "desk",
                "generation": 1,
                "documents": 3,
                "passages": 4,
                "embedding_model": "hashing",
            }
        ],
    }


@pytest.mark.usefixtures("unchanged")
def test_show_tells_how_it_was_made_and_what_is_in_it() -> None:
    shown = kb("show", "desk")

    assert "hashing (64-d)" in shown
    assert "2026-01-01 to 2026-12-31" in shown
    assert "*  1" in shown


@pytest.mark.usefixtures("unchanged")
def test_a_program_can_read_what_is_shown() -> None:
    shown = json.loads(kb("show", "desk", "--json"))

    assert faults(shown, "kb-show") == []
    assert [document["document_key"] for document in shown["document_list"]] == [
        "copays",
        "copays",
        "refunds",
    ]
    assert shown["generations"][0]["live"] is True


@pytest.mark.usefixtures("unchanged")
def test_export_writes_each_passage_as_a_line() -> None:
    lines = [json.loads(line) for line in kb("export", "--kb", "desk").splitlines()]

    assert [faults(line, "passage") for line in lines] == [[], [], [], []]
    assert {line["text"] for line in lines} == {each.text for each in (*OLD, *NEW, *REFUNDS)}
    assert next(line for line in lines if line["version"] == "2026") == {
        "schema_version": 1,
        "id": OLD[0].id,
        "document_id": OLD[0].document_id,
        "document_key": "copays",
        "version": "2026",
        "title": "Copays",
        "headings": ["Guide"],
        "text": "Copays are $20.",
        "position": 0,
        "start": 0,
        "end": 15,
        "source": "copays",
        "source_url": "",
        "first_page": 3,
        "last_page": 4,
        "place": "",
        "effective_from": "2026-01-01",
        "effective_to": "2026-12-31",
        "groups": ["staff"],
        "language": "",
        "facets": {"plan": "silver"},
        "flags": [],
    }


@pytest.mark.usefixtures("unchanged")
def test_export_into_a_file_says_how_many(tmp_path: Path) -> None:
    file = tmp_path / "passages.jsonl"

    said = kb("export", "--kb", "desk", "--output", str(file))

    assert said == f"Wrote 4 passages to {file}.\n"
    assert len(file.read_text("utf-8").splitlines()) == 4


def test_a_deleted_document_goes_with_all_its_versions(store: EdgeStore) -> None:
    said = kb("delete", "desk", "--document", "copays", "--yes")

    assert said.startswith("Deleted 'copays' (2 version(s), 2 passage(s)); generation 2")
    assert keys(store) == {"refunds"}


def test_rollback_brings_back_what_was_deleted(store: EdgeStore) -> None:
    kb("delete", "desk", "--document", "copays", "--yes")

    said = kb("rollback", "desk")

    assert said == "'desk' now answers from generation 1.\n"
    assert keys(store) == {"copays", "refunds"}


def test_an_unknown_document_is_refused_and_nothing_changes(unchanged: EdgeStore) -> None:
    with pytest.raises(InputError, match=r"no document with the key 'nope'.*kb show desk"):
        kb("delete", "desk", "--document", "nope", "--yes")

    assert keys(unchanged) == {"copays", "refunds"}


def test_a_whole_knowledge_base_is_deleted_after_a_yes(store: EdgeStore) -> None:
    said = kb("delete", "desk", typed="y\n")

    assert "Deleted the knowledge base 'desk'." in said
    assert store.names() == []


@pytest.mark.parametrize(
    "arguments", [("delete", "desk"), ("delete", "desk", "--document", "copays")]
)
def test_without_a_yes_nothing_is_deleted(unchanged: EdgeStore, arguments: tuple[str, ...]) -> None:
    with pytest.raises(InputError, match="Nothing was deleted"):
        kb(*arguments, typed="n\n")

    assert keys(unchanged) == {"copays", "refunds"}


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "arguments",
    [("show", "nix"), ("delete", "nix", "--yes"), ("export", "--kb", "nix"), ("rollback", "nix")],
)
def test_an_unknown_knowledge_base_is_named(arguments: tuple[str, ...]) -> None:
    with pytest.raises(KnowledgeBaseMissing, match="'nix'"):
        kb(*arguments)


@pytest.mark.usefixtures("unchanged")
def test_a_generation_that_is_not_there_is_refused() -> None:
    with pytest.raises(AssistantError, match="7"):
        kb("rollback", "desk", "--to", "7")


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "desk"],
        ["verify", "--kb", "desk"],
        ["show", "desk"],
        ["show", "--kb", "desk"],
        ["show", "--kb=desk", "--json"],
        ["export", "desk"],
        ["curated", "desk"],
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_a_knowledge_base_is_named_with_or_without_the_option(arguments: list[str]) -> None:
    # `verify` ends with 1 here, as no original was kept; a usage error is 2.
    assert CliRunner().invoke(app, arguments).exit_code in {0, 1}


@pytest.mark.usefixtures("unchanged")
def test_two_names_are_one_too_many() -> None:
    assert CliRunner().invoke(app, ["verify", "desk", "--kb", "other"]).exit_code == 2
