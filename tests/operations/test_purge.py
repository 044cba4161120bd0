"""`citewell kb delete --purge` over a data folder as an ingest and a chat leave it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from app.database.audit import Action, AuditLog
from app.database.conversations import ConversationStore
from app.database.engine import Database, open_database
from app.database.feedback import Rating
from app.database.purging import REMOVED, REMOVED_WORDS
from app.domain.answers import Answer, Answerer, Citation, Outcome, SearchOutcome
from app.records.opening import open_records
from citewell.kb.command import app
from ingest.command import app as ingest_app
from knowledge.care.byte_search import patterns_of, search_bytes
from knowledge.care.curator_records import Curation, CuratorRecords
from knowledge.domain.documents import DefinedTerm
from knowledge.domain.errors import InputError
from knowledge.domain.passages import Passage, StoredPassage
from knowledge.domain.queries import Filters, Query
from knowledge.files.durable import copy_folder
from knowledge.files.uploads import uploads_of
from knowledge.jobs.job import JobKind, JobRequest
from knowledge.jobs.table import open_jobs
from knowledge.settings.settings import Settings
from knowledge.store.edge.store import EdgeStore
from knowledge.store.edge.writer import EdgeWriter
from operations.purge_proof import drawn_strings, forms_of
from tests.fakes import HashingEmbedder
from tests.postgres_server import PostgresServer

SECRET = "The settlement with Jordan Example was forty-one thousand dollars, paid in March."
OTHER = "Refunds are paid within ten business days of the request, by cheque or by transfer."
INTERRUPTED = 130
RUN = json.dumps({"questions": [{"id": "q1", "question": "QUOTE"}]}, indent=1)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with documents and data, made once: two ingests, a secret in both generations."""
    folder = tmp_path_factory.mktemp("desk")
    docs = folder / "docs"
    docs.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CITEWELL_DATA_DIR", str(folder / "data"))
        patch.chdir(folder)
        patch.setattr("ingest.command.open_embedder", lambda *_: HashingEmbedder())
        (docs / "secret.md").write_text(f"# Case\n\n{SECRET}\n")
        (docs / "other.md").write_text(f"# Refunds\n\n{OTHER}\n")
        ingest(docs)
        (docs / "third.md").write_text("# Third\n\nAnother generation comes of this.\n")
        ingest(docs)
        yield folder


@pytest.fixture
def data(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that data folder, to be changed."""
    copy_folder(filled / "data", tmp_path / "data")
    monkeypatch.setenv("CITEWELL_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def docs(filled: Path) -> Iterator[Path]:
    """The documents' folder, put back as it was afterwards."""
    yield filled / "docs"
    if (filled / "docs" / "copy.md").exists():
        (filled / "docs" / "copy.md").rename(filled / "docs" / "secret.md")


def ingest(docs: Path) -> str:
    result = CliRunner().invoke(ingest_app, [str(docs), "--kb", "desk"], catch_exceptions=False)
    return result.output


def kb(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout


def purge(code: int = 0) -> str:
    return kb("delete", "desk", "--document", "secret.md", "--purge", "--yes", code=code)


def stored(data: Path, key: str) -> list[StoredPassage]:
    with closing(EdgeStore(data / "kb").open("desk")) as reader:
        records = [record for record in reader.documents() if record.metadata.key == key]
        return [each for record in records for each in reader.stored(record.id)]


def every_text(data: Path) -> list[str]:
    with closing(EdgeStore(data / "kb").open("desk")) as reader:
        return sorted(passage.text for passage in reader.all_passages())


def answer_quoting(passage: Passage) -> Answer:
    found = SearchOutcome(
        "what?", Query("what?", (), Filters(groups=("staff",))), (), 1.0, True, {}
    )
    cited = (Citation(1, passage, passage.text),)
    return Answer(f"{passage.text} [1]", Answerer.EXTRACTIVE, Outcome.ANSWERED, (), cited, found)


def talk(data: Path, *passages: Passage) -> str:
    with closing(open_database(None, data)) as database:
        repository = ConversationStore(database)
        thread = repository.start("desk")
        for passage in passages:
            repository.finish(repository.ask(thread.id, "what?"), answer_quoting(passage))
    return thread.id


def patterns(data: Path) -> dict[bytes, str]:
    """What the secret leaves, drawn with a seed of its own."""
    drawn = drawn_strings([SECRET], [OTHER], seed=20)
    texts = {form: "text" for string in drawn for form in forms_of(string)}
    return patterns_of(stored(data, "secret.md"), {OTHER}) | texts


def test_before_a_purge_the_search_finds_all_kinds_of_traces(data: Path) -> None:
    found = search_bytes(data, patterns(data))

    kinds = {kind for _, kind in found.found}
    assert kinds == {"text", "passage id", "point id", "cache entry", "vector"}


def test_after_a_purge_no_byte_of_the_document_is_left(data: Path) -> None:
    sought = patterns(data)
    # A cache of earlier releases.
    (data / "cache" / "readings.sqlite").write_bytes(SECRET.encode())
    talk(data, stored(data, "secret.md")[0].passage)

    said = purge()

    left = search_bytes(data, sought)
    assert left.found == ()
    assert "0 found" in said
    assert f"Searched {left.files:,} files" in said
    assert "1 original(s)" in said
    assert OTHER in every_text(data)


def test_what_a_purged_document_defines_goes_with_what_curators_said_of_it(data: Path) -> None:
    glossary = CuratorRecords(data, "desk").glossary
    glossary.strike(DefinedTerm(("JX", "Jordan Example")), "secret.md")
    glossary.add(DefinedTerm(("settlement with Jordan Example was forty-one thousand", "case")))
    glossary.add(DefinedTerm(("money back",), ("refund",)))

    said = purge()

    assert "0 found" in said
    assert glossary.decisions().struck == ()
    assert [each.term.said for each in glossary.decisions().added] == [("money back",)]


QUOTES = (
    SECRET,
    "settlement with JORDAN EXAMPLE was forty-one thousand",
    "is it **forty-one thousand dollars**, paid in March [1]?",
)


@pytest.mark.parametrize("quote", QUOTES)
def test_quotes_in_questions_comments_titles_logs_runs_and_jobs_go(data: Path, quote: str) -> None:
    write_down(data, quote)

    said = purge()

    rows = [text.casefold() for text in every_row(data)]
    assert "0 found" in said
    assert not [text for text in rows if "jordan" in text or "thousand" in text]
    assert (data / "runs" / "a.json").read_text() == RUN.replace("QUOTE", REMOVED_WORDS)
    assert (data / "quarantine" / "desk.jsonl").read_text() == '{"reason": "damaged"}\n'


def test_what_other_documents_say_stays_where_it_was_quoted(data: Path) -> None:
    write_down(data, OTHER)

    purge()

    assert len([text for text in every_row(data) if OTHER in text]) == 4
    assert OTHER in (data / "runs" / "a.json").read_text()


@pytest.mark.parametrize(
    ("sabotaged", "place"),
    [
        ("purge_traces", "the table 'feedback'"),
        ("purge_traces", "the table 'audit'"),
        ("purge_traces", "the table 'turns'"),
        ("blank_files", "runs/a.json"),
        ("blank_files", "quarantine/desk.jsonl"),
        ("_discard_uploads", "secret.md"),
        ("_forget_vectors", "cache/embeddings.sqlite"),
    ],
)
def test_what_the_blanking_misses_the_proof_finds(
    data: Path, monkeypatch: pytest.MonkeyPatch, sabotaged: str, place: str
) -> None:
    write_down(data, SECRET)
    uploads_of(Settings().uploads, Settings().data_dir, "desk").take(
        "secret.md", SECRET.encode(), {}
    )
    monkeypatch.setattr(f"operations.purge.{sabotaged}", lambda *_: 0)

    said = purge(code=1)

    assert [line for line in said.split("\n") if "still there" in line and place in line]


def test_a_quote_that_the_blanking_would_take_for_another_text_is_found_by_the_proof(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_down(data, SECRET.upper())
    monkeypatch.setattr("knowledge.care.traces.OwnWords.in_text", lambda *_: False)

    said = purge(code=1)

    assert "still there: text in the table 'audit'" in said


def test_an_upload_of_it_that_was_never_ingested_goes_too(data: Path) -> None:
    upload = uploads_of(Settings().uploads, Settings().data_dir, "desk").take(
        "secret.md", b"%PDF", {}
    )
    other = uploads_of(Settings().uploads, Settings().data_dir, "desk").take(
        "other.md", b"%PDF", {}
    )

    purge()

    assert (upload.root.exists(), other.root.exists()) == (False, True)


def test_what_a_killed_write_left_of_its_original_goes_too(data: Path) -> None:
    left = data / "originals" / "desk" / "ab" / ".copy-killed"
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_text(SECRET)

    said = purge()

    assert not left.exists()
    assert "0 found" in said


def test_a_purge_that_is_cut_short_before_the_document_goes_can_be_run_again(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_down(data, SECRET)
    with monkeypatch.context() as patch:
        patch.setattr(EdgeWriter, "publish", killed)
        purge(code=INTERRUPTED)

    said = purge()

    assert "0 found" in said
    assert not [text for text in every_row(data) if "Jordan" in text]


def test_words_that_a_curator_replaced_are_purged_with_those_instead(data: Path) -> None:
    passage = stored(data, "secret.md")[0].passage
    Curation(data / "curation" / "desk.json").set(passage, "Nothing was paid to that claimant.")
    write_down(data, "nothing was paid to that claimant")

    purge()

    assert not [text for text in every_row(data) if "claimant" in text]


def write_down(data: Path, quote: str) -> None:
    """Leave a quote wherever a desk keeps words."""
    with closing(open_records(Settings().database, Settings().data_dir)) as records:
        thread = records.conversations.start("desk", "ann")
        turn = records.conversations.ask(thread.id, quote)
        records.conversations.cut_off(turn, quote)
        records.feedback.give(turn, "ann", Rating.DOWN, comment=f"It says: {quote}")
        records.audit.note("ann", Action.ASKED, quote)
    with closing(open_jobs(Settings())) as jobs:
        jobs.add(JobRequest(JobKind.CURATE, "desk", "ann", {"text": quote}))
    (data / "runs").mkdir(exist_ok=True)
    (data / "runs" / "a.json").write_text(RUN.replace("QUOTE", quote))
    (data / "quarantine").mkdir(exist_ok=True)
    held = [json.dumps({"reason": reason}) for reason in (f"near {quote!r}", "damaged")]
    (data / "quarantine" / "desk.jsonl").write_text("\n".join(held) + "\n")


def every_row(data: Path) -> list[str]:
    with closing(open_database(None, data)) as database, closing(open_jobs(Settings())) as jobs:
        return [text for _, text in (*database.every_row(), *jobs.every_row())]


def killed(*_: object) -> int:
    raise KeyboardInterrupt


def test_a_rollback_after_a_purge_does_not_bring_the_document_back(data: Path) -> None:
    purge()

    kb("rollback", "desk")
    kb("rollback", "desk")

    assert every_text(data) == [OTHER]


def test_answers_that_quote_it_are_blanked_and_others_stay(data: Path) -> None:
    secret, other = (stored(data, key)[0].passage for key in ("secret.md", "other.md"))
    thread = talk(data, secret, other)

    purge()

    with closing(open_database(None, data)) as database:
        turns = ConversationStore(database).turns(thread)
    assert [turn.text for turn in turns] == [REMOVED, f"{OTHER} [1]"]
    assert [turn.answer is None for turn in turns] == [True, False]


def test_answers_in_postgresql_are_blanked_too(
    data: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.url()
    with closing(Database(url)) as database:
        repository = ConversationStore(database)
        turn = repository.ask(repository.start("desk").id, "what?")
        repository.finish(turn, answer_quoting(stored(data, "secret.md")[0].passage))
    monkeypatch.setenv("CITEWELL_DATABASE_URL", url)

    said = purge()

    with closing(Database(url)) as database:
        texts = database.rows(text("SELECT text, answer FROM turns"))
    assert "1 answer(s) in" in said
    assert [tuple(row.values()) for row in texts] == [(REMOVED, "")]
    assert not (data / "conversations.sqlite3").exists()


def test_a_purge_is_in_the_audit_log(data: Path) -> None:
    purge()

    with closing(open_database(None, data)) as database:
        (event,) = AuditLog(database).events()
    assert (event.action, event.what, event.knowledge_base) == (
        "purged a document",
        "secret.md",
        "desk",
    )
    assert event.person.startswith("command line")


def test_a_purged_file_is_refused_until_it_is_allowed(data: Path, docs: Path) -> None:
    purge()

    refused = ingest(docs)
    kb("allow", "secret.md", "--kb", "desk")
    ingest(docs)

    assert "failed secret.md: It was purged as 'secret.md' on" in refused
    assert SECRET in every_text(data)


@pytest.mark.usefixtures("data")
def test_the_same_content_under_another_name_is_refused_too(docs: Path) -> None:
    purge()
    (docs / "secret.md").rename(docs / "copy.md")

    refused = ingest(docs)

    assert "failed copy.md: It was purged as 'secret.md'" in " ".join(refused.split())


def test_an_older_copy_of_the_store_put_back_is_purged_at_the_rollback(
    data: Path, tmp_path: Path
) -> None:
    copy_folder(data / "kb", tmp_path / "kept")
    purge()
    (data / "kb").rename(tmp_path / "purged")
    copy_folder(tmp_path / "kept", data / "kb")

    said = kb("rollback", "desk")

    assert "1 purged document(s)" in said
    assert every_text(data) == [OTHER]


def test_a_document_deleted_before_is_purged_from_older_generations(data: Path) -> None:
    sought = patterns(data)
    kb("delete", "desk", "--document", "secret.md", "--yes")

    purge()

    assert search_bytes(data, sought).found == ()


def test_what_is_left_elsewhere_is_named_and_fails(data: Path) -> None:
    (data / "notes.txt").write_text(f"Copied by hand: {SECRET}")

    said = purge(code=1)

    assert f"still there: text in {data / 'notes.txt'}" in said


def test_a_document_that_never_was_is_refused(data: Path) -> None:
    with pytest.raises(InputError, match="no document with the key 'nope'"):
        kb("delete", "desk", "--document", "nope", "--purge", "--yes")

    assert SECRET in every_text(data)


def test_a_deletion_is_searched_for(data: Path) -> None:
    said = kb("delete", "desk", "--document", "secret.md", "--yes")

    assert "(1 searches for its own words did not find it)" in said
    assert stored(data, "secret.md") == []
