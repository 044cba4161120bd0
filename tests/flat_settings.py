"""Settings made in tests from the names of their variables, in small letters."""

from __future__ import annotations

from knowledge.settings.settings import Settings
from knowledge.settings.variables import in_parts


def settings_with(**values: object) -> Settings:
    """Return settings with these values; the rest as the environment has it, without `.env`."""
    return Settings(_env_file=None, **_parts(values))  # type: ignore[arg-type] # by name


def changed(settings: Settings, **values: object) -> Settings:
    """Return a copy with other values."""
    update: dict[str, object] = {}
    for name, value in _parts(values).items():
        part = getattr(settings, name)
        update[name] = part.model_copy(update=value) if isinstance(value, dict) else value
    return settings.model_copy(update=update)


def _parts(values: dict[str, object]) -> dict[str, object]:
    return in_parts(Settings, {name.upper(): value for name, value in values.items()})
