"""An NLI model that runs in this process: does one text follow from another?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from sentence_transformers import CrossEncoder

from knowledge.domain.errors import ModelUnavailable
from knowledge.models.local.batches import token_budget_batches, work_off
from knowledge.models.local.devices import AUTO, choose_devices, choose_dtype
from knowledge.models.local.weights import count_parameters

_CHARACTERS_PER_TOKEN = 4
_BATCH_TOKENS = 2_048
_BEGINNINGS = ("entail", "neutral", "contradict")


@dataclass(frozen=True, slots=True)
class NliScores:
    """How likely (0..1, together 1) a text follows from another, is open, or is contradicted."""

    follows: float
    neutral: float
    contradicted: float


class LocalNliModel:
    """A cross-encoder with three labels, as models trained on MNLI are."""

    def __init__(self, model: CrossEncoder, columns: Sequence[int]) -> None:
        """Take the model and in which column each of entailment, neutral, contradiction stands."""
        self._model = model
        self._columns = list(columns)

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[NliScores]:
        """Judge pairs of (what is given, what is claimed), in their order."""
        judged: list[NliScores | None] = [None] * len(pairs)

        def fill(batch: list[int]) -> None:
            logits = self._model.predict(
                [pairs[i] for i in batch],
                batch_size=len(batch),
                activation_fn=torch.nn.Identity(),
                show_progress_bar=False,
                convert_to_tensor=True,
            )
            shares = torch.softmax(logits.float(), dim=1)[:, self._columns].tolist()
            for position, (follows, neutral, contradicted) in zip(batch, shares, strict=True):
                judged[position] = NliScores(follows, neutral, contradicted)

        lengths = [sum(map(len, pair)) // _CHARACTERS_PER_TOKEN + 1 for pair in pairs]
        work_off(token_budget_batches(lengths, _BATCH_TOKENS), [fill])
        return [each for each in judged if each is not None]


def load_local_nli_model(folder: Path, *, device: str = "", bfloat16: str = AUTO) -> LocalNliModel:
    """Load an NLI model from its folder; nothing is downloaded, none of its code is run.

    Raises:
        ModelUnavailable: it cannot be loaded, or its labels are not the three.
        ConfigurationError: the device is not in this machine.
    """
    if not folder.is_dir():
        raise ModelUnavailable(
            f"There is no entailment model in {str(folder)!r}. Set CITEWELL_ENTAILMENT_PATH to the "
            "folder of one with three labels (trained on MNLI or the like), or leave it empty."
        )
    place = choose_devices(device)[0]
    dtype = choose_dtype(place, count_parameters(folder), bfloat16)
    try:
        model = CrossEncoder(
            str(folder),
            device=place,
            local_files_only=True,
            # No attention is asked for: DeBERTa, what most of these models are, has only its own.
            model_kwargs={"dtype": dtype},
        )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise ModelUnavailable(
            f"The entailment model in {str(folder)!r} cannot be loaded: "
            f"{str(error).splitlines()[0]} Set CITEWELL_ENTAILMENT_PATH to another folder, or "
            "leave it empty."
        ) from error
    return LocalNliModel(model.eval(), _columns(model.config.id2label, folder))


def _columns(labels: Mapping[int, str], folder: Path) -> list[int]:
    """Return the columns of entailment, neutral, contradiction by the names the config gives.

    Models differ in their order: BERT's on MNLI begin with contradiction, DeBERTa's with either.
    """
    named = {str(name).casefold(): int(column) for column, name in labels.items()}
    columns = [
        [column for name, column in named.items() if name.startswith(beginning)]
        for beginning in _BEGINNINGS
    ]
    if len(named) != len(_BEGINNINGS) or any(len(found) != 1 for found in columns):
        raise ModelUnavailable(
            f"The entailment model in {str(folder)!r} has the labels {', '.join(sorted(named))}; "
            "needed are entailment, neutral and contradiction. Name them in its config.json "
            '("id2label"), or set CITEWELL_ENTAILMENT_PATH to another model.'
        )
    return [found[0] for found in columns]
