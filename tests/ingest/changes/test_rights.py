"""What an asker may take in, replace and be told."""

from __future__ import annotations

import pytest

from ingest.changes.rights import Rights
from knowledge.domain.access import Access, Role
from knowledge.domain.documents import DocumentMetadata
from knowledge.domain.errors import DocumentUnreadable
from tests.builders import passage, record

BOARDS = record([passage("Bonus.", document_key="bonus", groups=("board",))])
STAFFS = record([passage("Leave.", document_key="leave", groups=("staff",))])
CURATOR = Rights(
    Access(Role.CURATOR, ("staff",)), [BOARDS, STAFFS], "staff", own_roots=("upload:1",)
)
ADMIN = Rights(Access(Role.ADMIN, ()), [BOARDS, STAFFS], "staff")


def test_a_document_is_filed_under_ones_own_groups_only() -> None:
    CURATOR.check(DocumentMetadata(key="new", groups=("staff",)), [])
    with pytest.raises(DocumentUnreadable, match="It would be read by board"):
        CURATOR.check(DocumentMetadata(key="new", groups=("board",)), [])


def test_a_key_of_anothers_document_is_taken() -> None:
    with pytest.raises(DocumentUnreadable, match="'bonus' is taken"):
        CURATOR.check(DocumentMetadata(key="bonus", groups=("staff",)), [])
    ADMIN.check(DocumentMetadata(key="bonus", groups=("board",)), [])


def test_what_one_may_not_read_is_neither_changed_nor_told() -> None:
    assert [CURATOR.may_change([each]) for each in (STAFFS, BOARDS)] == [True, False]
    assert [CURATOR.may_know("/docs", each) for each in (STAFFS, BOARDS, None)] == [
        True,
        False,
        False,
    ]
    assert CURATOR.may_know("upload:1", None)
    assert ADMIN.may_know("/docs", BOARDS)
