"""One splitter for passages, quoting, checking and comparing: abbreviations end no sentence."""

from __future__ import annotations

import pytest

from knowledge.lexical.sentences import sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Approx. 40 mg are given.",
        "Ask Dr. Lee for it.",
        "Held by the U.S. Department of Labor at 5 p.m. Eastern.",
        "See Fig. 3 and No. 5 of J. K. Rowling.",
        "Die Frist endet am 31. Dezember 2026.",
        "In der 3. Sitzung wird z. B. Zahnersatz besprochen, d. h. Kronen.",
        "Das gilt i. d. R. für ca. 40 Mitglieder, vgl. Nr. 7 und Abs. 2, bzw. Herrn Prof. Weiß.",
        "Ggf. zahlt Dr. Meier inkl. MwSt. 40 Euro, s. S. 12, z.B. Hauptstr. 5.",
        "La Sra. Pérez y el Dr. Gómez lo piden, p. ej. en EE. UU. o en la pág. 12, núm. 3.",
        "Ud. paga aprox. 40 euros a las 5 p. m. Como máx. 60.",
    ],
)
def test_an_abbreviation_or_an_ordinal_ends_no_sentence(sentence: str) -> None:
    assert sentences(f"{sentence} The next one.")[-1] == "The next one."
    assert len(sentences(f"{sentence} The next one.")) == 2


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Is it covered? No. You pay.", "No."),
        ("Offices are in Sacramento, CA. They open at nine.", "They open at nine."),
        ("Sie zahlen 20. Der Rest wird erstattet.", "Der Rest wird erstattet."),
        ("Wait\u2026 Then go.", "Then go."),
        ("\u0643\u0645\u061f \u0646\u0639\u0645.", "\u0646\u0639\u0645."),
    ],
)
def test_what_only_looks_like_an_abbreviation_ends_one(text: str, second: str) -> None:
    assert sentences(text)[1] == second
