"""What is minimised: the answering passage shall be nearer than all others of the batch."""

from __future__ import annotations

from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.losses import (
    CachedGISTEmbedLoss,
    CachedMultipleNegativesRankingLoss,
    GISTEmbedLoss,
    MatryoshkaLoss,
    MultipleNegativesRankingLoss,
)
from torch import nn

from finetune.recipe import Recipe


def choose_loss(
    model: SentenceTransformer, recipe: Recipe, guide: SentenceTransformer | None = None
) -> nn.Module:
    """Return the loss of a recipe.

    Multiple negatives ranking (van den Oord et al. 2018, https://arxiv.org/abs/1807.03748); with a
    guide, passages that the guide finds nearer than the answering one are left out, since they
    probably answer too (GISTEmbed, Solatorio 2024, https://arxiv.org/abs/2402.16829); in pieces
    where the batch does not fit (GradCache, Gao et al. 2021, https://arxiv.org/abs/2101.06983);
    for several dimensions at once (Kusupati et al. 2022, https://arxiv.org/abs/2205.13147).
    """
    loss = _ranking(model, recipe) if guide is None else _guided(model, recipe, guide)
    if not recipe.matryoshka:
        return loss
    native = model.get_embedding_dimension()
    assert native is not None, "an embedding model says its dimension"
    return MatryoshkaLoss(model, loss, matryoshka_dims=[native, *recipe.matryoshka])


def _ranking(model: SentenceTransformer, recipe: Recipe) -> nn.Module:
    if recipe.at_once:
        return CachedMultipleNegativesRankingLoss(model, mini_batch_size=recipe.at_once)
    return MultipleNegativesRankingLoss(model)


def _guided(model: SentenceTransformer, recipe: Recipe, guide: SentenceTransformer) -> nn.Module:
    if recipe.at_once:
        return CachedGISTEmbedLoss(model, guide, mini_batch_size=recipe.at_once)
    return GISTEmbedLoss(model, guide)
