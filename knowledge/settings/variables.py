"""The variables `CITEWELL_...`: which settings each one sets, which are gone, which are slips."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache, reduce

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from knowledge.domain.errors import ConfigurationError
from knowledge.settings.part import Variables

PREFIX = "CITEWELL_"

RETIRED: Mapping[str, str] = {
    "DIVERSITY": "hits are ranked by how well they fit alone.",
    "EVIDENCE_READING": "no passage is read again to tell whether it answers.",
    "MOST_PER_DOCUMENT": "a search finds any number of passages of one document.",
}
"""What to say of settings that earlier releases had, by their names without `CITEWELL_`."""

_READ_BY_OUR_TESTS = re.compile(r"TEST_\w+|SCREENSHOTS|LOAD_SECONDS|LOAD_SESSIONS")
# Kubernetes tells every container about every service; one may well be called "citewell-chat".
_SET_BY_KUBERNETES = re.compile(
    r"(\w{1,63}_)?"  # a service's name has at most 63 characters
    r"(SERVICE_HOST|SERVICE_PORT(_\w{1,63})?|PORT_\d{1,5}_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)"
)
_ADDRESS_BY_KUBERNETES = re.compile(r"(tcp|udp|sctp)://")

_LOG = logging.getLogger(__name__)


class VariablesSource(PydanticBaseSettingsSource):
    """Sorts what one place (the environment, or `.env`) says into the parts of the settings."""

    def __init__(
        self, settings_cls: type[BaseSettings], variables: Mapping[str, str | None]
    ) -> None:
        super().__init__(settings_cls)
        self._given = given(variables)

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[object, str, bool]:
        """Return nothing: calling the source gives all fields at once."""
        return None, field_name, False

    def __call__(self) -> dict[str, object]:
        """Return what is set.

        Raises:
            ConfigurationError: one of the variables is no setting.
        """
        if slips := unknown(self.settings_cls, self._given):
            raise ConfigurationError(f"{' '.join(slips)} .env.example lists every setting.")
        for name in self._given:
            _warn_if_retired(name)
        known = paths(self.settings_cls)
        return in_parts(
            self.settings_cls,
            {name: value for name, value in self._given.items() if value and name in known},
        )


def given(variables: Mapping[str, str | None]) -> dict[str, str]:
    """Return the values of those variables that are meant for us, without `CITEWELL_`."""
    ours = {
        name.upper().removeprefix(PREFIX): value or ""
        for name, value in variables.items()
        if name.upper().startswith(PREFIX)
    }
    return {
        name: value
        for name, value in ours.items()
        if not _READ_BY_OUR_TESTS.fullmatch(name)
        and not _SET_BY_KUBERNETES.fullmatch(name)
        and not _ADDRESS_BY_KUBERNETES.match(value)
    }


def unknown(settings: type[BaseModel], names: Iterable[str]) -> list[str]:
    """Return a sentence for each name that is no setting and never was one."""
    known = paths(settings)
    return [_slip(name, known) for name in sorted(names) if name not in known | RETIRED.keys()]


def retired(names: Iterable[str]) -> list[str]:
    """Return a sentence for each name that an earlier release had."""
    return [
        f"{PREFIX}{name} has no effect any more: {RETIRED[name]}"
        for name in sorted(names)
        if name in RETIRED
    ]


def _slip(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=1)
    meant = f"; did you mean {PREFIX}{near[0]}?" if near else "."
    return f"{PREFIX}{name} is not a setting{meant}"


@cache
def _warn_if_retired(name: str) -> None:
    for sentence in retired([name]):
        _LOG.warning("%s", sentence)


@cache
def paths(settings: type[BaseModel]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return where the value of each variable goes: (part, field), or (field,) of the whole."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for variable, path in _each_path(settings):
        found[variable] = (*found.get(variable, ()), path)
    return found


def _each_path(settings: type[BaseModel]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, field in settings.model_fields.items():
        naming = next((rule for rule in field.metadata if isinstance(rule, Variables)), None)
        if naming is None:
            yield name.upper(), (name,)
        else:
            for each in _part(field).model_fields:
                yield naming.of(each).upper(), (name, each)


def _part(field: FieldInfo) -> type[BaseModel]:
    part = field.annotation
    assert isinstance(part, type), "a part is a model"
    assert issubclass(part, BaseModel), "a part is a model"
    return part


def fields_by_variable(settings: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the definition of each variable."""
    return {
        variable: reduce(
            lambda field, name: _part(field).model_fields[name],
            first[1:],
            settings.model_fields[first[0]],
        )
        for variable, (first, *_) in paths(settings).items()
    }


def in_parts(settings: type[BaseModel], values: Mapping[str, object]) -> dict[str, object]:
    """Sort values of variables into the parts, as the settings are made from.

    Raises:
        KeyError: one of them is no setting.
    """
    parts: dict[str, dict[str, object]] = {}
    whole: dict[str, object] = {}
    for variable, value in values.items():
        for *part, field in paths(settings)[variable]:
            into = parts.setdefault(part[0], {}) if part else whole
            into[field] = value
    return {**whole, **parts}


def by_variable(settings: BaseModel) -> dict[str, object]:
    """Return the value of each variable."""
    return {
        variable: reduce(getattr, first, settings)
        for variable, (first, *_) in paths(type(settings)).items()
    }


def variable_at(settings: type[BaseModel], place: Sequence[int | str]) -> str:
    """Return the variable behind a place that an error of validation names."""
    for variable, ways in paths(settings).items():
        if any(tuple(place[: len(way)]) == way for way in ways):
            return f"{PREFIX}{variable}"
    return ".".join(str(step) for step in place)
