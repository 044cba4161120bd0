"""The texts that a measurement works on."""

from __future__ import annotations

import pytest

from knowledge.domain.errors import InputError
from labs.bench.texts import FEWEST, refuse_few


def test_too_few_passages_are_refused_with_how_many_are_needed() -> None:
    refuse_few("hr", FEWEST)
    with pytest.raises(InputError, match=f"'hr' has {FEWEST - 1} passages; {FEWEST} are needed"):
        refuse_few("hr", FEWEST - 1)
