"""Goes over what a scan found and tells, file by file, what has to be written or removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.changes.preparation import DocumentPreparer, PreparedDocument
from ingest.changes.rights import Rights
from ingest.changes.scan import FoundFile, LeftOut, Scan, place_of
from ingest.loaders.formats import reason_to_skip
from ingest.report.progress import IngestProgress
from ingest.report.report import FileOutcome, FileState, outcome_of
from knowledge.common.stopwatch import Stopwatch
from knowledge.domain.access import EVERYTHING, Access
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import DocumentUnreadable, InputError

Ask = Callable[[str], bool]
_FEWEST_GUARDED = 2
_USUAL_CHARACTERS = 2_000


def refuse(_question: str) -> bool:
    """Say no: the answer where nobody can be asked."""
    return False


@dataclass(frozen=True, slots=True)
class IngestChoices:
    """What to do about files that are gone.

    `keep_missing` leaves their documents in. `may_remove` is asked before a run takes out more
    than half of a root's documents. A file with the key and version of a `replaceable` document
    (by id) takes its place, wherever that one came from; else the two would be at odds.
    `afresh` rebuilds the knowledge base, with whatever settings, beside the one that answers.
    Files of `reread` documents (by id) are read again though they have not changed.
    `takes` leaves a run the files that it says yes to: the others, vanished ones too, are another
    worker's. `follow_links` takes links for what they lead to, out of the folder too.
    `moved_from` are roots whose files now stand elsewhere: what came from there goes, unasked.
    `access` is what whoever asks may read and change, `own_roots` what they gave themselves.
    """

    keep_missing: bool = False
    may_remove: Ask = refuse
    takes: Callable[[FoundFile], bool] | None = None
    afresh: bool = False
    reread: frozenset[str] = frozenset()
    replaceable: frozenset[str] = frozenset()
    follow_links: bool = False
    moved_from: tuple[Path, ...] = ()
    access: Access = EVERYTHING
    own_roots: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RemovedDocuments:
    """Documents to take out, and why."""

    records: Sequence[DocumentRecord]
    reason: str


Step = PreparedDocument | RemovedDocuments


def weight_of(step: Step) -> int:
    """Return what a step weighs in memory, in passages of usual length; a longer one is several."""
    if not isinstance(step, PreparedDocument):
        return 0
    return sum(1 + len(passage.text) // _USUAL_CHARACTERS for passage in step.passages)


def rights_of(
    choices: IngestChoices, records: Sequence[DocumentRecord], default_group: str
) -> Rights:
    """Return what a run may do to the documents that are there."""
    return Rights(choices.access, records, default_group, own_roots=choices.own_roots)


def staying(
    found: Scan, records: Sequence[DocumentRecord], choices: IngestChoices, rights: Rights
) -> list[DocumentRecord]:
    """Return the records that vanished files do not take along."""
    if choices.keep_missing:
        return list(records)
    gone = {record.id for record in _removable(found, records, rights)}
    return [record for record in records if record.id not in gone]


def _removable(
    found: Scan, records: Sequence[DocumentRecord], rights: Rights
) -> list[DocumentRecord]:
    return [record for record in found.vanished(records) if rights.may_change([record])]


def standing_roots(records: Sequence[DocumentRecord], choices: IngestChoices) -> set[str]:
    """Return the roots that documents come from, less those that have moved."""
    return {record.root for record in records} - set(map(str, choices.moved_from))


class ChangeDetector:
    """One pass over the files. `outcomes` grows while `steps` is gone through."""

    def __init__(
        self,
        found: Scan,
        records: Sequence[DocumentRecord],
        choices: IngestChoices,
        *,
        preparer: DocumentPreparer,
        rights: Rights,
        progress: IngestProgress,
        stopwatch: Stopwatch,
    ) -> None:
        self._rights = rights
        self._found = found
        self._choices = choices
        self._preparer = preparer
        self._progress = progress
        self._stopwatch = stopwatch
        self._vanished = _removable(found, records, rights)
        self._earlier: dict[str, list[DocumentRecord]] = defaultdict(list)
        for record in staying(found, records, choices, rights):
            if (place := place_of(record)) is not None:
                self._earlier[place].append(record)
        self.outcomes: list[FileOutcome] = []
        self.met = 0
        """Passages of the files read so far."""

    def steps(self) -> Iterator[Step]:
        """Yield what has to be done, removals of vanished files first."""
        if self._choices.keep_missing:
            reason = "the file is no longer there; kept, as asked (--keep-missing)"
            for record in self._vanished:
                self._tell(outcome_of(record, FileState.UNCHANGED, reason=reason), record)
        else:
            yield from self._removal(self._vanished, "the file is no longer there")
        self._tell_left_out(self._found.skipped, FileState.SKIPPED)
        self._tell_left_out(self._found.failed, FileState.FAILED)
        total = len(self._found.files)
        for position, file in enumerate(self._found.files):
            earlier = self._earlier[str(file.path)]
            if not self._rights.may_change(earlier):
                # Another's: neither read nor told.
                continue
            known = self._rights.may_know(str(file.root), next(iter(earlier), None))
            self._progress.reading(position, total, file.source if known else "")
            yield from self._detect(file, earlier)
        self._progress.reading(total, total, "")

    def _detect(self, file: FoundFile, earlier: Sequence[DocumentRecord]) -> Iterator[Step]:
        reason = reason_to_skip(file.source, self._preparer.options)
        if reason:
            self._note(file, FileState.SKIPPED, reason)
            return
        try:
            with self._stopwatch.stage("scan"):
                fingerprint = self._preparer.fingerprint(file)
            as_it_was = [(str(file.root), fingerprint.content_hash)] == [
                (record.root, record.content_hash) for record in earlier
            ]
            if as_it_was and earlier[0].id not in self._choices.reread:
                self._tell(outcome_of(earlier[0], FileState.UNCHANGED), earlier[0])
                return
            prepared = self._preparer.prepare(file, fingerprint, earlier)
        except DocumentUnreadable as error:
            self._fail(file, str(error), earlier)
            return
        if prepared is not None:
            self.met += len(prepared.passages)
            yield prepared
        elif earlier:
            yield from self._removal(earlier, "the file holds no text any more")
        else:
            self._note(file, FileState.SKIPPED, "the file holds no text")

    def tell_written(self, prepared: PreparedDocument) -> None:
        """Note a document that was, or would be, added or changed."""
        known = not prepared.is_new or prepared.record.id in self._choices.replaceable
        state = FileState.CHANGED if known else FileState.ADDED
        outcome = outcome_of(prepared.record, state, warnings=prepared.warnings)
        self._tell(outcome, prepared.record)

    def _removal(self, records: Sequence[DocumentRecord], reason: str) -> Iterator[Step]:
        if records:
            yield RemovedDocuments(records, reason)
        for record in records:
            self._tell(outcome_of(record, FileState.REMOVED, reason=reason), record)

    def _fail(self, file: FoundFile, reason: str, earlier: Sequence[DocumentRecord]) -> None:
        if not earlier:
            self._note(file, FileState.FAILED, reason)
            return
        kept = f"{reason} What was ingested from it earlier stays."
        self._tell(outcome_of(earlier[0], FileState.FAILED, reason=kept), earlier[0])

    def _note(self, file: FoundFile, state: FileState, reason: str) -> None:
        self._tell(FileOutcome(file.source, str(file.root), state, reason))

    def _tell_left_out(self, items: Sequence[LeftOut], state: FileState) -> None:
        for item in items:
            self._tell(FileOutcome(item.source, str(item.root), state, item.reason))

    def _tell(self, outcome: FileOutcome, record: DocumentRecord | None = None) -> None:
        if not self._rights.may_know(outcome.root, record):
            return
        self.outcomes.append(outcome)
        self._progress.taken(outcome)


def refuse_nothing(found: Scan, records: Sequence[DocumentRecord], name: str) -> None:
    """Refuse folders without a file.

    Raises:
        InputError: nothing was found; says what is held from there.
    """
    if found.files or found.skipped or found.failed:
        return
    folders = ", ".join(repr(str(path)) for path in found.covered)
    missed = len(found.vanished(records))
    if missed:
        # More often a disk that is not mounted than a wish to delete everything.
        raise InputError(
            f"There are no files in {folders}, but {name!r} holds {missed} documents from there. "
            "Nothing was removed. To remove them, use 'citewell kb delete'."
        )
    raise InputError(f"There are no files in {folders}. Name a folder that holds documents.")


def refuse_large_removals(
    found: Scan, records: Sequence[DocumentRecord], choices: IngestChoices
) -> None:
    """Ask before more than half of a root goes; half a folder is rarely deleted on purpose.

    Raises:
        InputError: the answer was no.
    """
    if choices.keep_missing:
        return
    for sentence in _large_removals(found, records):
        if not choices.may_remove(sentence):
            raise InputError(
                f"{sentence} Nothing was changed. Check that the folder is complete (a disk not "
                "mounted?); --yes removes them, --keep-missing keeps them."
            )


def _large_removals(found: Scan, records: Sequence[DocumentRecord]) -> list[str]:
    """Return a sentence for each root that would lose more than half of its documents."""
    held, gone = _by_root(records), _by_root(found.vanished(records))
    return [
        f"{gone[root]} of the {held[root]} documents from {root!r} would be removed, since their "
        "files are not there any more."
        for root in sorted(gone)
        if gone[root] >= _FEWEST_GUARDED and 2 * gone[root] > held[root]
    ]


def _by_root(records: Sequence[DocumentRecord]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for record in records:
        counts[record.root] += 1
    return counts
