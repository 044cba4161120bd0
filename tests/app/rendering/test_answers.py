"""From an answer to what the page draws."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup

from app.domain.answers import (
    Answerer,
    Citation,
    NamedDay,
    Notice,
    NoticeKind,
    Outcome,
    Sentence,
    Support,
)
from app.i18n import texts
from app.rendering.answers import (
    answer_view,
    partial_html,
    passage_of_marker,
    passage_to_open,
    question_html,
)
from app.rendering.sources import HitRow, SearchRow, search_view, why_this_source
from knowledge.domain.queries import Expansion, Filters, Leg, LegKind, Origin
from tests.scripted_assistant import (
    BAND,
    GLOSSARY,
    LIFE_EVENTS,
    QUOTE,
    SPOUSE,
    answered,
    found,
    refused,
)


def read(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def test_an_answer_lists_each_source_once_with_place_and_quote() -> None:
    twice = (Citation(1, LIFE_EVENTS, QUOTE), Citation(1, LIFE_EVENTS, QUOTE))

    view = answer_view(replace(answered(SPOUSE), citations=twice))

    sources = BeautifulSoup(view.html, "html.parser").select_one(".cw-sources")
    assert sources is not None
    assert read(str(sources)) == (
        "Sources 1 Qualifying Life Events "
        f"2 Marriage \u00b7 pp. 4\u20135 \u00b7 version 2026 {QUOTE}"
    )


def test_what_is_said_of_an_answer_as_a_whole_is_explained_behind_it() -> None:
    view = answer_view(answered(SPOUSE))

    meaning = BeautifulSoup(view.html, "html.parser").select(".cw-meaning li")
    assert [each.text for each in meaning] == [
        texts.EXTRACTIVE_MEANS,
        texts.MATCH_MEANS,
        texts.AS_OF_MEANS,
    ]


def test_quoted_rows_of_a_table_keep_a_line_each() -> None:
    quote = "Visit | $45 | $30\nUrgent <care> | $100\nSurgery | $1\nStay | $2"
    (citation,) = answered(SPOUSE).citations
    answer = replace(answered(SPOUSE), citations=(replace(citation, quote=quote),))

    quoted = BeautifulSoup(answer_view(answer).html, "html.parser").select_one("blockquote")

    assert quoted is not None
    assert [words.strip() for words in quoted.strings] == [
        "Visit \u00b7 $45 \u00b7 $30",
        "Urgent <care> \u00b7 $100",
        "Surgery \u00b7 $1",
        "\u2026",
    ]


def test_an_answer_without_a_language_model_says_so() -> None:
    view = answer_view(answered(SPOUSE))

    assert view.chips == ("Quoted word for word", "Good match", "As of 20 Nov 2026")


@pytest.mark.parametrize(
    ("evidence", "said"),
    [(0.9, texts.MATCH_GOOD), (0.7, texts.MATCH_FAIR), (0.55, texts.MATCH_POOR)],
)
def test_a_quotation_says_how_sure_the_search_is(evidence: float, said: str) -> None:
    answer = answered(SPOUSE)

    view = answer_view(replace(answer, found=replace(answer.found, evidence=evidence)))

    assert said in view.chips


def test_a_written_answer_says_how_many_sentences_are_supported() -> None:
    view = answer_view(replace(answered(SPOUSE), answerer=Answerer.LANGUAGE_MODEL))

    assert view.chips == (
        "\u25d0 1 of 3 sentences supported by their source",
        "As of 20 Nov 2026",
    )


def test_what_else_was_found_is_a_click_away_and_opens_its_passage() -> None:
    answer = answered(SPOUSE)

    more = BeautifulSoup(answer_view(answer).html, "html.parser").select(".cw-more button")

    assert [button.text for button in more] == [GLOSSARY.title]
    assert passage_to_open(answer, str(more[0]["data-open"])) == GLOSSARY.id
    assert passage_to_open(answer, "1") == LIFE_EVENTS.id
    assert [passage_to_open(answer, odd) for odd in ("found-0", "found-9", "found-", "x")] == [
        ""
    ] * 4


def test_what_comes_nearest_is_set_apart_and_its_source_opens() -> None:
    answer = replace(answered(SPOUSE), outcome=Outcome.NEAREST)

    shown = BeautifulSoup(answer_view(answer).html, "html.parser")

    assert texts.NEAREST_ONLY in read(str(shown.select_one(".cw-refused")))
    assert shown.select_one(".cw-refused [data-open='1']") is not None
    assert passage_of_marker(answer, 1) == LIFE_EVENTS.id
    assert texts.MATCH_MEANS not in read(str(shown))


def test_small_talk_is_its_line_and_nothing_else() -> None:
    answer = replace(
        answered("thanks!"), text="You're welcome.", outcome=Outcome.SMALL_TALK, citations=()
    )

    view = answer_view(answer)

    assert read(view.html) == "You're welcome."
    assert view.chips == ()


def test_a_language_models_answer_does_not_claim_to_be_quoted() -> None:
    view = answer_view(replace(answered(SPOUSE), answerer=Answerer.LANGUAGE_MODEL, sentences=()))

    assert view.chips == ("As of 20 Nov 2026",)


@pytest.mark.parametrize(
    ("support", "chip"),
    [
        (Support.SUPPORTED, "\u2713 Every sentence supported by its source (1 of 1)"),
        (Support.WEAK, "\u25cb No sentence is supported by its source"),
    ],
)
def test_how_much_of_an_answer_is_supported_is_told_with_a_sign(
    support: Support, chip: str
) -> None:
    sentences = (Sentence("Yes.", (1,), support),)

    view = answer_view(
        replace(answered(SPOUSE), answerer=Answerer.LANGUAGE_MODEL, sentences=sentences)
    )

    assert chip in view.chips


def test_a_conflict_is_told_by_icon_and_name_beside_the_text_and_only_once() -> None:
    notice = Notice(NoticeKind.CONFLICT, "A says 31 days, <b> says 60.")
    answer = replace(answered(SPOUSE), notes=(notice.text, "c"), notices=(notice,))

    view = answer_view(answer)

    assert "\u2260 Sources disagree A says 31 days, <b> says 60." in read(view.html)
    assert view.notices == ("c",)


def test_notes_of_search_and_answer_are_told_once_each() -> None:
    searched = replace(found(SPOUSE), notes=("a", "b"))

    view = answer_view(replace(answered(SPOUSE), found=searched, notes=("b", "c")))

    assert view.notices == ("a", "b", "c")


def test_a_refusal_is_worded_plainly_and_names_the_nearest_documents() -> None:
    view = answer_view(refused(BAND))

    assert read(view.html) == (
        "Not in the documents The documents don't answer this. "
        "Try other words, or look at the nearest documents. "
        "Nearest documents Qualifying Life Events "
        "version 2026 \u00b7 from 1 Jan 2026 \u00b7 enrollment/life-events.md As of 20 Nov 2026 "
        f"? {texts.AS_OF_MEANS}"
    )


def test_a_passage_that_one_leg_missed_says_so() -> None:
    lines = why_this_source(answered(SPOUSE), GLOSSARY.id)

    assert lines[1].startswith("Not among the passages found by words")


def test_an_answer_of_hostile_titles_and_quotes_holds_nothing_active() -> None:
    bad = '"><img src=x onerror=alert(1)>'
    citation = Citation(1, replace(LIFE_EVENTS, title=bad, version=bad), bad)

    view = answer_view(replace(answered(SPOUSE), citations=(citation,)))

    assert "<img" not in view.html


def test_a_marker_names_the_passage_of_its_citation() -> None:
    assert passage_of_marker(answered(SPOUSE), 1) == "p1"
    assert passage_of_marker(answered(SPOUSE), 9) == ""


def test_a_question_is_shown_as_it_was_typed() -> None:
    html = question_html("is <b>this</b> **covered**?")

    assert html == ('<div class="cw-question"><p>is &lt;b&gt;this&lt;/b&gt; **covered**?</p></div>')


def test_a_partial_answer_keeps_its_words_and_says_how_it_ended() -> None:
    assert read(partial_html("You have [1]", "Stopped <here>.")) == "You have 1 Stopped <here>."


def test_without_a_word_only_the_ending_is_told() -> None:
    assert read(partial_html("", "Stopped.")) == "Stopped."


def test_what_was_said_before_is_one_line_of_the_search() -> None:
    leg = Leg(
        LegKind.DENSE,
        ((SPOUSE, 1.0), (f"The answer before. {SPOUSE}", 0.3), (f"All answers. {SPOUSE}", 0.2)),
    )
    before = found(SPOUSE)
    query = replace(before.query, legs=(leg, before.query.legs[1]))

    row, _ = search_view(replace(before, query=query)).rows

    assert row.also == (texts.WITH_HISTORY,)


def test_the_search_shows_texts_limits_hits_and_times() -> None:
    view = search_view(found(SPOUSE), {"write": 1500.0})

    assert view.rows == (
        SearchRow(SPOUSE, (), "by meaning", 2),
        SearchRow(SPOUSE, ("marriage",), "by words", 1),
    )
    assert view.limits == ("documents in force on 20 Nov 2026",)
    assert view.hits[1] == HitRow(
        number=2,
        passage_id="p2",
        title="Glossary",
        place="pp. 4\u20135 \u00b7 version 2026",
        ranks=(7, None),
    )
    assert view.times == (
        ("Understand the question", "<1 ms"),
        ("Embed", "12 ms"),
        ("Search", "2 ms"),
        ("Write the answer", "1.5 s"),
    )


def test_the_search_tells_which_words_were_added_for_which_and_who_says_so() -> None:
    added = (Expansion("kicked off", "termination", 1.0, Origin.DOCUMENT),)
    query = replace(found(SPOUSE).query, added=added)

    view = search_view(replace(found(SPOUSE), query=query))

    assert view.added == ("termination (for “kicked off”, as a document says)",)


def test_a_day_that_the_question_names_is_told_among_the_limits() -> None:
    searched = replace(found(SPOUSE), named=NamedDay(date(2026, 11, 20), "yesterday"))

    view = search_view(searched)

    assert view.limits == ("documents in force on 20 Nov 2026 (“yesterday” in the question)",)


def test_limits_name_the_facets_and_documents() -> None:
    filters = Filters(groups=("staff",), facets={"plan": "gold"}, document_keys=("rates",))
    query = replace(found(SPOUSE).query, filters=replace(filters, as_of=date(2027, 1, 2)))

    view = search_view(replace(found(SPOUSE), query=query))

    assert view.limits == ("documents in force on 2 Jan 2027", "plan: gold", "rates")


def test_the_nearest_documents_of_a_refusal_open_at_their_best_passage() -> None:
    refusal = refused(BAND)
    best = refusal.found.hits[0].passage
    gone = replace(refusal.nearest[0], id="gone")
    answer = replace(refusal, nearest=(gone, replace(gone, id=best.document_id)))

    titles = BeautifulSoup(answer_view(answer).html, "html.parser").select(".cw-nearest-title")

    assert [title.name for title in titles] == ["span", "button"]
    assert passage_of_marker(answer, 1) == ""
    assert passage_of_marker(answer, int(str(titles[1]["data-open"]))) == best.id
