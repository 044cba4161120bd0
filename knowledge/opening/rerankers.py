"""Open the reranker that the settings name."""

from __future__ import annotations

import logging
from functools import lru_cache
from pathlib import Path

from knowledge.domain.errors import ConfigurationError, ModelUnavailable
from knowledge.models.catalogue.folders import hub_folder
from knowledge.models.catalogue.rerankers import (
    FORMER_RERANKER,
    RERANKERS,
    RerankerEntry,
    RerankerKind,
    chosen_reranker,
)
from knowledge.models.catalogue.tuned import TUNED_PREFIX, TunedModel, read_tuned, tuned_folder
from knowledge.models.remote.rerankers import RemoteReranker
from knowledge.models.remote.service import ModelService, ServiceSettings
from knowledge.models.reranking import Reranker, TimedReranking
from knowledge.settings.models import RerankerSettings
from knowledge.settings.part import revealed

_LOG = logging.getLogger(__name__)
_LOCAL = (RerankerKind.CROSS_ENCODER, RerankerKind.LATE_INTERACTION)


def timed_reranking(reranker: RerankerSettings, data_dir: Path) -> TimedReranking | None:
    """Return the reranking that the settings ask for, None where they ask for none.

    A process loads a reranker once, however many knowledge bases it opens.

    Raises:
        ModelUnavailable: the name is unknown, or the model is not ready.
        ConfigurationError: an address or a key is missing, or it takes no instruction.
    """
    name = chosen_reranker(reranker.name)
    if reranker.name == FORMER_RERANKER:
        _LOG.warning(
            "CITEWELL_RERANKER=%s has no effect any more: remove it, or name another reranker.",
            FORMER_RERANKER,
        )
    if not name:
        return None
    return _opened(reranker.model_copy(update={"name": name}), data_dir)


def _takes_no_instruction(name: str) -> ConfigurationError:
    return ConfigurationError(
        f"The reranker {name!r} was not trained on instructions. Leave "
        "CITEWELL_RERANKER_INSTRUCTION empty, or set CITEWELL_RERANKER=zerank-2."
    )


@lru_cache(maxsize=2)
def _opened(wanted: RerankerSettings, data_dir: Path) -> TimedReranking:
    entry = RERANKERS.get(wanted.name)
    if wanted.instruction and entry is not None and not entry.takes_instruction:
        raise _takes_no_instruction(wanted.name)
    tuned = None
    if entry is not None and entry.kind not in _LOCAL:
        reranker = _remote(entry, wanted)
    else:
        folder = _folder(entry, wanted, data_dir)
        tuned = read_tuned(folder)
        reranker = _local(entry, wanted, folder, tuned)
    return TimedReranking(
        reranker,
        candidates=wanted.candidates,
        budget_seconds=wanted.budget_ms / 1000,
        weight=tuned.blend if tuned else 1.0,
    )


def _local(
    entry: RerankerEntry | None, wanted: RerankerSettings, folder: Path, tuned: TunedModel | None
) -> Reranker:
    # Seconds of imports (torch), which nobody without such a model should wait for.
    from knowledge.models.local.rerankers import (  # noqa: PLC0415
        LocalRerankerModel,
        kind_of,
        load_local_reranker,
    )

    described = LocalRerankerModel(
        name=entry.name if entry else tuned.name if tuned else folder.name,
        folder=folder,
        max_tokens=entry.max_tokens if entry else tuned.max_tokens if tuned else None,
        logit_divisor=entry.logit_divisor if entry else 1.0,
        instruction=wanted.instruction,
    )
    kind = entry.kind if entry else kind_of(folder)
    return load_local_reranker(
        described,
        kind,
        device=wanted.device,
        backend=wanted.backend,
        bfloat16=wanted.bfloat16,
    )


def _folder(entry: RerankerEntry | None, wanted: RerankerSettings, data_dir: Path) -> Path:
    given = Path(wanted.path or wanted.name)
    if given.is_dir():
        return given.resolve()
    if wanted.name.startswith(TUNED_PREFIX) and not wanted.path:
        folder = tuned_folder(data_dir, wanted.name)
        if folder.is_dir():
            return folder.resolve()
    sources = (entry.source, *entry.older_sources) if entry else (wanted.name,)
    pinned = entry.revision if entry else ""
    pulled = None
    if not wanted.path:
        pulled = hub_folder(data_dir, sources, asked=wanted.revision, pinned=pinned)
    if pulled is None:
        known = ", ".join(sorted(RERANKERS))
        raise ModelUnavailable(
            f"The reranker {wanted.path or wanted.name!r} is not on this machine. `citewell models "
            f"pull NAME` downloads one of {known}; or set CITEWELL_RERANKER_PATH to a folder, or "
            "leave CITEWELL_RERANKER empty."
        )
    return pulled


def _remote(entry: RerankerEntry, wanted: RerankerSettings) -> Reranker:
    if not wanted.base_url and not (entry.base_url and wanted.api_key):
        closed = entry.kind is RerankerKind.ZEROENTROPY
        missing = "CITEWELL_RERANKER_BASE_URL" if closed else "CITEWELL_RERANKER_API_KEY"
        why = "The hosted API closed on 2026-09-04. " if closed else ""
        raise ConfigurationError(f"The reranker {entry.name!r} is a service. {why}Set {missing}.")
    service = ModelService(
        ServiceSettings(
            name=entry.name,
            base_url=wanted.base_url or entry.base_url,
            api_key=revealed(wanted.api_key),
            timeout_seconds=wanted.budget_ms / 1000,
            setting="CITEWELL_RERANKER",
            model_setting="CITEWELL_RERANKER",
            timeout_setting="CITEWELL_RERANKER_BUDGET_MS",
        )
    )
    return RemoteReranker(entry.name, entry.source, entry.kind, service, wanted.instruction)
