"""What a document's tables let choose."""

from knowledge.domain.documents import Alternatives
from knowledge.lexical.alternatives import alternatives_in
from tests.builders import passage


def _alternatives(text: str) -> tuple[Alternatives, ...]:
    return alternatives_in([passage(text)])


def test_columns_of_amounts_that_differ_are_alternatives() -> None:
    table = "Visit | Bronze | Silver\nOffice | $45 | $30\nUrgent | $100 | $75\nVirtual | $0 | $0"

    assert _alternatives(f"Copayments:\n{table}\nAll from 2026.") == (
        Alternatives(("Bronze", "Silver"), rows=2),
    )


def test_what_all_columns_share_is_no_part_of_their_names() -> None:
    table = "Tier | Bronze 2026 | Gold 2026\nOne | $312 | $529\nFamily | $889 | $1,508"

    assert _alternatives(table) == (Alternatives(("Bronze", "Gold"), rows=2),)


def test_columns_of_words_or_of_different_things_are_no_alternatives() -> None:
    words = "Meeting | Attendees | Timing\nWeekly | all | Monday\nMonthly | leads | Friday"
    other = "Care | Wait | Distance\nPrimary | 10 days | 15 miles\nSpecialist | 20 days | 30 miles"

    assert _alternatives(f"{words}\n\n{other}") == ()


def test_one_row_that_differs_makes_no_alternatives() -> None:
    assert _alternatives("Visit | Bronze | Silver\nOffice | $45 | $30") == ()
