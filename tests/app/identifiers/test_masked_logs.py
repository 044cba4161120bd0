from __future__ import annotations

import logging

import pytest

from app.identifiers.masking import MaskingFilter, mask_logs


def test_a_processs_handlers_mask_identifiers_once(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = logging.StreamHandler()
    last = logging.StreamHandler()
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    monkeypatch.setattr(logging, "lastResort", last)

    mask_logs()
    mask_logs()

    assert [[type(f) for f in each.filters] for each in (handler, last)] == [[MaskingFilter]] * 2
