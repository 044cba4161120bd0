"""Can names of people be hidden, where that is asked for? Nothing is loaded."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from citewell.doctor.checks import Check, State
from knowledge.settings import Settings

_NAMES = "names of people"


def check_names(settings: Settings) -> list[Check]:
    """Check that Presidio is installed and the spaCy model is on this machine, if one is set."""
    model = settings.mask_names_model
    if not model:
        return []
    if find_spec("presidio_analyzer") is None:
        advice = "Install it: pip install -c constraints.txt -e '.[presidio]'."
        return [Check(_NAMES, State.WRONG, "Presidio is not installed", advice)]
    installed = model.isidentifier() and find_spec(model) is not None
    if not (installed or Path(model).is_dir()):
        advice = "Install its package, or set CITEWELL_MASK_NAMES_MODEL to its folder."
        return [Check(_NAMES, State.WRONG, f"{model!r} is not on this machine", advice)]
    return [Check(_NAMES, State.OK, f"found by {model!r} and hidden from outside models")]
