"""The boundary to Presidio: names of people, found by a spaCy model that lies on this machine.

Presidio's other recognisers stay out: app/identifiers/masking.py has those kinds, and one asks the
internet for a list of domains.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import SpacyRecognizer

from knowledge.domain.errors import ModelUnavailable

_PERSON = "PERSON"


class PresidioNames:
    """Finds names of people with Presidio's analyser and one spaCy model."""

    def __init__(self, model: str) -> None:
        """Load the model, a package's name or a folder; nothing is downloaded.

        Raises:
            ModelUnavailable: it is not on this machine, or cannot be loaded.
        """
        # Asked first: Presidio downloads a model that it does not find.
        if not (spacy.util.is_package(model) or Path(model).is_dir()):
            raise ModelUnavailable(
                f"The spaCy model {model!r} is not on this machine. Install its package (such as "
                "en_core_web_sm) or set CITEWELL_MASK_NAMES_MODEL to its folder; empty: names of "
                "people are not hidden."
            )
        try:
            language = str(spacy.util.load_meta(_folder(model))["lang"])
            engine = SpacyNlpEngine(models=[{"lang_code": language, "model_name": model}])
            engine.load()
        except (OSError, ValueError, KeyError) as error:
            raise ModelUnavailable(
                f"The spaCy model {model!r} cannot be loaded: {str(error).splitlines()[0]} Set "
                "CITEWELL_MASK_NAMES_MODEL to another, or leave it empty."
            ) from error
        recognisers = RecognizerRegistry(
            recognizers=[
                SpacyRecognizer(supported_language=language, supported_entities=[_PERSON])
            ],
            supported_languages=[language],
        )
        self._language = language
        self._analyser = AnalyzerEngine(
            registry=recognisers, nlp_engine=engine, supported_languages=[language]
        )

    def names_in(self, text: str) -> Sequence[str]:
        """Return the names of people in a text, in order."""
        found = self._analyser.analyze(text, language=self._language, entities=[_PERSON])
        return [text[each.start : each.end] for each in sorted(found, key=lambda e: e.start)]


def _folder(model: str) -> Path:
    if Path(model).is_dir():
        return Path(model) / "meta.json"
    return Path(spacy.util.get_package_path(model)) / "meta.json"
