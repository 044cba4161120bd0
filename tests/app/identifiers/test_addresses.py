"""Street addresses and mail addresses."""

from __future__ import annotations

import pytest

from tests.app.identifiers.test_finding import found


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("EMAIL", "write to anna.b@example.org.", "anna.b@example.org"),
        ("EMAIL", "anna.b\uff20example.org", "anna.b\uff20example.org"),
        ("EMAIL", "anna (at) example.org", "anna (at) example.org"),
        ("ADDRESS", "12 North Elm Street, Apt 4.", "12 North Elm Street, Apt 4"),
        (
            "ADDRESS",
            "12 Main St, Springfield, IL 62704, asks",
            "12 Main St, Springfield, IL 62704",
        ),
        (
            "ADDRESS",
            "12 main street, springfield, il 62704",
            "12 main street, springfield, il 62704",
        ),
        ("ADDRESS", "742 evergreen terrace", "742 evergreen terrace"),
        ("ADDRESS", "she lives at 99 oak drive", "99 oak drive"),
        ("ADDRESS", "Musterstraße 12, 12345 Ort", "Musterstraße 12, 12345 Ort"),
        ("ADDRESS", "wohnt hauptstr. 5, 10115 berlin", "wohnt hauptstr. 5, 10115 berlin"),
        ("ADDRESS", "Berliner Straße 12a", "Berliner Straße 12a"),
        ("ADDRESS", "Am Markt 3, 54321 Ort", "Am Markt 3, 54321 Ort"),
        ("ADDRESS", "Calle Mayor 5, 28013 Madrid", "Calle Mayor 5, 28013 Madrid"),
        ("ADDRESS", "calle mayor 5, 3º B, 28013 madrid", "calle mayor 5, 3º B, 28013 madrid"),
        ("ADDRESS", "Avda. de la Constitución 12", "Avda. de la Constitución 12"),
    ],
)
def test_mail_and_street_addresses_are_found(kind: str, text: str, value: str) -> None:
    assert found(text) == [(kind, value)]
