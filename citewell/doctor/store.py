"""Can the store be reached, and do its knowledge bases fit the settings?"""

from __future__ import annotations

from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from citewell.doctor.checks import Check, State
from knowledge.common.addresses import without_credentials
from knowledge.domain.errors import AssistantError
from knowledge.opening.stores import open_store
from knowledge.settings.models import EmbeddingSettings
from knowledge.settings.settings import Settings
from knowledge.store.protocol import Store
from knowledge.store.server.store import ServerStore
from operations.server import tolerance_sentence

_LEAST_SERVER = (1, 18)


def check_store(settings: Settings) -> list[Check]:
    """Reach the store and look at every knowledge base in it."""
    where = (
        f"Qdrant server at {without_credentials(settings.store.url)}"
        if settings.store.url
        else f"embedded Qdrant in {settings.data_dir}"
    )
    try:
        store = open_store(settings.store, settings.data_dir)
        names = store.names()
    except AssistantError as error:
        said = str(error).replace(settings.store.url, without_credentials(settings.store.url))
        return [Check("store", State.WRONG, f"{where}: {said if settings.store.url else error}")]
    checks = [Check("store", State.OK, f"{where}, {len(names)} knowledge base(s)")]
    checks += [_check_knowledge_base(store, name, settings.embedding) for name in names]
    if isinstance(store, ServerStore):
        checks += [_check_version(store), *_check_cluster(store, names)]
    if settings.default_kb not in names:
        checks.append(_no_default(settings.default_kb))
    return checks


def _check_knowledge_base(store: Store, name: str, embedding: EmbeddingSettings) -> Check:
    subject = f"knowledge base {name}"
    try:
        with closing(store.open(name)) as reader:
            made_with = reader.manifest.embedder.name
            documents, passages = len(reader.documents()), reader.count()
            generation = reader.generation
    except AssistantError as error:
        return Check(subject, State.WRONG, str(error))
    found = f"{documents} documents, {passages} passages, generation {generation}, {made_with}"
    if made_with not in {embedding.model, Path(embedding.model).name}:
        advice = (
            f"The configured model is {embedding.model!r}: set CITEWELL_EMBEDDING_MODEL "
            f"to {made_with!r} to use it, or ingest into a new one."
        )
        return Check(subject, State.WARNING, found, advice)
    if not passages:
        advice = f"It is empty: citewell ingest FOLDER --kb {name}"
        return Check(subject, State.WARNING, found, advice)
    return Check(subject, State.OK, found)


def _check_version(store: ServerStore) -> Check:
    """Compare the server's release with the client's: one minor release apart is what they test."""
    subject, client = "Qdrant", version("qdrant-client")
    try:
        server = store.version()
    except AssistantError as error:
        return Check(subject, State.WARNING, str(error))
    found = f"server {server}, client {client}"
    ours, theirs = _release(client), _release(server)
    if theirs < _LEAST_SERVER:
        return Check(subject, State.WARNING, found, "Upgrade the server: Citewell needs 1.18.")
    if ours[:1] != theirs[:1] or abs(ours[1] - theirs[1]) > 1:
        advice = "Upgrade the older one before long: they are further apart than their makers test."
        return Check(subject, State.WARNING, found, advice)
    return Check(subject, State.OK, found)


def _release(told: str) -> tuple[int, int]:
    """Return major and minor number; zeros where there are none to read."""
    major, _, rest = told.partition(".")
    minor = rest.partition(".")[0]
    return (int(major), int(minor)) if major.isdecimal() and minor.isdecimal() else (0, 0)


def _check_cluster(store: ServerStore, names: list[str]) -> list[Check]:
    """Say which nodes are dead, and how many more may die before a knowledge base is cut off."""
    try:
        nodes = store.nodes()
        found = {
            name: (store.replicas(name).tolerance(), tolerance_sentence(store.replicas(name)))
            for name in (names if nodes else [])
        }
    except AssistantError as error:
        return [Check("cluster", State.WARNING, str(error))]
    dead = [f"{node.number} ({node.address})" for node in nodes if not node.answers]
    checks = [
        Check("cluster", State.WARNING, f"no answer from node {each}", "Start it again.")
        for each in dead
    ]
    for name, (tolerance, said) in found.items():
        most = min(3, len(nodes))
        command = f"citewell kb replicas {name} --to {most}"
        advice = f"Keep more replicas: {command} (docs/operators/server.md)."
        safe = tolerance.reading > 0 and tolerance.writing > 0
        state = State.OK if safe else State.WARNING if tolerance.writing >= 0 else State.WRONG
        checks.append(Check(f"replicas of {name}", state, said, "" if safe else advice))
    return checks


def _no_default(name: str) -> Check:
    how = "citewell demo" if name == "demo" else f"citewell ingest FOLDER --kb {name}"
    return Check(
        f"knowledge base {name}",
        State.WARNING,
        "is not there yet, and the chat opens it first",
        f"Make it: {how}; or set CITEWELL_DEFAULT_KB.",
    )
