"""Personal identifiers masked before a text leaves for an outside model, and put back after."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import urlsplit

from app import texts
from app.writing.chatting import ChatModel, Message

_LABEL_END = r"(?:\s*(?:number|no\.?|id|\#))*\s*(?:is|was|:|=|\#)?\s*"
_NUMBERED = r"(?P<value>(?=[A-Z0-9-]{6})[A-Z0-9](?:[A-Z0-9-]*\d){3}[A-Z0-9-]*)"
_DAY = (
    r"(?P<value>\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|(?:\d{1,2}\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|"
    r"sep|oct|nov|dec)[a-z]*\.?\s+\d{1,4}(?:,?\s+\d{4})?)"
)
# Dates and numbers that stand alone are the documents' own; only what is called a birth date, a
# member id or a record number is taken for one. Names of people need a model (docs/answers.md).
_STREETS = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way|Place|Pl|"
    r"Terrace|Parkway|Pkwy)\b\.?(?:,?\s+(?:Apt|Apartment|Unit|Suite|Ste)\.?\s*\#?\w+)?"
)
_BORN = r"\b(?:dob|d\.o\.b\.|date of birth|birth ?date|birthday|born)\s*(?:is|was|on|:|=|in)*\s*"
_MEMBER = r"\b(?:member(?:ship)?|subscriber|policy|beneficiary|medicaid|medicare|mbi)"
_SOCIAL = r"(?P<value>\d{3}[ -]?\d{2}[ -]?\d{4})\b"
_LOCAL_PHONE = r"(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}"
_KINDS = {
    "EMAIL": r"(?P<value>[\w.+%-]+@[\w-]+(?:\.[\w-]+)+)",
    "SSN": r"(?<![\d-])(?P<value>\d{3}-\d{2}-\d{4})(?![\d-])",
    "SSN_LABELLED": rf"\b(?:ssn|social security){_LABEL_END}{_SOCIAL}",
    "MRN": rf"\b(?:mrn|medical record|patient id|chart){_LABEL_END}{_NUMBERED}",
    "MEMBER": rf"{_MEMBER}{_LABEL_END}{_NUMBERED}",
    "MEMBER_SHAPED": r"(?<![A-Za-z0-9])(?P<value>[A-Z]{2,4}-?\d{7,12})(?![A-Za-z0-9])",
    "DOB": f"{_BORN}{_DAY}",
    "PHONE": rf"(?<![\w.-])(?P<value>(?:\+?1[ .-]?)?{_LOCAL_PHONE})(?!\w)",
    "PHONE_ABROAD": r"(?<![\w.-])(?P<value>\+\d{1,3}(?:[ .-]?\d{2,4}){2,5})(?!\w)",
    "ADDRESS": rf"\b(?P<value>\d{{1,6}}\s+(?:[NSEW]\.?\s+)?(?:[A-Z][\w']*\s+){{1,3}}{_STREETS})",
}
_CASED = {"ADDRESS", "MEMBER_SHAPED"}
_PATTERNS = {
    kind: re.compile(pattern, 0 if kind in _CASED else re.IGNORECASE)
    for kind, pattern in _KINDS.items()
}
_STANDING_IN = "EMAIL|SSN|MRN|MEMBER|DOB|PHONE|ADDRESS|PERSON"
_STAND_IN = re.compile(rf"\[?\b({_STANDING_IN})_(\d+)\b\]?")
_UNDECIDED = re.compile(r"\[?(?:[A-Z]{1,7}(?:_\d*)?\]?)?$")


class PersonFinder(Protocol):
    """Finds names of people (app/writing/presidio_names.py)."""

    def names_in(self, text: str) -> Sequence[str]:
        """Return the names of people in a text, in order."""
        ...


class Mask:
    """The stand-ins of one request: the same identifier has the same one throughout."""

    def __init__(self, people: PersonFinder | None = None) -> None:
        """With `people` the names that it finds are hidden, too, once they are learnt."""
        self._people = people
        self._names: dict[str, None] = {}
        self._stand_ins: dict[str, str] = {}
        self._originals: dict[str, str] = {}
        self._numbers: Counter[str] = Counter()

    def learn_names(self, text: str) -> None:
        """Note the names of people in what an asker or an answer says, to hide them everywhere.

        Documents are not read for names: their own are no caller's, and it would take seconds.
        """
        if self._people is not None:
            self._names |= dict.fromkeys(name for name in self._people.names_in(text) if name)

    def hide(self, text: str) -> str:
        """Return the text with a stand-in such as [PHONE_1] for each identifier."""
        for name in sorted(self._names, key=len, reverse=True):
            written = rf"(?<!\w)(?P<value>{re.escape(name)})(?!\w)"
            text = re.sub(written, lambda match: self._hidden(match, "PERSON"), text)
        for kind, pattern in _PATTERNS.items():
            text = pattern.sub(lambda match, kind=kind: self._hidden(match, kind), text)  # type: ignore[misc]
        return text

    def restore(self, text: str) -> str:
        """Return the text with the identifiers back in the places of their stand-ins."""
        return _STAND_IN.sub(
            lambda m: self._originals.get(f"{m.group(1)}_{m.group(2)}", m.group()), text
        )

    def restored(self, pieces: Iterable[str]) -> Iterator[str]:
        """Restore a stream; what may still become a stand-in is held back."""
        pending = ""
        for piece in pieces:
            if not piece:
                yield piece  # a heartbeat (app/writing/awaiting.py)
                continue
            pending += piece
            undecided = _UNDECIDED.search(pending)
            cut = undecided.start() if undecided else len(pending)
            if cut:
                yield self.restore(pending[:cut])
                pending = pending[cut:]
        if pending:
            yield self.restore(pending)

    @property
    def note(self) -> str:
        """What was hidden, counted by kind, for the reader; empty when nothing was."""
        if not self._numbers:
            return ""
        kinds = sorted(self._numbers.items())
        counted = ", ".join(f"{n} {texts.HIDDEN_KINDS[kind]}" for kind, n in kinds)
        return texts.HIDDEN.format(counted=counted)

    def _hidden(self, match: re.Match[str], kind: str) -> str:
        kind, value = kind.partition("_")[0], match["value"]
        if value not in self._stand_ins:
            self._numbers[kind] += 1
            name = f"{kind}_{self._numbers[kind]}"
            self._stand_ins[value], self._originals[name] = f"[{name}]", value
        begin = match.start("value") - match.start()
        end = match.end("value") - match.start()
        whole = match.group()
        return f"{whole[:begin]}{self._stand_ins[value]}{whole[end:]}"


class MaskedChatModel:
    """A chat model that never sees an identifier; its answers have them back."""

    def __init__(self, model: ChatModel, people: PersonFinder | None = None) -> None:
        self._model = model
        self._people = people

    def stream(self, messages: Sequence[Message]) -> Generator[str]:
        """Yield the model's pieces with identifiers restored."""
        mask = Mask(self._people)
        hidden = hide_messages(messages, mask)
        with closing(self._model.stream(hidden)) as pieces:
            yield from mask.restored(pieces)


class MaskingFilter(logging.Filter):
    """Takes identifiers out of what is logged, exceptions' texts included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; it is always kept."""
        record.msg, record.args = Mask().hide(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = Mask().hide(record.exc_text)
        return True


def mask_logs() -> None:
    """Put the filter on this process's log handlers, the one of last resort among them."""
    for handler in (*logging.getLogger().handlers, logging.lastResort):
        if handler is not None and not any(isinstance(f, MaskingFilter) for f in handler.filters):
            handler.addFilter(MaskingFilter())


def hide_messages(messages: Sequence[Message], mask: Mask) -> list[Message]:
    """Return the messages with every identifier hidden by one mask."""
    for message in messages:
        if message.role != "system":
            mask.learn_names(message.text)
    return [replace(message, text=mask.hide(message.text)) for message in messages]


def is_local(base_url: str) -> bool:
    """Tell whether an address is this machine or the own network: then nothing leaves.

    Empty means the provider's own address, which is outside. A name without a dot is a neighbour
    (a compose service).
    """
    host = (urlsplit(base_url).hostname or "").rstrip(".").lower()
    try:
        address = ip_address(host)
    except ValueError:
        return bool(host) and ("." not in host or host.endswith((".localhost", ".local")))
    return address.is_loopback or address.is_private
