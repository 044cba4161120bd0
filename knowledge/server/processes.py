"""Tells whether a process that wrote its name down is dead, where that can be known for certain."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from pathlib import Path

from knowledge.payload import Payload

_PROC = Path("/proc")
_FIELDS = ("host", "boot", "namespace")
_STARTED = 19
"""Start time in /proc/PID/stat: field 22, the 20th after the process's name in brackets."""
_DEAD_STATES = frozenset("ZXx")


def this_process() -> Payload:
    """Return what tells this process from any other, on this machine and elsewhere."""
    pid = os.getpid()
    return {"pid": pid, **_here(), "started": _started(pid)}


def is_gone(mark: Mapping[str, object]) -> bool:
    """Tell whether the process so described is dead.

    Known only of processes that this one can see: on the same start of the same machine and in
    the same container. The number may be another's by now, so that the time of its start counts.
    """
    pid = mark.get("pid")
    here = _here()
    if not isinstance(pid, int) or not here["boot"]:
        return False
    if any(mark.get(name) != here[name] for name in _FIELDS):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # another user's, but alive under this number
    if any(state in _DEAD_STATES for state in _told(pid)[:1]):
        return True  # a zombie: nobody has asked how it ended
    started = _started(pid)
    return bool(started and mark.get("started") and started != mark["started"])


def _here() -> dict[str, str]:
    return {
        "host": socket.gethostname(),
        "boot": _read(_PROC / "sys/kernel/random/boot_id"),
        "namespace": _linked(_PROC / "self/ns/pid"),
    }


def _started(pid: int) -> str:
    """Return when a process began, in the kernel's own count; empty where that is not told."""
    told = _told(pid)
    return told[_STARTED] if len(told) > _STARTED else ""


def _told(pid: int) -> list[str]:
    """Return what the kernel tells of a process, from its state on; nothing where it does not."""
    return _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace").strip()
    except OSError:
        return ""


def _linked(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""
