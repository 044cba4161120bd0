"""Identifiers that the text itself calls so."""

from __future__ import annotations

import pytest

from tests.app.identifiers.test_finding import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("DOB: March 14, 1985", "March 14, 1985"),
        ("born on 03/14/1985", "03/14/1985"),
        ("date of birth is 3/14/85", "3/14/85"),
        ("dob 03141985", "03141985"),
        ("D.O.B. 14-MAR-1985", "14-MAR-1985"),
        ("DOB (mm/dd/yyyy): 03/14/1985", "03/14/1985"),
        ("DOB 03\u201314\u20131985", "03\u201314\u20131985"),
        ("03/14/1985 is her date of birth", "03/14/1985"),
        ("03/14/1985 (DOB)", "03/14/1985"),
        ("geboren am 14.03.1985", "14.03.1985"),
        ("geb. 14.3.85", "14.3.85"),
        ("Geburtsdatum 14031985", "14031985"),
        ("Ihr Geburtstag ist der 14. März 1985", "14. März 1985"),
        ("am 14.03.1985 geboren", "14.03.1985"),
        ("fecha de nacimiento: 14/03/1985", "14/03/1985"),
        ("nacida el 14 de marzo de 1985", "14 de marzo de 1985"),
        ("nació el 14.03.1985", "14.03.1985"),
        ("F. nac. 14031985", "14031985"),
        ("born 4 March 1985", "4 March 1985"),
        ("born on 4/3/1985", "4/3/1985"),
        ("geb. 4.3.85", "4.3.85"),
        ("nací el 4/3/1985", "4/3/1985"),
    ],
)
def test_birth_dates_are_found(text: str, value: str) -> None:
    assert found(text) == [("DOB", value)]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("MEMBER", "member id W12345678", "W12345678"),
        ("MEMBER", "memberid: 884412907", "884412907"),
        ("MEMBER", "subscriber no. 884412907-01", "884412907-01"),
        ("MEMBER", "Member # 884-41-2907", "884-41-2907"),
        ("MEMBER", "884412907 is her member id", "884412907"),
        ("MEMBER", "ABC123456789 called", "ABC123456789"),
        ("MEMBER", "policy number 123-456-789", "123-456-789"),
        ("MEMBER", "Policy No. AB 123 456", "AB 123 456"),
        ("MEMBER", "Mitgliedsnummer 884412907", "884412907"),
        ("MEMBER", "Ihre Versicherungsnummer lautet 12 345 678 9", "12 345 678 9"),
        ("MEMBER", "número de póliza 884412907", "884412907"),
        ("MEMBER", "número de socio: 884412907", "884412907"),
        ("MEMBER", "Medicare 1EG4-TE5-MK73", "1EG4-TE5-MK73"),
        ("MEMBER", "1EG4TE5MK73", "1EG4TE5MK73"),
        ("MEMBER", "1eg4 te5 mk73", "1eg4 te5 mk73"),
        ("MEMBER", "a123456780", "a123456780"),
        ("CLAIM", "claim number 2024-0012345", "2024-0012345"),
        ("CLAIM", "claim 20240012345", "20240012345"),
        ("CLAIM", "Schadennummer 2024-12345", "2024-12345"),
        ("CLAIM", "número de siniestro 20240012345", "20240012345"),
        ("MRN", "MRN 48151", "48151"),
        ("MRN", "medical record number: 00481516", "00481516"),
        ("MRN", "patient 00481516", "00481516"),
        ("MRN", "Patientennummer 481516", "481516"),
        ("MRN", "historia clínica n.º 481516", "481516"),
    ],
)
def test_numbers_of_members_claims_and_records_are_found(kind: str, text: str, value: str) -> None:
    assert found(text) == [(kind, value)]
