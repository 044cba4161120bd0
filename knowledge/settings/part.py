"""What a part of the settings is, and the kinds of values that several parts have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, SecretStr


class SettingsPart(BaseModel):
    """Settings of one thing. It reads nothing by itself, so it is as good as plain arguments."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


@dataclass(frozen=True, slots=True)
class Variables:
    """How the variables of a part are named: `prefix` and the field's name, unless `named` says so.

    One variable may set fields of several parts.
    """

    prefix: str = ""
    named: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """Return the variable of a field, in small letters and without `CITEWELL_`."""
        return self.named.get(name, f"{self.prefix}{name}")


def _one_word(value: SecretStr | None) -> SecretStr | None:
    # Mounted secrets end in a line break, copied ones in blanks.
    key = value.get_secret_value().strip() if value else ""
    if any(not ("!" <= character <= "~") for character in key):
        raise ValueError(
            "a key is one word of plain letters, figures and signs, but this one has a blank, "
            "a line break or another character within: copy it again"
        )
    return SecretStr(key) if key else None


def _without_last_step(value: object) -> object:
    # Pasted from an example of a request, which our client builds itself.
    return value.strip().removesuffix("/chat/completions") if isinstance(value, str) else value


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


ApiKey = Annotated[SecretStr | None, AfterValidator(_one_word)]
ModelAddress = Annotated[str, BeforeValidator(_without_last_step)]
Listed = Annotated[tuple[str, ...], BeforeValidator(_split)]
"""Names separated by commas."""


def revealed(key: SecretStr | None) -> str:
    """Return a key to be sent, empty where none is set."""
    return key.get_secret_value() if key else ""
