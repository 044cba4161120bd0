from __future__ import annotations

import pytest

from ingest.loaders.records.pubmed import load_nbib, load_xml
from knowledge.domain.documents import Block, Section
from knowledge.domain.errors import DocumentUnreadable
from tests.ingest.loaders.conftest import Write

XML = """<?xml version="1.0"?>
<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://example.org/x.dtd">
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>123</PMID><Article>
<Journal><JournalIssue><PubDate><Year>2026</Year></PubDate></JournalIssue>
<Title>J Feet</Title></Journal>
<ArticleTitle>Shoes and <i>toes</i></ArticleTitle>
<Abstract><AbstractText Label="METHODS">We looked.</AbstractText>
<AbstractText Label="RESULTS">Ten of ten.</AbstractText></Abstract>
<AuthorList><Author><LastName>Poe</LastName><ForeName>Ann</ForeName></Author></AuthorList></Article>
<MeshHeadingList><MeshHeading><DescriptorName>Foot</DescriptorName></MeshHeading></MeshHeadingList>
</MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">10.1/x</ArticleId>
</ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>"""

NBIB = """PMID- 123
TI  - Shoes and
      toes
LID - 10.1/x [doi]
AB  - We looked.
FAU - Poe, Ann
MH  - Foot
SO  - J Feet. 2026

PMID- 124
TI  - Socks
"""


def test_an_article_of_pubmed_is_a_section(write: Write) -> None:
    loaded = load_xml(write("a.xml", XML))

    head = "Authors: Poe, Ann\nSource: J Feet, 2026\nPMID: 123\nDOI: 10.1/x"
    texts = (head, "Methods: We looked.", "Results: Ten of ten.", "Terms: Foot")
    blocks = tuple(Block(text, place="PMID 123") for text in texts)
    assert loaded.sections == (Section(("Shoes and toes",), blocks),)


def test_other_xml_is_refused_with_its_kind(write: Write) -> None:
    with pytest.raises(DocumentUnreadable, match="<invoice>"):
        load_xml(write("a.xml", "<invoice><total>3</total></invoice>"))


def test_an_entity_is_not_followed_out_of_the_file(write: Write) -> None:
    secret = write("secret.txt", "classified")
    trap = XML.replace(
        '"https://example.org/x.dtd">', f'"x.dtd" [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    ).replace("We looked.", "We &s; looked.")

    loaded = load_xml(write("a.xml", trap))

    assert "classified" not in str(loaded)


def test_records_of_nbib_are_sections_too(write: Write) -> None:
    loaded = load_nbib(write("a.nbib", NBIB))

    assert [section.headings for section in loaded.sections] == [("Shoes and toes",), ("Socks",)]
    assert loaded.sections[0].blocks[0].text == (
        "Authors: Poe, Ann\nSource: J Feet. 2026\nPMID: 123\nDOI: 10.1/x"
    )


def test_a_file_without_records_is_refused(write: Write) -> None:
    with pytest.raises(DocumentUnreadable, match="no record"):
        load_nbib(write("a.nbib", "words"))
