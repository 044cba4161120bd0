"""Which text bytes are, whatever their label says."""

from __future__ import annotations

import pytest

from ingest.loaders.content.decoding import decode, mended
from knowledge.domain.errors import DocumentUnreadable

SIGNS = "The member\u2019s fee is \u20ac500 \u2013 \u201clate\u201d caf\u00e9."
UMLAUTS = "Die Geb\u00fchr betr\u00e4gt 20 \u20ac \u2013 f\u00e4llig am 1. Mai."


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO_8859-1", "latin1", "us-ascii", "cp1252"])
def test_western_labels_stand_for_windows_1252(label: str) -> None:
    assert decode(SIGNS.encode("cp1252"), label) == SIGNS


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "ascii", "utf-8", "utf-16", "no"])
def test_utf8_is_utf8_under_whatever_label_of_a_byte_a_letter(label: str) -> None:
    assert decode(UMLAUTS.encode(), label) == UMLAUTS


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        ("Плата сто рублей", "cp1251", "windows-1251"),
        ("Плата сто рублей", "koi8-r", "koi8-r"),
        ("\u0130\u015fe al\u0131m", "cp1254", "iso-8859-9"),
        ("\u8054\u901a", "gbk", "gb2312"),  # valid UTF-8 by chance
        ("\u2460 \u6599\u91d1", "cp932", "shift_jis"),
        ("\u6599\u91d1", "iso2022_jp", "iso-2022-jp"),
        ("Fee", "utf-16-le", "utf-16-le"),
    ],
)
def test_another_label_is_believed(text: str, encoding: str, label: str) -> None:
    assert decode(text.encode(encoding), label) == text


def test_utf8_with_a_broken_byte_stays_utf8() -> None:
    data = UMLAUTS.encode() * 20 + b"\x80"

    assert decode(data, "iso-8859-1") == UMLAUTS * 20 + "\ufffd"


@pytest.mark.parametrize("label", ["punycode", "idna", "rot13", "base64", "x" * 5_000, "\x00"])
def test_a_label_that_names_no_encoding_of_texts_is_passed_over(label: str) -> None:
    assert decode(b"Fee-abc", label) == "Fee-abc"


def test_binary_data_stays_refused_whatever_its_label() -> None:
    with pytest.raises(DocumentUnreadable, match="binary"):
        decode(bytes(range(32)) * 50, "iso-8859-1")


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Fee \x80500", "Fee \u20ac500"),
        ("Geb\u00c3\u00bchr", "Geb\u00fchr"),
        ("Geb\u00fchr", "Geb\u00fchr"),
        ("Plain", "Plain"),
        ("\u20ac \u00c3\u00bc", "\u20ac \u00c3\u00bc"),
        ("Geb\udcfchr", "Geb\u00fchr"),
        ("Geb\udcc3\udcbchr", "Geb\u00fchr"),
    ],
)
def test_a_head_read_by_a_wrong_label_is_mended(read: str, meant: str) -> None:
    assert mended(read) == meant
