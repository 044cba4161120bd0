"""Says plainly when the packages that only training needs are not installed."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from knowledge.domain.errors import ConfigurationError

TRAINING = ("accelerate", "datasets", "peft")
"""What sentence-transformers needs to train, and adapters need at all."""

ANALYSIS = ("lifelines", "matplotlib", "sklearn", "umap")
"""What the figures and pictures of `citewell finetune notes` need."""


def require_extra(packages: Sequence[str]) -> None:
    """Check that packages of the extra `finetune` can be imported; none is.

    Raises:
        ConfigurationError: one is missing; names it and says how to install all of them.
    """
    missing = missing_packages(packages)
    if missing:
        raise ConfigurationError(
            f"Training needs {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} "
            "not installed. Run: pip install -c constraints.txt -e '.[finetune]'"
        )


def missing_packages(packages: Sequence[str]) -> list[str]:
    """Return those that are not installed."""
    return [package for package in packages if find_spec(package) is None]
