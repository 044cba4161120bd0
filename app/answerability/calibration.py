"""The answerability check's calibration for one knowledge base and model, kept beside the data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from app.answerability.evidence import Coefficients
from knowledge.domain.embedding import EmbedderIdentity
from knowledge.domain.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted, and on how many questions.

    Where a reranker read the passages, `reranker` names it, and `otherwise` is what holds for
    another one, for none, and when it is too slow.
    """

    bias: float
    weights: dict[str, float]
    threshold: float
    questions: int
    reranker: str = ""
    otherwise: Calibration | None = None

    @property
    def coefficients(self) -> Coefficients:
        """As the check takes them."""
        return Coefficients(self.bias, self.weights)


def calibration_path(data_dir: Path, kb: str, identity: EmbedderIdentity) -> Path:
    """Return where a calibration is kept: another model, or another size of it, has its own."""
    model = hashlib.sha256(repr(identity).encode()).hexdigest()[:12]
    return data_dir / "calibration" / f"{kb}-{model}.json"


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Save it, replacing an older one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(calibration), indent=2) + "\n", encoding="utf-8")


def read_calibration(path: Path) -> Calibration | None:
    """Return the saved calibration, None where there is none.

    Raises:
        ConfigurationError: the file is damaged (says which).
    """
    if not path.exists():
        return None
    try:
        return _calibration(cast("dict[str, object]", json.loads(path.read_text("utf-8"))))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            f"The calibration {str(path)!r} is damaged. Delete it, or run citewell eval calibrate."
        ) from error


def _calibration(kept: dict[str, object]) -> Calibration:
    weights = cast("dict[str, float]", kept["weights"])
    otherwise = cast("dict[str, object] | None", kept.get("otherwise"))
    return Calibration(
        bias=float(cast("float", kept["bias"])),
        weights={str(name): float(weight) for name, weight in weights.items()},
        threshold=float(cast("float", kept["threshold"])),
        questions=int(cast("int", kept["questions"])),
        reranker=str(kept.get("reranker") or ""),
        otherwise=_calibration(otherwise) if otherwise else None,
    )
