"""Holds a job to what its asker may change, at the moment when a worker runs it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from knowledge.domain.access import Role, may_change, may_change_all, readable
from knowledge.domain.documents import DocumentRecord
from knowledge.domain.errors import InputError, NotPermitted
from knowledge.jobs.job import Job
from knowledge.settings.parts import IngestSettings
from knowledge.store.protocol import Store


class JobRights:
    """What the asker of one job may do to its knowledge base as it is now.

    Of documents that the asker may not see it says what it says where there is none.
    """

    def __init__(self, job: Job, store: Store, ingest: IngestSettings) -> None:
        """Take the job.

        Raises:
            NotPermitted: its asker is no curator.
        """
        self._job = job
        self._store = store
        self._name = job.request.knowledge_base
        self._default = ingest.default_group
        self._access = job.request.access
        if not self._access.role.includes(Role.CURATOR):
            raise NotPermitted(
                "Nothing says that whoever asked for this job is a curator. Ask again, signed in "
                "as one; jobs that waited while Citewell was updated have to be asked for again."
            )
        if self._name in store.names():
            with closing(store.open(self._name)) as reader:
                self._default = reader.manifest.default_group

    def may_change(self, records: Sequence[DocumentRecord]) -> bool:
        """Tell whether all of these documents may be changed."""
        return may_change_all(records, self._default, self._access)

    def check(self, touched: Sequence[DocumentRecord], *, missing: str) -> None:
        """Make sure that these documents may be changed; `missing` is said where there are none.

        Raises:
            InputError: there are none that the asker may see.
            NotPermitted: only some of them are the asker's to change.
        """
        if not touched and (self._job.attempts > 1 or self._access.role is Role.ADMIN):
            return  # the worker before this one was nearly through, or a purge is made again
        if not readable(touched, self._default, self._access):
            raise InputError(missing)
        if not self.may_change(touched):
            raise NotPermitted(
                "Some versions of it are read by groups that you are not in; an admin can do it."
            )

    def check_passage(self, passage_id: str) -> None:
        """Make sure that a passage may be changed.

        Raises:
            InputError: there is none that the asker may see.
        """
        with closing(self._store.open(self._name)) as reader:
            found = next((p for p in reader.all_passages() if p.id == passage_id), None)
        if found is None and self._job.attempts > 1:
            return
        if found is None or not may_change([found.groups], self._access):
            raise InputError(f"{self._name!r} holds no passage {passage_id!r} (any more).")

    def told(self, found: Sequence[tuple[str, str]]) -> list[str]:
        """Say what was found, and in which places to who may know of every file."""
        all_of_it = self._access.role is Role.ADMIN
        return [f"{what} in {place}" if all_of_it else what for place, what in found]

    def check_everything(self) -> None:
        """Make sure that all may be changed that any generation holds.

        Raises:
            NotPermitted: some of it is not the asker's to change.
        """
        if not self.may_change(self._store.every_document(self._name)):
            raise NotPermitted(
                "This is about the whole knowledge base, of which some is read by groups that you "
                "are not in; an admin can do it."
            )
