"""What the doctor says of the models that read written sentences once more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from citewell.doctor.checks import State
from citewell.doctor.language_model import check_names
from citewell.doctor.models import check_sentence_verifiers
from knowledge.settings.settings import Settings
from tests.flat_settings import settings_with

MNLI = {"0": "CONTRADICTION", "1": "NEUTRAL", "2": "ENTAILMENT"}


def folder_with(folder: Path, labels: dict[str, str]) -> Path:
    (folder / "config.json").write_text(json.dumps({"id2label": labels}), encoding="utf-8")
    return folder


def test_none_is_needed() -> None:
    (check,) = check_sentence_verifiers(Settings())

    assert (check.state, check.found) == (
        State.OK,
        "none: written sentences are checked by rules",
    )


def test_an_entailment_model_and_a_judge_are_named(tmp_path: Path) -> None:
    settings = settings_with(
        entailment_path=folder_with(tmp_path, MNLI),
        judge_model="judge",
        judge_base_url="http://user:secret@127.0.0.1:9/v1",
    )

    checks = check_sentence_verifiers(settings)

    assert [check.state for check in checks] == [State.OK, State.OK]
    assert "secret" not in "".join(check.found for check in checks)


@pytest.mark.parametrize("labels", [{"0": "LABEL_0", "1": "LABEL_1"}, {"0": "entailment"}])
def test_a_model_with_other_labels_is_wrong(tmp_path: Path, labels: dict[str, str]) -> None:
    (check,) = check_sentence_verifiers(
        settings_with(entailment_path=folder_with(tmp_path, labels))
    )

    assert (check.state, "id2label" in check.advice) == (State.WRONG, True)


def test_a_folder_without_a_classifier_is_wrong(tmp_path: Path) -> None:
    (check,) = check_sentence_verifiers(settings_with(entailment_path=tmp_path))

    assert (check.state, "CITEWELL_ENTAILMENT_PATH" in check.advice) == (State.WRONG, True)


def test_a_judge_of_openais_needs_a_key() -> None:
    without = check_sentence_verifiers(settings_with(judge_model="gpt"))
    given = check_sentence_verifiers(settings_with(judge_model="gpt", judge_api_key=SecretStr("k")))

    assert [check.state for check in (*without, *given)] == [State.WRONG, State.OK]


def test_names_of_people_are_looked_after_only_where_asked_for(tmp_path: Path) -> None:
    assert check_names(Settings()) == []
    (there,) = check_names(settings_with(mask_names_model=str(tmp_path)))
    (missing,) = check_names(settings_with(mask_names_model="en_not_installed_sm"))

    assert (there.state, missing.state) == (State.OK, State.WRONG)
    assert "CITEWELL_MASK_NAMES_MODEL" in missing.advice
