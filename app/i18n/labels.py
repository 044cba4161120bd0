"""What is told of a document and a passage: each label in every language on one line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.i18n.languages import current


@dataclass(frozen=True, slots=True)
class Label:
    """A label in every language of the page; `str` gives it in the language of the moment."""

    en: str
    de: str
    es: str

    def __str__(self) -> str:
        return str(getattr(self, current().value))


TITLE: Final = Label("Title", "Titel", "Título")
KEY: Final = Label("ID", "Kennung", "Identificador")
VERSION: Final = Label("Version", "Fassung", "Versión")
STATE: Final = Label("State", "Zustand", "Estado")
FROM: Final = Label("From", "Von", "Desde")
UNTIL: Final = Label("Until", "Bis", "Hasta")
IN_FORCE: Final = Label("In force", "Gültig", "Vigencia")
GROUPS: Final = Label("Groups", "Gruppen", "Grupos")
OWNER: Final = Label("Owner", "Verantwortlich", "Responsable")
FACETS: Final = Label("Applies to", "Gilt für", "Válido para")
PASSAGES: Final = Label("Passages", "Passagen", "Pasajes")
SECTION: Final = Label("Section", "Abschnitt", "Sección")
PAGE: Final = Label("Page", "Seite", "Página")
PAGES: Final = Label("Pages", "Seiten", "Páginas")
PLACE: Final = Label("Place", "Stelle", "Lugar")
FILE: Final = Label("File", "Datei", "Archivo")
FOLDER: Final = Label("Comes from", "Kommt aus", "Procede de")
