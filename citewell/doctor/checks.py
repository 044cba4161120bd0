"""One finding of `citewell doctor`, and the checks that need neither store nor network."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values

from knowledge.files.data_folder import open_to_others, private_folder
from knowledge.settings.settings import Settings
from knowledge.settings.variables import given, retired, unknown

PREFIX = "CITEWELL_"
LIBRARIES = (
    "qdrant-edge-py",
    "qdrant-client",
    "torch",
    "sentence-transformers",
    "langchain",
    "streamlit",
)
TIGHT_GIB = 2.0
"""Below this free space a warning: a generation is copied before it is changed."""
FULL_GIB = 0.2


class State(StrEnum):
    """How a check went."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, what was found, and what to do about it (empty: nothing)."""

    subject: str
    state: State
    found: str
    advice: str = ""


def check_versions() -> Check:
    """Name the versions that a report of a fault needs."""
    parts = [f"citewell {version('citewell')}", f"Python {platform.python_version()}"]
    missing = []
    for library in LIBRARIES:
        try:
            parts.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            missing.append(library)
    found = ", ".join(parts)
    if missing:
        advice = "Run 'pip install -c constraints.txt -e .' again."
        return Check("versions", State.WRONG, f"{found}; missing: {', '.join(missing)}", advice)
    return Check("versions", State.OK, found)


def check_data_folder(folder: Path) -> Check:
    """Try to write, and look at the free space."""
    try:
        private_folder(folder)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"citewell")
        free = shutil.disk_usage(folder).free / 2**30
    except OSError as error:
        found = f"{folder} cannot be written: {error.strerror or error}"
        return Check("data folder", State.WRONG, found, "Set CITEWELL_DATA_DIR to another folder.")
    found = f"{folder}, writable, {free:.1f} GiB free"
    if free < FULL_GIB:
        return Check("data folder", State.WRONG, found, "Free some space: ingests would fail.")
    if free < TIGHT_GIB:
        return Check("data folder", State.WARNING, found, "Free some space before long.")
    if mode := open_to_others(folder):
        found = f"{found}; others on this machine may look into it (mode {mode})"
        return Check("data folder", State.WARNING, found, f"Run 'chmod 700 {folder}'.")
    return Check("data folder", State.OK, found)


def check_variables(variables: Mapping[str, str | None]) -> Check:
    """Find settings that there are not, mostly a slip of the pen, and those that are gone."""
    names = given(variables)
    if slips := unknown(Settings, names):
        advice = "Correct the name (.env.example lists them all) or take it out."
        return Check("settings", State.WRONG, " ".join(slips), advice)
    if gone := retired(names):
        return Check("settings", State.WARNING, " ".join(gone), "Take it out.")
    listed = ", ".join(f"{PREFIX}{name}" for name in sorted(names)) or "none"
    return Check("settings", State.OK, f"{len(names)} set: {listed}")


def variables_given(environment: Mapping[str, str] = os.environ) -> dict[str, str | None]:
    """Return what is set in the environment or in `.env`."""
    return {**dotenv_values(".env"), **environment}


def check_time_zone(name: str) -> Check:
    """See that the time zone exists; it decides which day "today" is."""
    if not name:
        return Check("time zone", State.OK, "the machine's own")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        advice = "Set CITEWELL_TIME_ZONE to a name such as America/New_York."
        return Check("time zone", State.WRONG, f"{name!r} is unknown", advice)
    return Check("time zone", State.OK, name)


def check_port(host: str, port: int) -> Check:
    """See whether the chat could be opened now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("" if host == "0.0.0.0" else host, port))
        except OSError as error:
            advice = "Fine if the chat is running already; else set CITEWELL_CHAT_PORT."
            found = f"{host}:{port} cannot be taken ({error.strerror or error})"
            return Check("chat", State.WARNING, found, advice)
    return Check("chat", State.OK, f"http://{host}:{port} is free")
