"""From a source of an answer to what its panel draws."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.answers import Citation, Sentence, Support
from app.i18n import texts
from app.rendering.sources import (
    page_legend,
    source_head_html,
    source_view,
    source_words_html,
    why_html,
    why_this_source,
)
from app.service.documents import PassageSurroundings
from knowledge.page_images.images import PageImage
from tests.scripted_assistant import GLOSSARY, LIFE_EVENTS, QUOTE, SPOUSE, answered, found


def test_an_opened_source_tells_where_it_stands_and_why_it_is_here() -> None:
    view = source_view(answered(SPOUSE), "p1")

    assert view is not None
    assert view.heading == "Source 1"
    assert view.details == (
        ("Section", "2 Marriage"),
        ("Pages", "4\u20135"),
        ("Version", "2026"),
        ("In force", "1 Jan 2026 to 31 Dec 2026"),
        ("File", "enrollment/life-events.md"),
    )
    assert f"<mark>{QUOTE}</mark>" in source_words_html(view)
    assert view.why == (
        f"Rank 1 among the passages found by meaning for \u201c{SPOUSE}\u201d",
        f"Rank 2 among the passages found by words for \u201c{SPOUSE}\u201d",
        "Rank 1 overall",
    )


def test_each_cited_sentence_that_stands_in_the_passage_is_marked() -> None:
    sentence = Sentence("The member has 60 days to enroll a spouse.", (1,), Support.SUPPORTED)

    view = source_view(replace(answered(SPOUSE), sentences=(sentence,)), "p1")

    assert view is not None
    assert "<mark>The member has 60 days to enroll a spouse.</mark>" in source_words_html(view)


def test_a_source_that_the_answer_does_not_have_is_not_opened() -> None:
    assert source_view(answered(SPOUSE), "elsewhere") is None


def test_an_opened_source_of_hostile_words_holds_nothing_active() -> None:
    bad = '"><script>alert(1)</script>'
    passage = replace(
        LIFE_EVENTS,
        title=bad,
        text=bad,
        headings=(bad,),
        version=bad,
        source=bad,
        source_url="javascript:alert(1)",
    )
    view = source_view(replace(answered(bad), citations=(Citation(1, passage, bad),)), "p1")

    assert view is not None
    html = source_head_html(view) + source_words_html(view) + why_html(view)

    assert "<script" not in html
    assert "<a " not in html


def test_what_stands_around_a_passage_is_told_with_its_section() -> None:
    view = source_view(answered(SPOUSE), "p1")
    assert view is not None
    later = replace(GLOSSARY, headings=("Glossary", "3 Birth"))

    html = source_words_html(view, PassageSurroundings(before=(LIFE_EVENTS,), after=(later,)))

    before, _, after = html.partition('<div class="cw-passage">')
    assert "60 days to enroll" in before
    assert '<p class="cw-place">3 Birth</p><p>A member is a person.</p>' in after


def test_a_document_that_changed_since_the_answer_is_told() -> None:
    view = source_view(answered(SPOUSE), "p1")
    assert view is not None

    assert texts.SOURCE_CHANGED in source_words_html(view, PassageSurroundings(changed=True))
    assert texts.SOURCE_CHANGED not in source_words_html(view, PassageSurroundings())


def test_a_reranked_passage_tells_both_its_ranks_and_its_score() -> None:
    searched = found(SPOUSE)
    reranked = replace(searched.hits[1], score=0.871, found_at=2)
    answer = replace(answered(SPOUSE), found=replace(searched, hits=(reranked,)))

    lines = why_this_source(answer, GLOSSARY.id)

    assert lines[2:] == (
        "Rank 2 overall",
        "The reranker scored it 87 of 100, which moved it from rank 2 to rank 1",
    )


@pytest.mark.parametrize(
    ("marked", "has_text", "quotes", "expected"),
    [
        (True, True, ("a",), texts.PAGE_MARKED),
        (False, True, ("a",), texts.PAGE_UNMARKED),
        (False, True, (), ""),
        (False, False, ("a",), texts.PAGE_IS_SCAN),
    ],
)
def test_a_page_says_what_is_marked_or_why_nothing_is(
    marked: bool, has_text: bool, quotes: tuple[str, ...], expected: str
) -> None:
    image = PageImage(b"", page=1, pages=2, marked=marked, has_text=has_text)

    assert page_legend(image, quotes) == expected
