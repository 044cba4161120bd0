"""Names and reads what is stated about a document, in front matter or in a sidecar."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from knowledge.domain.documents import DocumentMetadata
from knowledge.domain.errors import DocumentUnreadable

FACET_NAMES = ("plan", "state", "product", "facets")
METADATA_NAMES = (
    "document_key",
    "version",
    "title",
    "effective_from",
    "effective_to",
    "groups",
    "source_url",
    "language",
    "owner",
    "status",
    *FACET_NAMES,
)
PERMISSION = "groups"
_NOT_TO_MISS = {PERMISSION: 0.82, "effective_from": 0.9, "effective_to": 0.9}
"""Without them a document is shown to others, or on other days, than its owner said.

The figure is how much alike a slip must be: `gruops` and `effective_form` are, `growth` and
`effective_date`, which is another tool's, are not.
"""
_PERMISSION_WORDS = """
    group usergroup allowedgroup readgroup readergroup accessgroup securitygroup adgroup
    permissiongroup permittedgroup gruppe gruppen benutzergruppe benutzergruppen zugriffsgruppe
    zugriffsgruppen lesegruppe lesegruppen grupo gruposdeacceso acl access accesscontrol accesslist
    accesslevel readaccess permission berechtigung berechtigungen zugriff zugriffsrechte
    leserechte permiso acceso reader viewer allowedreader visible visibility visibleto visiblefor
    restricted restrictedto limitedto allowed allowedto allowedrole alloweduser confidential
    vertraulich confidencial sichtbarkeit sichtbarfuer visibilidad visiblepara
"""
_MEANS_PERMISSION = frozenset(_PERMISSION_WORDS.split())
"""Keys without what parts their words; all of them may stand in the plural."""
_NEAR_GROUP = 0.84
_LONGEST_NAME = 40


def folded_key(key: str) -> str:
    """Return a key in small letters, composed, its words joined by "_"."""
    seen = "".join(c for c in key[: 2 * _LONGEST_NAME] if unicodedata.category(c) != "Cf")
    plain = unicodedata.normalize("NFKC", seen).casefold()
    return "_".join(plain.replace("-", " ").replace("_", " ").strip(" \"'").split())


def metadata_named(key: str) -> str:
    """Return the field that a key names, nothing for a key of other tools."""
    folded = folded_key(key)
    return folded if folded in METADATA_NAMES else ""


def may_be_missed(key: str) -> str:
    """Return the field that a key that names none may be meant for, nothing for most keys.

    Only fields that limit who sees a document, and when: a wrong guess here costs a renamed key,
    a missed one shows what should not be shown.
    """
    folded = folded_key(key)
    if not folded or folded in METADATA_NAMES:
        return ""
    joined = folded.replace("_", "").replace("\u00fc", "ue")
    if joined in _MEANS_PERMISSION or joined.removesuffix("s") in _MEANS_PERMISSION:
        return PERMISSION
    if len(folded) > _LONGEST_NAME:
        return ""
    if SequenceMatcher(None, joined, "group").ratio() >= _NEAR_GROUP or _is_mixed_up(joined):
        return PERMISSION
    alike = (
        name
        for name, least in _NOT_TO_MISS.items()
        if SequenceMatcher(None, folded, name).ratio() >= least
    )
    return next(alike, "")


def _is_mixed_up(key: str) -> bool:
    """Tell whether a key has the letters of "group" or "groups", in another order."""
    return sorted(key) in (sorted("group"), sorted(PERMISSION))


def limits(key: str) -> bool:
    """Tell whether a key limits, or may be meant to limit, who sees a document and when."""
    return metadata_named(key) in _NOT_TO_MISS or bool(may_be_missed(key))


# Reads and checks what is stated about a document, in front matter or in a sidecar.


_EMPTY = ("", "~", "null", "Null", "NULL")
_TOP_FACETS = FACET_NAMES[:-1]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST_TITLE = 200
_LONGEST_WORD = 2_000
_MOST_WORDS = 200
_SHOWN = 80


def _word(value: object) -> object:
    if isinstance(value, str):
        stripped = value.strip()
        if len(stripped) > _LONGEST_WORD:
            raise ValueError(f"may have {_LONGEST_WORD:,} characters")
        return "" if stripped in _EMPTY else stripped
    raise ValueError("must be one plain value")


def _loose_word(value: object) -> object:
    # Other generators give lists here; none of these decides what is found or by whom.
    return _word(value[:_LONGEST_WORD]) if isinstance(value, str) else ""


def _day(value: object) -> object:
    if isinstance(value, date):
        return value
    text = _word(value)
    if not text:
        return None
    if not _DAY.fullmatch(str(text)):
        raise ValueError("must be a day written as 2026-12-31")
    return date.fromisoformat(str(text))


def _words(value: object) -> object:
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list | tuple):
        raise ValueError("must be a list of names")  # noqa: TRY004 - pydantic wants ValueError
    if len(value) > _MOST_WORDS:
        raise ValueError(f"may have {_MOST_WORDS} names")
    words = [unicodedata.normalize("NFC", str(_word(item))) for item in value]
    named = tuple(dict.fromkeys(word for word in words if word))
    if not named:
        # Whoever writes the key wants to limit the readers; without a name nobody knows to whom.
        raise ValueError("names no group; name one or take the line out")
    return named


def _facets(value: object) -> object:
    if value in _EMPTY:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError("must be a mapping such as {plan: silver}")  # noqa: TRY004
    if len(value) > _MOST_WORDS:
        raise ValueError(f"may have {_MOST_WORDS} facets")
    if meant := next((str(name) for name in value if limits(str(name))), ""):
        raise ValueError(f"holds {meant[:_SHOWN]!r}, which is not a facet; write it beside facets")
    return {str(_word(str(name))): str(_word(item)) for name, item in value.items()}


Word = Annotated[str, BeforeValidator(_word)]
LooseWord = Annotated[str, BeforeValidator(_loose_word)]
Day = Annotated[date | None, BeforeValidator(_day)]


class StatedMetadata(BaseModel):
    """What somebody wrote down about a document; keys that we don't know are other tools' own."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    document_key: Word = ""
    version: Word = ""
    title: LooseWord = ""
    effective_from: Day = None
    effective_to: Day = None
    groups: Annotated[tuple[str, ...], BeforeValidator(_words)] = ()
    source_url: LooseWord = ""
    language: LooseWord = ""
    owner: LooseWord = ""
    status: LooseWord = ""
    facets: Annotated[Mapping[str, str], BeforeValidator(_facets)] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _gather_facets(cls, values: object) -> object:
        if not isinstance(values, Mapping):
            raise ValueError("must be a mapping of keys and values")  # noqa: TRY004
        values = _by_name(values)
        named = values.get("facets", {})
        if isinstance(named, Mapping):
            top = {name: values[name] for name in _TOP_FACETS if name in values}
            return {**values, "facets": {**top, **named}}
        return values

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError(
                f"effective_to ({self.effective_to}) lies before effective_from "
                f"({self.effective_from})"
            )
        return self

    def over(self, below: StatedMetadata) -> StatedMetadata:
        """Return this metadata, with gaps filled from the ones `below`; facets are merged."""
        merged = below.model_dump(exclude_defaults=True)
        merged.update(self.model_dump(exclude_defaults=True))
        facets = {**below.facets, **self.facets}
        return checked_date_order(StatedMetadata.model_construct(**{**merged, "facets": facets}))

    def fingerprint(self) -> str:
        """Return the metadata as one line of text, equal for equal metadata."""
        return json.dumps(self.model_dump(mode="json", exclude_defaults=True), sort_keys=True)

    def as_document_metadata(
        self, *, key: str, found_title: str, found_language: str
    ) -> DocumentMetadata:
        """Return the metadata in our types; what was stated wins over what was found."""
        return DocumentMetadata(
            key=self.document_key or key,
            version=self.version,
            title=_shortened(self.title or found_title),
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            groups=self.groups,
            source_url=self.source_url,
            language=self.language or found_language,
            owner=self.owner,
            status=self.status,
            facets={name: value for name, value in self.facets.items() if value},
        )


def _by_name(values: Mapping[str, object]) -> Mapping[str, object]:
    """Return what is stated under the fields' own names; `Groups` is `groups`, too.

    Raises:
        ValueError: a field is stated twice, or a key may be meant to limit who sees the document.
    """
    found: dict[str, object] = {}
    for key, value in values.items():
        name = metadata_named(key)
        if name and name in found:
            raise ValueError(f"{name} is stated twice, as {key[:_SHOWN]!r} too")
        if name:
            found[name] = value
        elif meant := may_be_missed(key) or _inside(value):
            raise ValueError(
                f"{key[:_SHOWN]!r} may be meant to limit who sees the document, or when, but is "
                f"not understood; write it as {meant!r}, not inside another key"
            )
    return found


def _inside(value: object) -> str:
    """Return the limiting field that another key's mapping holds, nothing for most."""
    inner = value if isinstance(value, Mapping) else {}
    return next((str(key)[:_SHOWN] for key in inner if limits(str(key))), "")


def read_metadata(values: Mapping[str, object], *, where: str) -> StatedMetadata:
    """Check stated metadata.

    Raises:
        DocumentUnreadable: a value has the wrong shape; `where` tells the reader in which place.
    """
    try:
        return StatedMetadata.model_validate(values)
    except ValidationError as error:
        raise DocumentUnreadable(_explained(error, where)) from error


def checked_date_order(metadata: StatedMetadata) -> StatedMetadata:
    """Return merged metadata if its dates are in order.

    Raises:
        DocumentUnreadable: the last day lies before the first one.
    """
    if (
        metadata.effective_from
        and metadata.effective_to
        and metadata.effective_to < metadata.effective_from
    ):
        raise DocumentUnreadable(
            f"effective_to ({metadata.effective_to}) lies before effective_from "
            f"({metadata.effective_from}). Correct the front matter or the sidecar."
        )
    return metadata


def _explained(error: ValidationError, where: str) -> str:
    first = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    what = str(first["msg"]).removeprefix("Value error, ")
    stated = f"{name} is {_shown(first['input'])}: {what}" if name else what
    return f"{where}: {stated}. Mend it and ingest again; until then the file is left out."


def _shown(value: object) -> str:
    """Return a value as a message may show it: a text's beginning, of anything else its kind."""
    if isinstance(value, str):
        return repr(value[:_SHOWN])
    return "a mapping" if isinstance(value, Mapping) else "a list"


def _shortened(title: str) -> str:
    words = " ".join(title.split())
    return (
        words if len(words) <= _LONGEST_TITLE else words[: _LONGEST_TITLE - 1].rstrip() + "\u2026"
    )
