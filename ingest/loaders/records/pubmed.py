"""Loads PubMed records, as XML or as .nbib: a section for each article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from ingest.loaders.content.decoding import decode
from ingest.loaders.content.outline import Loaded, Outline, one_line
from knowledge.domain.errors import DocumentUnreadable

_TAG = re.compile(r"^([A-Z][A-Z0-9]{1,3}) *- (.*)$")
_ARTICLES = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation")
_DOI = re.compile(r"^(\S+) \[doi\]")


def load_xml(path: Path) -> Loaded:
    """Read PubMed's XML; other XML says nothing without its own reader.

    Raises:
        DocumentUnreadable: it is no XML, or XML of another kind.
    """
    outline = Outline()
    root = ""
    parser = etree.iterparse(
        str(path), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for event, element in parser:
            if not root:
                root = etree.QName(element).localname
            if event == "end" and element.tag in _ARTICLES and _stands_alone(element):
                _add_article(outline, element)
                element.clear()
    except etree.XMLSyntaxError as error:
        raise DocumentUnreadable(
            f"The file is not valid XML: {error.msg}. Export or download it again."
        ) from error
    sections = outline.sections()
    if not sections and not root.startswith("Pubmed"):
        raise DocumentUnreadable(
            f"The file is XML of a kind that is not read (<{root}>); of XML, only PubMed's is. "
            "Save it as HTML, DOCX or text."
        )
    return Loaded(sections=sections)


def load_nbib(path: Path) -> Loaded:
    """Read PubMed's .nbib (MEDLINE) format.

    Raises:
        DocumentUnreadable: it holds no MEDLINE record.
    """
    outline = Outline()
    for fields in _nbib_records(decode(path.read_bytes())):
        doi = next((m.group(1) for v in fields.get("LID", ()) if (m := _DOI.match(v))), "")
        _add(
            outline,
            title=_first(fields, "TI") or _first(fields, "BTI"),
            source=_first(fields, "SO") or _first(fields, "JT"),
            authors=fields.get("FAU") or fields.get("AU") or [],
            number=_first(fields, "PMID"),
            doi=doi,
            texts=fields.get("AB", []),
            terms=fields.get("MH", []) + fields.get("OT", []),
        )
    sections = outline.sections()
    if not sections:
        raise DocumentUnreadable("The file holds no record in PubMed's .nbib format.")
    return Loaded(sections=sections)


def _stands_alone(element: etree._Element) -> bool:
    """Tell a record from one inside another; a citation stands in its article."""
    return not any(parent.tag in _ARTICLES for parent in element.iterancestors())


def _add_article(outline: Outline, article: etree._Element) -> None:
    year = _inner(article, ".//PubDate/Year") or _inner(article, ".//PubDate/MedlineDate")
    journal = _inner(article, ".//Journal/Title") or _inner(article, ".//BookTitle")
    _add(
        outline,
        title=_inner(article, ".//ArticleTitle") or _inner(article, ".//BookTitle"),
        source=", ".join(filter(None, (journal, year))),
        authors=[_author(author) for author in article.iterfind(".//AuthorList/Author")],
        number=_inner(article, ".//PMID"),
        doi=_inner(article, ".//ArticleIdList/ArticleId[@IdType='doi']")
        or _inner(article, ".//ELocationID[@EIdType='doi']"),
        texts=[_labelled(text) for text in article.iterfind(".//Abstract/AbstractText")],
        terms=[_all_text(t) for t in article.iterfind(".//MeshHeading/DescriptorName")]
        + [_all_text(t) for t in article.iterfind(".//KeywordList/Keyword")],
    )


def _add(
    outline: Outline,
    *,
    title: str,
    source: str,
    authors: list[str],
    number: str,
    doi: str,
    texts: list[str],
    terms: list[str],
) -> None:
    outline.heading(1, title or (f"PMID {number}" if number else ""))
    lines = (
        ("Authors", "; ".join(filter(None, authors))),
        ("Source", source),
        ("PMID", number),
        ("DOI", doi),
    )
    place = f"PMID {number}" if number else ""
    outline.block("\n".join(f"{name}: {value}" for name, value in lines if value), place=place)
    for text in texts:
        outline.block(text, place=place)
    outline.block(f"Terms: {'; '.join(terms)}" if terms else "", place=place)


def _all_text(element: etree._Element) -> str:
    return one_line("".join(str(part) for part in element.itertext()))


def _inner(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else _all_text(found)


def _author(author: etree._Element) -> str:
    last, first = _inner(author, "LastName"), _inner(author, "ForeName")
    return ", ".join(filter(None, (last, first))) or _inner(author, "CollectiveName")


def _labelled(text: etree._Element) -> str:
    label = text.get("Label") or ""
    said = _all_text(text)
    return f"{label.capitalize()}: {said}" if label and said else said


def _nbib_records(text: str) -> Iterator[dict[str, list[str]]]:
    fields: dict[str, list[str]] = {}
    last = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        tagged = _TAG.match(line)
        if tagged and tagged.group(1) == "PMID" and fields:
            yield fields
            fields = {}
        if tagged:
            last = tagged.group(1)
            fields.setdefault(last, []).append(tagged.group(2).strip())
        elif line.startswith("      ") and last:
            fields[last][-1] += f" {line.strip()}"
    if fields:
        yield fields


def _first(fields: dict[str, list[str]], tag: str) -> str:
    return fields.get(tag, [""])[0]
