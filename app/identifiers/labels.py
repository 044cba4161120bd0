"""What people call an identifier, in English, German and Spanish; accents and sharp s folded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_NR = r"(?:nummern?|nrn?\b\.?|-nr\b\.?|-?id\b|-nummer)"


class Shape(StrEnum):
    """What has to stand beside a label, for it to be an identifier."""

    DAY = "day"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"
    SOCIAL = "social"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Label:
    """Words that name a kind. Where they are no number's `own` name, a value must look like one.

    "MRN 48151" is a record number, "member 48151" may be none, "member id 48151" is one.
    """

    kind: str
    words: re.Pattern[str]
    shape: Shape = Shape.CODE
    own: bool = False


def _label(kind: str, words: str, shape: Shape = Shape.CODE, *, own: bool = False) -> Label:
    pattern = re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z])", re.IGNORECASE)
    return Label(kind, pattern, shape, own)


LABELS = (
    _label(
        "DOB",
        r"dob|d\. ?o\. ?b\b\.?|date of birth|birth ?-?date|birth ?-?day|b-?day|born|"
        r"geburts-?(?:datum|tag)|geb\.? ?-?dat(?:um)?|geboren|geb\b\.?|"
        r"fecha (?:de )?nac(?:imiento|\.)?|f\. ?(?:de )?nac\b\.?|f\. ?n\.|fdn|nacid[oa]|nacio|naci|"
        r"cumpleanos|cumple",
        Shape.DAY,
    ),
    _label(
        "SSN",
        r"last (?:four|4)(?: digits)? of (?:(?:my|her|his|their|the) )?(?:ssn|social)|"
        r"ssn|ss ?\#|social security|social|soc\.? sec\b\.?|itin|"
        rf"(?:sozialversicherungs|rentenversicherungs|sv|rv){_NR}|rvnr|svnr|"
        r"seguridad social|afiliacion a la seguridad social|nuss|nss",
        Shape.SOCIAL,
    ),
    _label(
        "MRN",
        rf"mrn|medical record|med\.? rec\b\.?|patienten-?{_NR}|krankenakten{_NR}|"
        r"nhc|historia clinica",
        own=True,
    ),
    _label("MRN", r"patient|chart|paciente|historia|historial|expediente clinico"),
    _label(
        "MEMBER",
        rf"mbi|hicn|(?:kranken|renten|pflege)?(?:mitglieds?|versicherten|versicherungs|"
        rf"versicherungsschein|kunden|vertrags|policen?|personal|konto|kv)-?{_NR}|kvnr|egk",
        own=True,
    ),
    _label(
        "MEMBER",
        r"member(?:ship)?(?: ?id)?|subscriber|policy|policy ?holder|beneficiary|medicaid|medicare|"
        r"insured|insurance|enrollee|dependent|cardholder|certificate|employee|customer|account|acct|"
        r"mitglied|police|versicherung|socio|socia|afiliad[oa]|afiliacion|asegurad[oa]|miembro|"
        r"poliza|cliente|titular|tarjeta sanitaria|empleado|empleada|contrato|cip",
    ),
    _label(
        "CLAIM",
        rf"(?:schadens?|leistungsfall|fall|vorgangs)-?{_NR}|aktenzeichen|siniestro",
        own=True,
    ),
    _label("CLAIM", r"claims?|prior auth(?:orization)?|authorization|reclamacion|autorizacion"),
    _label(
        "TAX",
        rf"steuer-?(?:identifikations-?)?{_NR}|steuer-?id|steuernummer|idnr\b\.?",
        own=True,
    ),
    _label(
        "IDCARD",
        rf"passport|driver'?s? licen[cs]e|dni|nie|nif|pasaporte|documento de identidad|"
        rf"(?:personal)?ausweis-?(?:{_NR})?|reisepass-?(?:{_NR})?|fuhrerschein-?(?:{_NR})?",
    ),
    _label("IBAN", r"iban", Shape.IBAN),
    _label(
        "CARD",
        r"(?:credit |debit |payment )?card|visa|mastercard|amex|kreditkarten?-?(?:nummer|nr\b\.?)?|"
        r"kartennummer|tarjeta(?: de (?:credito|debito))?",
        Shape.CARD,
    ),
    _label(
        "PHONE",
        r"phone|telephone|tel|cell(?: ?phone)?|mobile|fax|call ?-?back|call(?:er|ed|ing)?|whatsapp|"
        r"telefon(?:-?(?:nummer|nr\b\.?))?|handy(?:-?(?:nummer|nr\b\.?))?|mobil(?:-?nummer)?|"
        r"ruckruf(?:nummer)?|rufnummer|anrufer(?:in)?|festnetz|telefono|tfno|tlf|movil|celular|"
        r"llama(?:r|da|nte)?|reach (?:me|him|her|them)",
        Shape.PHONE,
    ),
)
_JOINT_SIGNS = r"[ \t:=\#.,()\[\]\"'*_|-]"
_JOINT_WORDS = (
    r"card|number|numbers|no|n\.o|nos|nr|nummer|numero|num|id|ids|identification|identifier|is|was|ist|"
    r"war|lautet|es|era|of|de|del|la|el|on|at|in|am|vom|der|den|the|mit|dia|"
    r"last (?:four|4)|last|digits|ending"
)
JOINT = re.compile(
    rf"(?:\n? ?{_JOINT_SIGNS}{{0,4}}(?:{_JOINT_WORDS})(?![a-z0-9])){{0,5}}"
    rf"(?: ?\([mdytja/. -]{{4,12}}\))?{_JOINT_SIGNS}{{0,4}}\n?[ \t]{{0,2}}",
    re.IGNORECASE,
)
"""What may stand between a label and its value: "number is", "no.:", "Nr."."""
NAMING = re.compile(
    r"\#|(?<![a-z])(?:number|no|nr|nummer|numero|num|id|identification|identifier)(?![a-z])",
    re.IGNORECASE,
)
"""What in a joint says that a number follows."""
_WHOSE = (
    r"the|my|his|her|their|our|your|caller's|member's|patient's|customer's|an?|"
    r"der|die|das|seine?|ihre?|meine?|su|mi|el|la"
)
STRAIGHT_AFTER = re.compile(r"[ \t]{1,2}$")
TOLD_AFTER = re.compile(
    rf"[ \t]{{0,2}}(?:\(|(?:is|was|ist|war|es)[ \t]{{1,2}}(?:(?:{_WHOSE})[ \t]{{1,2}}){{0,2}})$",
    re.IGNORECASE,
)
"""What stands between a value and a label after it: "884412907 is her", "03/14/1985 (".

After a day no more than a blank does: "03/14/1985 DOB", "am 14.03.1985 geboren"."""
