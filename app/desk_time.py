"""The desk's time zone: which day it is there, and how its moments are written."""

from __future__ import annotations

from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from knowledge.errors import ConfigurationError


class DeskTime:
    """Tells the time in a zone by name; an empty name is this machine's zone."""

    def __init__(self, name: str) -> None:
        """Look the zone up.

        Raises:
            ConfigurationError: there is no time zone of that name.
        """
        self._zone: tzinfo | None = None
        if not name:
            return
        try:
            self._zone = ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ConfigurationError(
                f"There is no time zone {name!r}. Set CITEWELL_TIME_ZONE to a name such as "
                "'America/New_York', or leave it empty for this machine's."
            ) from error

    def now(self) -> datetime:
        """Return this moment."""
        return self.local(datetime.now().astimezone())

    def local(self, moment: datetime) -> datetime:
        """Return a moment as the desk's clock shows it."""
        return moment.astimezone(self._zone)
