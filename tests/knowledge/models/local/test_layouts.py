"""Every local architecture of the catalogue, held against plain transformers on tiny doubles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Router
from torch import Tensor
from transformers import (
    AutoTokenizer,
    BertModel,
    EmbeddingGemma2Model,
    Gemma3TextModel,
    ModernBertModel,
    MPNetConfig,
    MPNetModel,
    Qwen3Model,
)

from knowledge.domain.errors import ModelUnavailable
from knowledge.models.local.layouts import is_voyage, load_gemma2_model
from knowledge.models.short_vectors import Truncation
from knowledge.settings.settings import Settings
from tests.flat_settings import settings_with
from tests.gemma2_double import build_gemma2, text_half_config
from tests.model_doubles import (
    GEMMA_DOCUMENT,
    GEMMA_QUERY,
    VOYAGE_QUERY,
    build_gemma,
    build_medembed,
    build_voyage,
    build_zembed,
    small_tokenizer,
)
from tests.modern_doubles import build_e5, build_granite
from tests.opening import open_embedder

BGE_QUERY = "Represent this sentence for searching relevant passages: "
Rows = NDArray[np.float32]
TEXTS = ["Members may add a spouse.", "The grace period is 31 days; " * 3, "a"]


def opened(name: str, folder: Path, **values: object) -> Settings:
    given = {"embedding_model": name, "embedding_model_path": str(folder)}
    return settings_with(**{**given, "embedding_device": "cpu", **values})


def tokenized(folder: Path, text: str) -> dict[str, Tensor]:
    tokenizer = AutoTokenizer.from_pretrained(folder)
    return dict(tokenizer(text, return_tensors="pt", truncation=True))


def unit(rows: Sequence[Tensor]) -> Rows:
    stacked: Rows = torch.nn.functional.normalize(torch.stack(list(rows)), dim=1).detach().numpy()
    return stacked


def first_token(folder: Path, texts: Sequence[str]) -> Rows:
    model = BertModel.from_pretrained(folder).eval()  # type: ignore[no-untyped-call]
    return unit([model(**tokenized(folder, text)).last_hidden_state[0, 0] for text in texts])


def modern_first_token(folder: Path, texts: Sequence[str]) -> Rows:
    model = ModernBertModel.from_pretrained(folder).eval()  # type: ignore[no-untyped-call]
    return unit([model(**tokenized(folder, text)).last_hidden_state[0, 0] for text in texts])


def mean_of_all(folder: Path, texts: Sequence[str]) -> Rows:
    model = BertModel.from_pretrained(folder).eval()  # type: ignore[no-untyped-call]
    return unit([model(**tokenized(folder, text)).last_hidden_state[0].mean(0) for text in texts])


def mean_through_two_layers(folder: Path, texts: Sequence[str]) -> Rows:
    model = Gemma3TextModel.from_pretrained(folder).eval()  # type: ignore[no-untyped-call]
    layers = [load_file(folder / f"{n}_Dense" / "model.safetensors") for n in (2, 3)]
    means = [model(**tokenized(folder, text)).last_hidden_state[0].mean(0) for text in texts]
    first, second = (layer["linear.weight"] for layer in layers)
    return unit([second @ (first @ mean) for mean in means])


def linear_then_mean(folder: Path, texts: Sequence[str]) -> Rows:
    layer = load_file(folder / "model.safetensors")["linear.weight"].float()
    model = Qwen3Model.from_pretrained(  # type: ignore[no-untyped-call]
        folder, attn_implementation="eager", dtype=torch.float32
    ).eval()
    rows = []
    for text in texts:
        inputs = tokenized(folder, text)
        length = inputs["input_ids"].shape[1]
        everything = torch.zeros(1, 1, length, length)  # added to the scores: nothing is masked
        states = model(inputs["input_ids"], attention_mask=everything).last_hidden_state
        rows.append((states[0] @ layer.T).mean(0))
    return unit(rows)


def mean_of_the_text_half(folder: Path, texts: Sequence[str]) -> Rows:
    model = EmbeddingGemma2Model.from_pretrained(folder, config=text_half_config()).eval()  # type: ignore[no-untyped-call]
    return unit([model(**tokenized(folder, text)).last_hidden_state[0].mean(0) for text in texts])


def with_other_weights(folder: Path) -> None:
    """Change a model's weights so that its vectors are others."""
    weights = load_file(folder / "model.safetensors")
    turned = {name: value.flip(0).contiguous() for name, value in weights.items()}
    save_file(turned, folder / "model.safetensors", metadata={"format": "pt"})


def cosines(ours: Rows, theirs: Rows) -> list[float]:
    return [float(a @ b) for a, b in zip(ours, theirs, strict=True)]


@pytest.mark.parametrize(
    ("name", "build", "reference", "prompt"),
    [
        ("medembed-small", build_medembed, first_token, ""),
        ("embeddinggemma-300m", build_gemma, mean_through_two_layers, GEMMA_QUERY),
        ("embeddinggemma-2", build_gemma2, mean_of_the_text_half, GEMMA_QUERY),
        ("voyage-4-nano", build_voyage, linear_then_mean, VOYAGE_QUERY),
        ("granite-embedding-small-english-r2", build_granite, modern_first_token, ""),
        ("granite-embedding-97m-multilingual-r2", build_granite, modern_first_token, ""),
        ("bge-small-en-v1.5", build_medembed, first_token, BGE_QUERY),
        ("multilingual-e5-small", build_e5, mean_of_all, "query: "),
    ],
)
def test_vectors_are_those_of_a_plain_forward_pass(
    tmp_path: Path,
    name: str,
    build: Callable[[Path], Path],
    reference: Callable[[Path, Sequence[str]], Rows],
    prompt: str,
) -> None:
    folder = build(tmp_path / "model")
    expected = reference(folder, [prompt + text for text in TEXTS])

    rows = open_embedder(opened(name, folder)).embed_queries(TEXTS)

    assert min(cosines(rows, expected)) >= 0.9999


def test_a_model_without_torch_s_own_attention_is_opened_too(tmp_path: Path) -> None:
    small_tokenizer(padding_side="right").save_pretrained(tmp_path)
    config = MPNetConfig(
        vocab_size=512,
        hidden_size=64,
        num_hidden_layers=1,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=130,
    )
    model = MPNetModel(config, add_pooling_layer=False).eval()  # type: ignore[no-untyped-call]
    model.save_pretrained(tmp_path)
    with torch.no_grad():
        states = [model(**tokenized(tmp_path, text)).last_hidden_state[0] for text in TEXTS]

    rows = open_embedder(opened(str(tmp_path), tmp_path)).embed_passages(TEXTS)

    assert min(cosines(rows, unit([each.mean(0) for each in states]))) >= 0.9999


def test_a_model_of_two_halves_reads_questions_with_one_and_passages_with_the_other(
    tmp_path: Path,
) -> None:
    halves = [build_medembed(tmp_path / name) for name in ("one", "two")]
    with_other_weights(halves[1])
    modules = [list(SentenceTransformer(str(half), device="cpu")) for half in halves]
    router = Router.for_query_document(*modules)  # type: ignore[arg-type] # modules they are
    both = SentenceTransformer(modules=[router], device="cpu")
    both.save_pretrained(str(tmp_path / "both"), create_model_card=False)

    embedder = open_embedder(opened(str(tmp_path / "both"), tmp_path / "both"))

    assert min(cosines(embedder.embed_queries(TEXTS), first_token(halves[0], TEXTS))) >= 0.9999
    assert min(cosines(embedder.embed_passages(TEXTS), first_token(halves[1], TEXTS))) >= 0.9999


def test_voyage_is_known_by_a_server_s_name_of_its_architecture_too(tmp_path: Path) -> None:
    folder = build_voyage(tmp_path / "model", architecture="VoyageQwen3BidirectionalEmbedModel")

    assert is_voyage(folder)


def test_an_ordinary_qwen3_is_not_taken_for_voyage(tmp_path: Path) -> None:
    assert not is_voyage(build_zembed(tmp_path / "model"))


def test_gemma_2_saved_opens_again_as_the_text_model_that_it_was(tmp_path: Path) -> None:
    model = load_gemma2_model(build_gemma2(tmp_path / "base"), dtype="float32", device="cpu")
    expected = model.encode(TEXTS)

    model.save_pretrained(str(tmp_path / "tuned"), create_model_card=False)

    again = open_embedder(
        settings_with(embedding_model=str(tmp_path / "tuned"), embedding_device="cpu")
    )
    assert min(cosines(again.embed_passages(TEXTS), expected)) >= 0.9999


def test_gemma_frames_passages_otherwise_than_queries(tmp_path: Path) -> None:
    folder = build_gemma(tmp_path / "model")
    expected = mean_through_two_layers(folder, [GEMMA_DOCUMENT + text for text in TEXTS])

    embedder = open_embedder(opened("embeddinggemma-300m", folder))

    assert min(cosines(embedder.embed_passages(TEXTS), expected)) >= 0.9999
    assert min(cosines(embedder.embed_queries(TEXTS), expected)) < 0.999


def test_gemma_runs_in_bfloat16_through_its_dense_layers(tmp_path: Path) -> None:
    folder = build_gemma(tmp_path / "model")
    exact = open_embedder(opened("embeddinggemma-300m", folder)).embed_passages(TEXTS)

    rounded = open_embedder(opened("embeddinggemma-300m", folder, embedding_dtype="bfloat16"))

    assert min(cosines(rounded.embed_passages(TEXTS), exact)) > 0.99


def test_no_format_is_offered_that_gemma_overflows_in() -> None:
    with pytest.raises(ValueError, match=r"embedding\.dtype"):
        settings_with(embedding_dtype="float16")


def test_matryoshka_vectors_are_cut_and_made_unit_again() -> None:
    long = np.array([[0.6, 0.0, 0.8]], dtype=np.float32)

    short = Truncation((3, 2)).shorten(long, 2)

    np.testing.assert_allclose(short, [[1.0, 0.0]])


def test_a_dimension_that_a_model_was_not_trained_for_is_refused(tmp_path: Path) -> None:
    folder = build_voyage(tmp_path / "model")

    with pytest.raises(ModelUnavailable, match="Dimension 48 is not one of the model's: 2048"):
        open_embedder(opened("voyage-4-nano", folder, embedding_dimension=48))


def test_an_unknown_folder_has_its_own_dimension_only(tmp_path: Path) -> None:
    folder = build_medembed(tmp_path / "model")

    with pytest.raises(ModelUnavailable, match="nothing says that it was trained for 32-d ones"):
        open_embedder(opened(str(folder), folder, embedding_dimension=32))


def test_the_model_of_a_folder_brings_its_own_prompts(tmp_path: Path) -> None:
    folder = build_gemma(tmp_path / "tuned")
    expected = mean_through_two_layers(folder, [GEMMA_QUERY + text for text in TEXTS])

    embedder = open_embedder(settings_with(embedding_model=str(folder), embedding_device="cpu"))

    assert min(cosines(embedder.embed_queries(TEXTS), expected)) >= 0.9999
    assert embedder.identity.name == "tuned"
