"""Names and reads what is stated about a document, in front matter or in a sidecar."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher

FACET_NAMES = ("plan", "state", "product", "facets")
FACT_NAMES = (
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


def fact_named(key: str) -> str:
    """Return the fact that a key names, nothing for a key of other tools."""
    folded = folded_key(key)
    return folded if folded in FACT_NAMES else ""


def may_be_missed(key: str) -> str:
    """Return the fact that a key that names none may be meant for, nothing for most keys.

    Only facts that limit who sees a document, and when: a wrong guess here costs a renamed key,
    a missed one shows what should not be shown.
    """
    folded = folded_key(key)
    if not folded or folded in FACT_NAMES:
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
    return fact_named(key) in _NOT_TO_MISS or bool(may_be_missed(key))
